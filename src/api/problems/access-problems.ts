/** Of `PROBLEMS`: who may not call, or not now. */
export const ACCESS_PROBLEMS = {
  unauthenticated: {
    status: 401,
    title: {
      en: 'A credential is missing, or is not one we take.',
      ko: '자격 증명이 없거나 유효하지 않습니다.',
    },
  },
  forbidden: {
    status: 403,
    title: { en: 'The credential does not allow this.', ko: '이 자격 증명으로는 허용되지 않는 요청입니다.' },
  },
  rate_limited: {
    status: 429,
    title: {
      en: 'More cards than may be asked about at a time; see the headers RateLimit and Retry-After.',
      ko: '허용된 카드 수를 넘었습니다. RateLimit과 Retry-After 헤더를 확인하세요.',
    },
  },
  limits_unavailable: {
    status: 503,
    title: {
      en: 'The budget of cards cannot be read at the moment; try again later.',
      ko: '카드 한도를 지금 확인할 수 없습니다. 잠시 후 다시 시도하세요.',
    },
  },
  overloaded: {
    status: 503,
    title: {
      en: 'More requests than can be answered in time; see the Retry-After header.',
      ko: '요청이 처리 한도를 넘었습니다. Retry-After 헤더를 확인하세요.',
    },
  },
} as const;
