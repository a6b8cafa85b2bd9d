import { CHECK_DIGIT_RULES, CONFIDENCES, RANGE_STATUSES } from '../../core/account-range.js';
import { SEVERITIES } from '../../core/finding.table.js';
import { FINDING_CODES } from '../../core/finding.js';
import { FOREIGN_CHARACTERS } from '../../core/foreign-character.js';
import { CHECK_DIGIT_RESULTS, FUNDINGS, NETWORK_ROLES, SEGMENTS, STATUSES } from '../../core/report.js';
import { ISSUER_DATA_STATES } from '../../validation/ports.js';
import { answerEnum } from './answer-field.js';

export const StatusEnum = answerEnum(
  'Status',
  STATUSES,
  '`valid`: digits, check digit, a range known to our tables or to an issuer file, and the lengths it names agree. `invalid`: something speaks against it. `unrecognized`: well formed, but no range we trust covers it; the caller decides.',
);
export const SeverityEnum = answerEnum(
  'Severity',
  SEVERITIES,
  '`error` makes a card invalid, `warning` asks the caller to decide, `notice` explains the answer.',
);
export const FindingCodeEnum = answerEnum(
  'FindingCode',
  FINDING_CODES,
  'Stable code of a finding. Codes are added, never renamed: treat one you do not know by its severity.',
);
export const ForeignCharacterEnum = answerEnum(
  'ForeignCharacter',
  FOREIGN_CHARACTERS,
  'What stood where a digit belongs.',
);
export const CheckDigitResultEnum = answerEnum(
  'CheckDigitResult',
  CHECK_DIGIT_RESULTS,
  '`pass`: it fits. `fail`: a digit is wrong. `not_applicable`: it was not asked for, because good cards of the range may fail it or have none; never a pass.',
);
export const CheckDigitRuleEnum = answerEnum(
  'CheckDigitRule',
  CHECK_DIGIT_RULES,
  'How the cards of a range use their last digit. `luhn_optional`: good cards exist that fail Luhn.',
);
export const RangeStatusEnum = answerEnum(
  'RangeStatus',
  RANGE_STATUSES,
  '`active`: cards are issued. `closed`: a scheme that ended; shown as history, never decides.',
);
export const ConfidenceEnum = answerEnum(
  'Confidence',
  CONFIDENCES,
  'How well sources support a range: `high` an operator or two good sources, `medium` one, `low` too weak to decide.',
);
export const NetworkRoleEnum = answerEnum(
  'NetworkRole',
  NETWORK_ROLES,
  "`brand`: the mark's own rails. `co_badge`: printed on the same card. `acceptance`: foreign rails that take it.",
);
export const IssuerDataStateEnum = answerEnum(
  'IssuerDataState',
  ISSUER_DATA_STATES,
  '`none`: no issuer data is configured. `current`: it answers. `stale`: it was not taken, an older one answers. `missing`: it was not taken, and there is no older one.',
);
export const FundingEnum = answerEnum('Funding', FUNDINGS, 'Where the money comes from.');
export const SegmentEnum = answerEnum('Segment', SEGMENTS, 'For whom the card was issued.');
