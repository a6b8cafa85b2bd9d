import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import type { Language } from '../../core/language.js';
import { CardValidationService } from '../../validation/card-validation.service.js';
import { NeedsScope } from '../access/needs-scope.js';
import { IinPrefixScalar } from './iin-prefix.scalar.js';
import { BrandSummaryView, BrandView } from '../views/brand.view.js';
import { DatasetView, toDatasetView } from '../views/dataset.view.js';
import { IinReportView, toIinReportView } from '../views/iin-report.view.js';
import { IndustryView, toIndustryView } from '../views/industry.view.js';
import { ContextLanguage } from './context.js';
import type { Shape } from '../views/shape.js';

@Resolver()
@NeedsScope('iins')
export class TablesResolver {
  constructor(private readonly validation: CardValidationService) {}

  @Query(() => IinReportView, { description: 'What a prefix says before the whole number is known.' })
  iin(
    @Args('prefix', { type: () => IinPrefixScalar }) prefix: string,
    @ContextLanguage() language: Language,
  ): Shape<IinReportView> {
    return toIinReportView(this.validation.reportIin(prefix, language), language);
  }

  @Query(() => [BrandSummaryView], { description: 'All brands.' })
  brands(): readonly Shape<BrandSummaryView>[] {
    return this.validation.brands();
  }

  @Query(() => BrandView, { nullable: true, description: 'One brand; null and an error when no brand has the id.' })
  brand(@Args('id', { type: () => ID }) id: string): Shape<BrandView> {
    return this.validation.brand(id);
  }

  @Query(() => [IndustryView], { description: 'What first digits mean.' })
  industries(@ContextLanguage() language: Language): readonly Shape<IndustryView>[] {
    return this.validation.industries().map((industry) => toIndustryView(industry, language));
  }

  @Query(() => DatasetView, { description: 'Which data answers, and where it comes from.' })
  dataset(): Shape<DatasetView> {
    return toDatasetView(this.validation.dataset());
  }
}
