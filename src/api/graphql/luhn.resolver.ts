import { Args, Query, Resolver } from '@nestjs/graphql';
import { CardValidationService } from '../../validation/card-validation.service.js';
import { DigitsPipe } from '../requests/digits.pipe.js';
import { DigitsRequest } from '../requests/digits.request.js';
import { LuhnCheckDigitView, LuhnCheckView, LuhnExplanationView } from '../views/luhn.view.js';
import type { Shape } from '../views/shape.js';

@Resolver()
export class LuhnResolver {
  constructor(private readonly validation: CardValidationService) {}

  @Query(() => LuhnCheckView, { description: 'Checks the last digit of any number.' })
  luhn(@Args(DigitsPipe) { digits }: DigitsRequest): Shape<LuhnCheckView> {
    return this.validation.checkLuhn(digits);
  }

  @Query(() => LuhnCheckDigitView, { description: 'Computes the digit a payload still needs.' })
  luhnCheckDigit(@Args(DigitsPipe) { digits }: DigitsRequest): Shape<LuhnCheckDigitView> {
    return this.validation.luhnCheckDigit(digits);
  }

  @Query(() => LuhnExplanationView, { description: 'Explains the check digit by digit.' })
  luhnExplanation(@Args(DigitsPipe) { digits }: DigitsRequest): Shape<LuhnExplanationView> {
    return this.validation.explainLuhn(digits);
  }
}
