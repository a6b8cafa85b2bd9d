import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthChecks } from './health-checks.js';
import { HEALTH_SOURCES, type HealthSources } from './health-sources.js';
import { HealthController } from './health.controller.js';

@Module({})
export class HealthModule {
  static register(sources: HealthSources): DynamicModule {
    return {
      module: HealthModule,
      // A probe that says no is an answer, not an incident: the probe's reader logs it, we do not.
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController],
      providers: [{ provide: HEALTH_SOURCES, useValue: sources }, HealthChecks],
    };
  }
}
