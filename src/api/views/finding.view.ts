import type { Severity } from '../../core/finding.table.js';
import type { Finding, FindingCode } from '../../core/finding.js';
import type { ForeignCharacter } from '../../core/foreign-character.js';
import { Answer, AnswerField, Int } from './answer-field.js';
import { FindingCodeEnum, ForeignCharacterEnum, SeverityEnum } from './enums.js';

@Answer('Finding', 'One reason, about the card and never about its owner.')
export class FindingView implements Finding {
  @AnswerField(FindingCodeEnum, 'Stable code.', { example: 'TEST_CARD' })
  readonly code!: FindingCode;
  @AnswerField(SeverityEnum, 'What the finding means for the verdict.', { example: 'warning' })
  readonly severity!: Severity;
  @AnswerField(String, 'The same for people, in the language asked for. Holds no digit of the input.')
  readonly message!: string;
  @AnswerField(Int, 'Zero-based index into the text as it was sent (UTF-16 code units).', { nullable: true })
  readonly position!: number | null;
  @AnswerField(ForeignCharacterEnum, 'What was found instead of a digit (`PAN_NOT_DIGITS`).', { nullable: true })
  readonly found!: ForeignCharacter | null;
}
