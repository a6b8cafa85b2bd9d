import type { Industry } from '../../core/industry.js';
import type { Language } from '../../core/language.js';
import { Answer, AnswerField } from './answer-field.js';
import type { Shape } from './shape.js';

@Answer('Industry', 'Major industry identifier: what the first digit of a number says, and no more.')
export class IndustryView {
  @AnswerField(String, 'The digit.', { example: '4' })
  readonly digit!: string;
  @AnswerField(String, 'Its meaning in ISO/IEC 7812-1, in the language asked for.', {
    example: 'Banking and financial',
  })
  readonly name!: string;
}

export function toIndustryView({ digit, name }: Industry, language: Language): Shape<IndustryView> {
  return { digit, name: name[language] };
}
