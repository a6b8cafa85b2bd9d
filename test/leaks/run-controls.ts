import { setTimeout as sleep } from 'node:timers/promises';
import { Collector } from './collector.ts';
import { type Part, part } from './part.ts';
import { PLANTED } from './plant-names.ts';
import { exchange, request } from './raw-http.ts';
import { REQUESTS } from './request-tables.ts';
import { send } from './run-requests.ts';
import { inParallel, Ledger } from './sinks.ts';
import { Subject } from './subject.ts';

/** A subject that must leak. */
export interface Control extends Part {
  /** Vectors that it leaked. */
  readonly caught: readonly string[];
  /** What should have been caught and was not. */
  readonly missed: readonly string[];
}

const PLANTING = ['--import', new URL('plants.mjs', import.meta.url).href];

/** How many different requests a stock application leaks, with its logger at that level. */
export async function stockControl(logLevel: string): Promise<Control> {
  const ledger = new Ledger();
  const subject = await Subject.stock(logLevel);
  const answers = await send(
    REQUESTS.filter(({ door }) => door === 'api'),
    subject,
    ledger,
    'String',
  );
  await subject.stop();
  const leaks = ledger.leaksIn({ answers }, subject.sinks());
  subject.sandbox.remove();
  const caught = [...new Set(leaks.map(({ vector }) => vector))];
  return { ...part(`stock application, log level ${logLevel}`, ledger, leaks), caught, missed: [] };
}

/** The service with leaks built in: each must be found, and where it comes out. */
export async function plantedControl(): Promise<Control> {
  const ledger = new Ledger();
  const collector = new Collector();
  const env = { LOG_LEVEL: 'info', OTEL_EXPORTER_OTLP_ENDPOINT: await collector.listen() };
  const subject = await Subject.service({ env, nodeFlags: PLANTING });
  const names = Object.keys(PLANTED);
  const answers = await inParallel(names, 1, async (name) => {
    const headers = { 'x-plant': name };
    const answer = await exchange(
      subject.ports.api,
      request('GET', `/v1/brands/none?pan=${ledger.canaryFor(name)}`, { headers }),
    );
    // The request is counted after its answer was sent.
    await sleep(20);
    return answer;
  });
  const shown = { metrics: [await subject.metrics()], process: [subject.shown()] };
  await subject.stop();
  collector.close();
  const leaks = ledger.leaksIn({ answers, traces: collector.received }, shown, subject.sinks());
  subject.sandbox.remove();
  const caught = names.filter((name) => leaks.some(({ vector, sink }) => vector === name && sink === PLANTED[name]));
  return { ...part('leaks we planted', ledger, leaks), caught, missed: names.filter((name) => !caught.includes(name)) };
}
