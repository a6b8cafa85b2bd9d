import type { Confidence, RangeStatus } from '../../core/account-range.js';
import type { Severity } from '../../core/finding.table.js';
import type { Language, Localized } from '../../core/language.js';
import type { Funding, NetworkRole, Segment } from '../../core/report.js';

/** What the answer about a prefix calls its parts, for people. */
export const LABELS = {
  prefix: { en: 'Prefix', ko: '앞자리' },
  brand: { en: 'brand', ko: '브랜드' },
  lengths: { en: 'lengths', ko: '자릿수' },
  networks: { en: 'networks', ko: '결제망' },
  decided: { en: 'decided', ko: '확정' },
  industry: { en: 'industry', ko: '산업' },
  issuer: { en: 'issuer', ko: '발급사' },
  data: { en: 'data', ko: '데이터' },
  undecided: { en: 'not decided; see the candidates', ko: '미정 (아래 후보 참조)' },
  noBrand: { en: 'none known', ko: '알 수 없음' },
  severalIssuers: { en: 'several; see the issuer candidates', ko: '여럿 (아래 발급사 후보 참조)' },
  noIssuer: { en: 'none in the issuer data', ko: '발급사 데이터에 없음' },
  issuerNeedsDigits: { en: 'needs six digits', ko: '앞 여섯 자리부터 조회' },
  yes: { en: 'yes, whatever digits follow', ko: '예 (뒤에 어떤 숫자가 오더라도)' },
  never: { en: 'no, and no further digit will', ko: '아니요 (자리를 더 입력해도 마찬가지)' },
  candidates: { en: 'Candidates', ko: '브랜드 후보' },
  issuerCandidates: { en: 'Issuer candidates', ko: '발급사 후보' },
  findings: { en: 'Findings', ko: '알림' },
  source: { en: 'source', ko: '출처' },
  nameless: { en: '(no name)', ko: '(이름 없음)' },
  brandInFile: { en: 'brand there', ko: '파일의 브랜드' },
  disputed: { en: 'disputed', ko: '이견 있음' },
  decidesNothing: { en: 'too weak to decide', ko: '근거 부족' },
  range: { en: 'prefixes', ko: '앞자리' },
  confidence: { en: 'confidence', ko: '신뢰도' },
} as const satisfies Readonly<Record<string, Localized>>;

export const STATUS_LABELS: Readonly<Record<RangeStatus, Localized>> = {
  active: { en: '', ko: '' },
  closed: { en: 'closed', ko: '발급 종료' },
};

export const CONFIDENCE_LABELS: Readonly<Record<Confidence, Localized>> = {
  high: { en: 'high', ko: '높음' },
  medium: { en: 'medium', ko: '중간' },
  low: { en: 'low', ko: '낮음' },
};

export const SEVERITY_LABELS: Readonly<Record<Severity, Localized>> = {
  error: { en: 'error', ko: '오류' },
  warning: { en: 'warning', ko: '주의' },
  notice: { en: 'notice', ko: '참고' },
};

export const ROLE_LABELS: Readonly<Record<NetworkRole, Localized>> = {
  brand: { en: 'its own', ko: '자체' },
  co_badge: { en: 'co-badge', ko: '공동 브랜드' },
  acceptance: { en: 'accepted there', ko: '제휴 승인' },
};

export const FUNDING_LABELS: Readonly<Record<Funding, Localized>> = {
  credit: { en: 'credit', ko: '신용' },
  debit: { en: 'debit', ko: '체크/직불' },
  prepaid: { en: 'prepaid', ko: '선불' },
  charge: { en: 'charge', ko: '차지' },
  unknown: { en: '', ko: '' },
};

export const SEGMENT_LABELS: Readonly<Record<Segment, Localized>> = {
  consumer: { en: 'consumer', ko: '개인' },
  commercial: { en: 'commercial', ko: '법인' },
  unknown: { en: '', ko: '' },
};

export function moreDigits(digits: number, language: Language): string {
  return language === 'ko'
    ? `아직 (최대 ${digits}자리 더 필요)`
    : `not yet: ${digits} more digit${digits === 1 ? '' : 's'} at most`;
}

export function leftOut(count: number, language: Language): string {
  return language === 'ko' ? `… 외 ${count}건 (--json은 모두 표시)` : `… and ${count} more (--json shows all)`;
}
