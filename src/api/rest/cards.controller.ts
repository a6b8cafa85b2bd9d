import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { Language } from '../../core/language.js';
import { CardValidationService } from '../../validation/card-validation.service.js';
import { DocumentCall } from '../docs/route-docs.js';
import { STREAM_TYPES } from '../http/body-kind.js';
import { RequestLanguage } from '../http/language.js';
import { Traits } from '../http/route-traits.js';
import { InOpenApi } from '../late-decorators.js';
import { CardRequest } from '../requests/card.request.js';
import { CardsPipe } from '../requests/cards.pipe.js';
import { BatchReportView, toBatchReportView } from '../views/batch-report.view.js';
import { CardReportView, toCardReportView } from '../views/card-report.view.js';
import type { Shape } from '../views/shape.js';

const BATCH_EXAMPLE = [{ pan: '4111111111111111', expiry: '12/2030' }, '378282246310005'];

@InOpenApi(({ ApiTags }) => ApiTags('Cards'))
@Controller('v1/cards')
export class CardsController {
  constructor(private readonly validation: CardValidationService) {}

  @Post('validate')
  @HttpCode(200)
  @Traits({ localized: true })
  @DocumentCall({
    id: 'validateCard',
    summary: 'Inspect one card number',
    description: 'A bad card is an answer (200), a bad request is a problem (4xx). Nothing is kept.',
    answer: { type: CardReportView, description: 'The report.' },
  })
  validate(@Body() request: CardRequest, @RequestLanguage() language: Language): Shape<CardReportView> {
    return toCardReportView(this.validation.validateCard(request, language), language);
  }

  @Post('batch')
  @HttpCode(200)
  @Traits({ localized: true, body: 'batch', alsoConsumes: STREAM_TYPES })
  @InOpenApi(({ ApiExtraModels }) => ApiExtraModels(CardRequest))
  @InOpenApi(({ ApiBody, getSchemaPath }) =>
    ApiBody({
      required: true,
      schema: {
        type: 'array',
        items: { oneOf: [{ $ref: getSchemaPath(CardRequest) }, { type: 'string' }, { type: 'number' }] },
        example: BATCH_EXAMPLE,
      },
    }),
  )
  @DocumentCall({
    id: 'validateCards',
    summary: 'Inspect many card numbers',
    description:
      'One report per card, in order, all from one snapshot of the data. An item is a card or just its number.',
    answer: { type: BatchReportView, description: 'The reports and a summary.' },
    problems: ['too_many_cards'],
  })
  validateMany(
    @Body(CardsPipe) cards: readonly CardRequest[],
    @RequestLanguage() language: Language,
  ): Shape<BatchReportView> {
    return toBatchReportView(this.validation.validateCards(cards, language), language);
  }
}
