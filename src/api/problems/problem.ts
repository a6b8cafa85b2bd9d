import type { Localized } from '../../core/language.js';
import { ACCESS_PROBLEMS } from './access-problems.js';
import { STREAM_PROBLEMS } from './stream-problems.js';

interface ProblemDefinition {
  /** HTTP status; for problems only GraphQL has, the one of its answer. */
  readonly status: number;
  readonly title: Localized;
}

/**
 * Everything that can be wrong with a *request* (what can be wrong with a card is in `core/finding.ts`). The codes are API and are
 * also the last segment of the problem's `type`. A title is constant: it never holds a value, a name or a place of the request.
 * `docs/problems.md` lists exactly these.
 */
export const PROBLEMS = {
  malformed_http: {
    status: 400,
    title: { en: 'The bytes received are not a valid HTTP request.', ko: '올바른 HTTP 요청이 아닙니다.' },
  },
  malformed_url: {
    status: 400,
    title: { en: 'The path is not validly percent-encoded.', ko: '경로의 퍼센트 인코딩이 올바르지 않습니다.' },
  },
  malformed_body: {
    status: 400,
    title: { en: 'The body cannot be read as JSON.', ko: '본문을 JSON으로 읽을 수 없습니다.' },
  },
  not_found: {
    status: 404,
    title: { en: 'There is nothing at this address.', ko: '요청한 주소를 찾을 수 없습니다.' },
  },
  brand_not_found: {
    status: 404,
    title: { en: 'No brand has this id.', ko: '해당 아이디의 브랜드가 없습니다.' },
  },
  method_not_allowed: {
    status: 405,
    title: {
      en: 'This address does not take that method; see the Allow header.',
      ko: '이 주소는 해당 메서드를 받지 않습니다. Allow 헤더를 확인하세요.',
    },
  },
  not_acceptable: {
    status: 406,
    title: {
      en: 'The Accept header rules out every media type of this address.',
      ko: 'Accept 헤더가 이 주소의 모든 미디어 타입을 제외합니다.',
    },
  },
  request_timeout: {
    status: 408,
    title: { en: 'The request took too long to arrive.', ko: '요청이 제한 시간 안에 도착하지 않았습니다.' },
  },
  body_too_large: {
    status: 413,
    title: { en: 'The body is larger than this address takes.', ko: '본문이 이 주소의 한도보다 큽니다.' },
  },
  too_many_cards: {
    status: 413,
    title: {
      en: 'The batch holds more cards than one request may.',
      ko: '한 요청에 담을 수 있는 카드 수를 넘었습니다.',
    },
  },
  unsupported_media_type: {
    status: 415,
    title: {
      en: 'This address does not read that media type or encoding; see the headers Accept-Post and Accept-Encoding.',
      ko: '이 주소는 해당 미디어 타입이나 인코딩을 읽지 않습니다. Accept-Post와 Accept-Encoding 헤더를 확인하세요.',
    },
  },
  invalid_request: {
    status: 422,
    title: {
      en: 'The request does not have the documented shape; see errors.',
      ko: '요청이 문서화된 형식과 다릅니다. errors를 확인하세요.',
    },
  },
  prefix_not_allowed: {
    status: 422,
    title: {
      en: 'A prefix is 1 to 11 digits. A longer one may be a card number and is not read.',
      ko: '프리픽스는 1~11자리 숫자입니다. 더 긴 값은 카드 번호일 수 있어 읽지 않습니다.',
    },
  },
  headers_too_large: {
    status: 431,
    title: { en: 'The headers are larger than we take.', ko: '헤더가 한도보다 큽니다.' },
  },
  ...STREAM_PROBLEMS,
  ...ACCESS_PROBLEMS,
  internal_error: {
    status: 500,
    title: { en: 'Something went wrong on our side.', ko: '서버에서 오류가 발생했습니다.' },
  },
  graphql_request_malformed: {
    status: 400,
    title: {
      en: 'This is not a GraphQL request: send one JSON object with query and, if needed, variables.',
      ko: 'GraphQL 요청이 아닙니다. query와 필요하면 variables를 담은 JSON 객체 하나를 보내세요.',
    },
  },
  graphql_syntax: {
    status: 400,
    title: {
      en: 'The GraphQL document has a syntax error or too many tokens.',
      ko: 'GraphQL 문서에 문법 오류가 있거나 토큰이 너무 많습니다.',
    },
  },
  graphql_document_invalid: {
    status: 400,
    title: { en: 'The GraphQL document does not fit the schema.', ko: 'GraphQL 문서가 스키마와 맞지 않습니다.' },
  },
  graphql_document_too_deep: {
    status: 400,
    title: { en: 'The GraphQL document nests fields too deeply.', ko: 'GraphQL 문서의 필드 중첩이 너무 깊습니다.' },
  },
  graphql_too_many_aliases: {
    status: 400,
    title: { en: 'The GraphQL document has too many aliases.', ko: 'GraphQL 문서에 별칭이 너무 많습니다.' },
  },
  graphql_too_many_fields: {
    status: 400,
    title: {
      en: 'The GraphQL operation asks for too many fields at once; validateCards and every field below the root may stand in it once.',
      ko: 'GraphQL 작업이 한 번에 너무 많은 필드를 요청합니다. validateCards와 하위 필드는 한 번씩만 쓸 수 있습니다.',
    },
  },
  graphql_introspection_disabled: {
    status: 400,
    title: { en: 'Introspection is switched off here.', ko: '인트로스펙션이 꺼져 있습니다.' },
  },
  graphql_literal_not_allowed: {
    status: 400,
    title: {
      en: 'Send card numbers and digits as variables, never inside the GraphQL document.',
      ko: '카드 번호와 숫자열은 GraphQL 문서가 아니라 변수로 보내세요.',
    },
  },
  graphql_variables_invalid: {
    status: 400,
    title: {
      en: 'The variables do not fit the types the GraphQL document declares.',
      ko: '변수가 GraphQL 문서에 선언된 타입과 맞지 않습니다.',
    },
  },
  graphql_operation_not_found: {
    status: 400,
    title: {
      en: 'The GraphQL document does not hold the operation that was asked for.',
      ko: '요청한 GraphQL 작업이 문서에 없습니다.',
    },
  },
} as const satisfies Record<string, ProblemDefinition>;

export type ProblemCode = keyof typeof PROBLEMS;
export const PROBLEM_CODES = Object.keys(PROBLEMS) as readonly ProblemCode[];

export function isProblemCode(code: unknown): code is ProblemCode {
  return typeof code === 'string' && Object.hasOwn(PROBLEMS, code);
}
