import { Controller, Get, Param } from '@nestjs/common';
import type { Language } from '../../core/language.js';
import { CardValidationService } from '../../validation/card-validation.service.js';
import { NeedsScope } from '../access/needs-scope.js';
import { DocumentTable } from '../docs/route-docs.js';
import { RequestLanguage } from '../http/language.js';
import { Traits } from '../http/route-traits.js';
import { InOpenApi } from '../late-decorators.js';
import { IinReportView, toIinReportView } from '../views/iin-report.view.js';
import type { Shape } from '../views/shape.js';

/** Issuer data may be replaced at any time, to mend a wrong row for instance. */
const FIVE_MINUTES_SECONDS = 300;

@InOpenApi(({ ApiTags }) => ApiTags('Tables'))
@Controller('v1/iins')
@NeedsScope('iins')
export class IinsController {
  constructor(private readonly validation: CardValidationService) {}

  @Get(':prefix')
  @Traits({ localized: true, namesIssuers: true, cacheSeconds: FIVE_MINUTES_SECONDS })
  @InOpenApi(({ ApiParam }) =>
    ApiParam({
      name: 'prefix',
      description: 'The first 1 to 11 digits. A longer one may be a card number and does not belong in a URL.',
      schema: { type: 'string', pattern: '^[0-9]{1,11}$', example: '411111' },
    }),
  )
  @DocumentTable({
    id: 'reportIin',
    summary: 'What a prefix says before the whole number is known',
    description:
      'For forms that fill while the customer types: the brand once it is certain, every brand still possible, and how many more digits settle it; from six digits on the issuer, where issuer data is loaded.',
    answer: { type: IinReportView, description: 'The report.' },
    problems: ['malformed_url', 'prefix_not_allowed'],
  })
  report(@Param('prefix') prefix: string, @RequestLanguage() language: Language): Shape<IinReportView> {
    return toIinReportView(this.validation.reportIin(prefix, language), language);
  }
}
