import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Language } from '../../core/language.js';
import { CardValidationService } from '../../validation/card-validation.service.js';
import { CardRequest } from '../requests/card.request.js';
import { CardsRequest } from '../requests/cards.request.js';
import { BatchReportView, toBatchReportView } from '../views/batch-report.view.js';
import { CardReportView, toCardReportView } from '../views/card-report.view.js';
import { ContextLanguage } from './context.js';
import type { Shape } from '../views/shape.js';

@Resolver()
export class CardResolver {
  constructor(private readonly validation: CardValidationService) {}

  @Query(() => CardReportView, { description: 'Inspects one card number.' })
  validateCard(@Args() request: CardRequest, @ContextLanguage() language: Language): Shape<CardReportView> {
    return toCardReportView(this.validation.validateCard(request, language), language);
  }

  @Query(() => BatchReportView, { description: 'Inspects many card numbers, in order, all from one snapshot.' })
  validateCards(@Args() { cards }: CardsRequest, @ContextLanguage() language: Language): Shape<BatchReportView> {
    return toBatchReportView(this.validation.validateCards(cards, language), language);
  }
}
