import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CardValidationService } from '../../validation/card-validation.service.js';
import { DocumentCall } from '../docs/route-docs.js';
import { InOpenApi } from '../late-decorators.js';
import { DigitsPipe } from '../requests/digits.pipe.js';
import { DigitsRequest } from '../requests/digits.request.js';
import { LuhnCheckDigitView, LuhnCheckView, LuhnExplanationView } from '../views/luhn.view.js';
import type { Shape } from '../views/shape.js';

@InOpenApi(({ ApiTags }) => ApiTags('Luhn'))
@Controller('v1/luhn')
export class LuhnController {
  constructor(private readonly validation: CardValidationService) {}

  @Post('check')
  @HttpCode(200)
  @DocumentCall({
    id: 'checkLuhn',
    summary: 'Check the last digit of any number',
    description: 'Cards, IMEIs and whatever else uses Luhn; no table is asked. Fewer than two digits never hold.',
    answer: { type: LuhnCheckView, description: 'The verdict.' },
  })
  check(@Body(DigitsPipe) { digits }: DigitsRequest): Shape<LuhnCheckView> {
    return this.validation.checkLuhn(digits);
  }

  @Post('check-digit')
  @HttpCode(200)
  @DocumentCall({
    id: 'computeLuhnCheckDigit',
    summary: 'Compute the digit a payload still needs',
    description: 'Send the number without its check digit.',
    answer: { type: LuhnCheckDigitView, description: 'The digit.' },
  })
  checkDigit(@Body(DigitsPipe) { digits }: DigitsRequest): Shape<LuhnCheckDigitView> {
    return this.validation.luhnCheckDigit(digits);
  }

  @Post('explain')
  @HttpCode(200)
  @DocumentCall({
    id: 'explainLuhn',
    summary: 'Explain the check digit by digit',
    description: 'Rows run from the right, as the algorithm does: digit, doubled or not, contribution, running sum.',
    answer: { type: LuhnExplanationView, description: 'The check with a row per digit.' },
  })
  explain(@Body(DigitsPipe) { digits }: DigitsRequest): Shape<LuhnExplanationView> {
    return this.validation.explainLuhn(digits);
  }
}
