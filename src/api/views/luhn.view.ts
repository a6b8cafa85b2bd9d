import type { LuhnCheck, LuhnCheckDigit, LuhnExplanation, LuhnRow } from '../../core/luhn.js';
import { Answer, AnswerField, Int } from './answer-field.js';

@Answer('LuhnCheck', 'Does a string of digits end in its Luhn check digit?')
export class LuhnCheckView implements LuhnCheck {
  @AnswerField(Boolean, 'There are at least two digits and the sum divides by ten.', { example: true })
  readonly valid!: boolean;
  @AnswerField(Int, 'The Luhn sum of all digits, check digit included.', { example: 30 })
  readonly sum!: number;
  @AnswerField(String, 'The last digit that would make the number right; null for fewer than two digits.', {
    nullable: true,
    example: '1',
  })
  readonly expectedCheckDigit!: string | null;
  @AnswerField(Int, 'Digits counted.', { example: 16 })
  readonly length!: number;
}

@Answer('LuhnCheckDigit', 'The digit a payload still needs.')
export class LuhnCheckDigitView implements LuhnCheckDigit {
  @AnswerField(String, 'The digit to append.', { example: '1' })
  readonly checkDigit!: string;
  @AnswerField(Int, 'The Luhn sum of the payload, before the check digit.', { example: 29 })
  readonly sum!: number;
  @AnswerField(Int, 'Digits of the payload.', { example: 15 })
  readonly length!: number;
}

@Answer('LuhnRow', 'One digit on the way to the sum.')
export class LuhnRowView implements LuhnRow {
  @AnswerField(Int, '1 is the leftmost digit, as printed.', { example: 16 })
  readonly position!: number;
  @AnswerField(Int, '1 is the check digit: doubling is counted from the right.', { example: 1 })
  readonly positionFromRight!: number;
  @AnswerField(Int, 'The digit itself.', { example: 1 })
  readonly digit!: number;
  @AnswerField(Boolean, 'Is the digit doubled?', { example: false })
  readonly doubled!: boolean;
  @AnswerField(Int, 'What the digit adds to the sum: itself, or its double minus 9 above 9.', { example: 1 })
  readonly contribution!: number;
  @AnswerField(Int, 'Sum from the right up to and including this digit.', { example: 1 })
  readonly runningSum!: number;
}

@Answer('LuhnExplanation', 'The check, digit by digit.')
export class LuhnExplanationView extends LuhnCheckView implements LuhnExplanation {
  @AnswerField([LuhnRowView], 'From the right, as the algorithm walks: the check digit comes first.')
  readonly rows!: readonly LuhnRowView[];
}
