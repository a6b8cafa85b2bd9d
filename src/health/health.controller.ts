import { Controller, Get } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { HealthChecks } from './health-checks.js';

const PROBE = { noCache: true, swaggerDocumentation: false };

/** The three questions an orchestrator asks: restart it? send it requests? has it started? 200 is yes, 503 is no. */
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly checks: HealthChecks,
  ) {}

  @Get('livez')
  @HealthCheck(PROBE)
  live(): Promise<HealthCheckResult> {
    return this.health.check([() => this.checks.eventLoopTurns()]);
  }

  @Get('readyz')
  @HealthCheck(PROBE)
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.checks.takesRequests(),
      () => this.checks.tablesLoaded(),
      () => this.checks.issuerDataTaken(),
      () => this.checks.eventLoopKeepsUp(),
    ]);
  }

  @Get('startupz')
  @HealthCheck(PROBE)
  startup(): Promise<HealthCheckResult> {
    return this.health.check([() => this.checks.started()]);
  }
}
