import { type DynamicModule, Module } from '@nestjs/common';
import { HealthModule } from './health/health.module.js';
import type { HealthSources } from './health/health-sources.js';
import type { Metrics } from './metrics/metrics.js';
import { MetricsModule } from './metrics/metrics.module.js';

/** The application on the management port. It stands here and not in a room because it joins two of them. */
@Module({})
export class ManagementModule {
  static register(metrics: Metrics, health: HealthSources): DynamicModule {
    return { module: ManagementModule, imports: [MetricsModule.register(metrics), HealthModule.register(health)] };
  }
}
