import { Controller, Get, Param } from '@nestjs/common';
import type { Language } from '../../core/language.js';
import { CardValidationService } from '../../validation/card-validation.service.js';
import { NeedsScope } from '../access/needs-scope.js';
import { DocumentTable } from '../docs/route-docs.js';
import { RequestLanguage } from '../http/language.js';
import { HOUR_SECONDS, Traits } from '../http/route-traits.js';
import { InOpenApi } from '../late-decorators.js';
import { BrandSummaryView, BrandView } from '../views/brand.view.js';
import { DatasetView, toDatasetView } from '../views/dataset.view.js';
import { IndustryView, toIndustryView } from '../views/industry.view.js';
import type { Shape } from '../views/shape.js';

@InOpenApi(({ ApiTags }) => ApiTags('Tables'))
@Controller('v1')
@NeedsScope('iins')
export class TablesController {
  constructor(private readonly validation: CardValidationService) {}

  @Get('brands')
  @Traits({ cacheSeconds: HOUR_SECONDS })
  @DocumentTable({
    id: 'listBrands',
    summary: 'All brands',
    description: 'Ids for policies and reports, security codes, and every PAN length some range allows.',
    answer: { type: BrandSummaryView, isArray: true, description: 'The brands.' },
  })
  brands(): readonly Shape<BrandSummaryView>[] {
    return this.validation.brands();
  }

  @Get('brands/:id')
  @Traits({ cacheSeconds: HOUR_SECONDS })
  @InOpenApi(({ ApiParam }) =>
    ApiParam({ name: 'id', description: 'Id of a brand.', schema: { type: 'string', example: 'visa' } }),
  )
  @DocumentTable({
    id: 'getBrand',
    summary: 'One brand with its account ranges',
    description: 'Every claim the tables hold for it, weak and closed ones included, with sources and notes.',
    answer: { type: BrandView, description: 'The brand.' },
    problems: ['malformed_url', 'brand_not_found'],
  })
  brand(@Param('id') id: string): Shape<BrandView> {
    return this.validation.brand(id);
  }

  @Get('industries')
  @Traits({ localized: true, cacheSeconds: HOUR_SECONDS })
  @DocumentTable({
    id: 'listIndustries',
    summary: 'What first digits mean',
    description: 'The major industry identifier of ISO/IEC 7812-1. An industry is not a brand.',
    answer: { type: IndustryView, isArray: true, description: 'Ten digits, ten meanings.' },
  })
  industries(@RequestLanguage() language: Language): readonly Shape<IndustryView>[] {
    return this.validation.industries().map((industry) => toIndustryView(industry, language));
  }

  @Get('dataset')
  @Traits({ namesIssuers: true, cacheSeconds: 0 })
  @DocumentTable({
    id: 'getDataset',
    summary: 'Which data answers, and where it comes from',
    description:
      'Version and checksum, every document behind the tables, every dispute between them, and the issuer files an operator loaded.',
    answer: { type: DatasetView, description: 'The data set.' },
  })
  dataset(): Shape<DatasetView> {
    return toDatasetView(this.validation.dataset());
  }
}
