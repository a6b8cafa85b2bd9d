/** Of `PROBLEMS`: what can be wrong with a request whose body is a stream, beside everything else. */
export const STREAM_PROBLEMS = {
  wrong_charset: {
    status: 422,
    title: {
      en: 'The characters of the body are two bytes wide; send UTF-8.',
      ko: '본문의 문자가 2바이트 인코딩입니다. UTF-8로 보내세요.',
    },
  },
  csv_header_missing: {
    status: 422,
    title: {
      en: 'The CSV has no header line; send one, or say header=false.',
      ko: 'CSV에 헤더 줄이 없습니다. 헤더를 넣거나 header=false로 지정하세요.',
    },
  },
  csv_column_missing: {
    status: 422,
    title: {
      en: 'The CSV header has no column of the name that was asked for; see panColumn and idColumn.',
      ko: 'CSV 헤더에 요청한 이름의 열이 없습니다. panColumn과 idColumn을 확인하세요.',
    },
  },
  csv_column_twice: {
    status: 422,
    title: {
      en: 'The CSV header has two columns of the name that was asked for; ask by number.',
      ko: 'CSV 헤더에 요청한 이름의 열이 두 개 있습니다. 열 번호로 지정하세요.',
    },
  },
  csv_header_damaged: {
    status: 422,
    title: {
      en: 'The quotation marks in the CSV header do not fit together, or it is too long.',
      ko: 'CSV 헤더의 따옴표가 맞지 않거나 헤더가 너무 깁니다.',
    },
  },
  too_many_streams: {
    status: 503,
    title: {
      en: 'As many streams as may be are under way; try again later.',
      ko: '동시에 처리할 수 있는 스트림 수를 넘었습니다. 잠시 후 다시 시도하세요.',
    },
  },
} as const;
