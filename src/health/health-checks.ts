import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { HEALTH_SOURCES, type HealthSources } from './health-sources.js';

/** A request that waits this long behind others is better answered by another replica. */
export const EVENT_LOOP_DELAY_MS_MAX = 200;

@Injectable()
export class HealthChecks {
  constructor(
    @Inject(HEALTH_SOURCES) private readonly sources: HealthSources,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /** Asks nothing but whether the event loop comes round: a restart cures no other illness. */
  async eventLoopTurns(): Promise<HealthIndicatorResult> {
    await nextTurn();
    return this.indicators.check('eventLoop').up();
  }

  started(): HealthIndicatorResult {
    const { phase } = this.sources.readiness;
    const indicator = this.indicators.check('phase');
    return phase === 'starting' ? indicator.down({ phase }) : indicator.up({ phase });
  }

  takesRequests(): HealthIndicatorResult {
    const { phase } = this.sources.readiness;
    const indicator = this.indicators.check('phase');
    return phase === 'ready' ? indicator.up({ phase }) : indicator.down({ phase });
  }

  tablesLoaded(): HealthIndicatorResult {
    const indicator = this.indicators.check('data');
    const dataVersion = this.#dataVersion();
    return dataVersion === null ? indicator.down({ dataVersion }) : indicator.up({ dataVersion });
  }

  /**
   * Always up: issuer data that cannot be taken leaves older answers, or fewer, and taking every replica out of service would leave
   * none. The detail and `card_issuer_data_state` tell the operator.
   */
  issuerDataTaken(): HealthIndicatorResult {
    const { state, fault } = this.sources.validation.issuerData();
    // The part behind `+` is the issuer table's.
    const version = this.#dataVersion()?.split('+')[1] ?? null;
    return this.indicators.check('issuerData').up({ state, fault, version });
  }

  eventLoopKeepsUp(): HealthIndicatorResult {
    const delay = { delayP99Ms: this.sources.eventLoop.p99Ms, delayP99MsMax: EVENT_LOOP_DELAY_MS_MAX };
    const indicator = this.indicators.check('eventLoop');
    return delay.delayP99Ms <= EVENT_LOOP_DELAY_MS_MAX ? indicator.up(delay) : indicator.down(delay);
  }

  /** Null when no table answers. */
  #dataVersion(): string | null {
    try {
      return this.sources.validation.dataVersion();
    } catch {
      return null;
    }
  }
}
