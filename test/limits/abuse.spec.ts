import { Session } from 'node:inspector';
import { describe, expect, it } from '@jest/globals';
import type { AbuseSignal } from '../../src/security/abuse/abuse-signal.js';
import { AbuseSensor } from '../../src/security/abuse/abuse-sensor.js';
import { ClientPattern } from '../../src/security/abuse/client-pattern.js';
import { NumberSketcher } from '../../src/security/abuse/number-sketch.js';
import type { Client } from '../../src/security/client.js';
import { embeddedTable } from '../support/embedded-table.js';
import { clientOf, FakeClock } from './support.js';
import { Chance, enumeration, shopCards } from './traffic.js';

const HALF_LIFE_MS = 600_000;

interface Heard {
  readonly clientId: string | null;
  readonly signal: AbuseSignal;
}

function sensorOf(clientsMax = 1000): { clock: FakeClock; heard: Heard[]; sensor: AbuseSensor } {
  const clock = new FakeClock();
  const heard: Heard[] = [];
  const limits = {
    clientsMax,
    halfLifeMs: HALF_LIFE_MS,
    cardsMin: 100,
    alarmShare: { sequential: 0.5, fail_ratio: 0.8 },
  };
  const observer = { clientAlarming: ({ clientId, signal }: Heard) => heard.push({ clientId, signal }) };
  return { clock, heard, sensor: new AbuseSensor(limits, observer, clock.monotonicMs) };
}

function ask(sensor: AbuseSensor, numbers: Iterable<string>, client: Client = clientOf()): void {
  for (const number of numbers) sensor.cardAnswered(client, number, true);
}

const PREFIXES = ['411990017', '5500000123', '37828224'];

describe('an enumeration is seen', () => {
  it.each(PREFIXES)('in order, of a range of %s…', (prefix) => {
    const { sensor, heard } = sensorOf();
    ask(sensor, enumeration(prefix, 300));
    expect(heard).toEqual([{ clientId: 'shop', signal: 'sequential' }]);
    expect(sensor.census().sequential).toEqual({ suspicious: 0, alarming: 1 });
  });

  it('shuffled', () => {
    const { sensor, heard } = sensorOf();
    ask(sensor, new Chance(1).shuffled(enumeration('411990017', 1000)));
    expect(heard).toHaveLength(1);
  });

  it('spread over three batches, with a shop’s cards around them', () => {
    const { sensor, heard, clock } = sensorOf();
    const chance = new Chance(2);
    const tried = enumeration('411990017', 300);
    for (const third of [0, 1, 2]) {
      ask(
        sensor,
        chance.shuffled([...tried.slice(third * 100, third * 100 + 100), ...shopCards(chance, embeddedTable, 60)]),
      );
      clock.ms += 60_000;
    }
    expect(heard).toHaveLength(1);
  });

  it('written in groups, and in the middle of a number whose two ends are known', () => {
    const { sensor, heard } = sensorOf();
    ask(
      sensor,
      enumeration('411990017', 200).map((number) => number.replace(/(.{4})(?=.)/g, '$1 ')),
      clientOf({ id: 'a' }),
    );
    const chance = new Chance(3);
    const middles = Array.from({ length: 200 }, () => `411990${chance.digits(6)}4242`);
    ask(sensor, middles, clientOf({ id: 'b' }));
    expect(heard.map(({ clientId }) => clientId)).toEqual(['a', 'b']);
  });

  it('once, until the client was calm for a while', () => {
    const { sensor, heard, clock } = sensorOf();
    ask(sensor, enumeration('411990017', 2000));
    expect(heard).toHaveLength(1);
    clock.ms += 20 * HALF_LIFE_MS;
    expect(sensor.census().sequential).toEqual({ suspicious: 0, alarming: 0 });
    ask(sensor, enumeration('411990018', 2000));
    expect(heard).toHaveLength(2);
  });
});

describe('a shop is not', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('whatever its customers bring and mistype (seed %i)', (seed) => {
    const { sensor, heard, clock } = sensorOf();
    const chance = new Chance(seed);
    const typos = 0.05 + 0.1 * chance.next();
    for (const number of shopCards(chance, embeddedTable, 3000)) {
      clock.ms += 2000;
      sensor.cardAnswered(clientOf(), number, chance.next() >= typos);
    }
    expect(heard).toEqual([]);
    expect(sensor.census()).toEqual({
      sequential: { suspicious: 0, alarming: 0 },
      fail_ratio: { suspicious: 0, alarming: 0 },
    });
  });

  it('whose customers all have cards of one issuer', () => {
    const { sensor, heard } = sensorOf();
    const chance = new Chance(9);
    ask(
      sensor,
      Array.from({ length: 2000 }, () => `41199001${chance.digits(8)}`),
    );
    expect(heard).toEqual([]);
    expect(sensor.census().sequential.suspicious).toBe(0);
  });

  it('nor is a probe that asks about one test card for ever', () => {
    const { sensor, heard } = sensorOf();
    ask(
      sensor,
      Array.from({ length: 5000 }, () => '4242424242424242'),
    );
    expect(heard).toEqual([]);
  });
});

describe('many cards that are no good', () => {
  it('are seen one by one and by the block, each client by itself', () => {
    const { sensor, heard } = sensorOf();
    sensor.blockAnswered(clientOf({ id: 'tester' }), 1000, 100);
    sensor.blockAnswered(clientOf({ id: 'careless' }), 1000, 500);
    sensor.blockAnswered(clientOf({ id: 'shop' }), 1000, 900);
    sensor.blockAnswered(clientOf({ id: 'new' }), 50, 0);
    expect(heard).toEqual([{ clientId: 'tester', signal: 'fail_ratio' }]);
    expect(sensor.census().fail_ratio).toEqual({ suspicious: 1, alarming: 1 });
  });
});

it('only the latest clients are watched', () => {
  const { sensor } = sensorOf(10);
  for (let index = 0; index < 100; index++) sensor.blockAnswered(clientOf({ id: `client ${index}` }), 1000, 0);
  expect(sensor.census().fail_ratio.alarming).toBe(10);
});

describe('what is kept of numbers', () => {
  it('is the same for many of them, so that none can be told from it', () => {
    const sketcher = new NumberSketcher();
    const chance = new Chance(11);
    const met = new Map<string, number>();
    const count = 200_000;
    for (let index = 0; index < count; index++) {
      const { run, frame, mark } = sketcher.sketch(chance.digits(16))!;
      const key = `${run} ${frame} ${mark}`;
      met.set(key, (met.get(key) ?? 0) + 1);
    }
    // Two numbers in three hundred thousand million have nothing in common but one of 2^20 sketches, and of 200,000 numbers many share one.
    expect(met.size).toBeLessThan(count - 10_000);
    const ofRun = new Set(Array.from({ length: 5000 }, () => sketcher.sketch(chance.digits(16))!.run));
    expect(ofRun.size).toBe(64);
  });

  it('is another in every process', () => {
    const numbers = enumeration('411990017', 64);
    const sketchesOf = (sketcher: NumberSketcher): string =>
      JSON.stringify(numbers.map((number) => sketcher.sketch(number)));
    expect(sketchesOf(new NumberSketcher())).not.toBe(sketchesOf(new NumberSketcher()));
  });

  it('says nothing of what is no card number', () => {
    const sketcher = new NumberSketcher();
    for (const text of ['', 'no number', '41111', '4'.repeat(11), '4'.repeat(20), '４'.repeat(16)])
      expect(sketcher.sketch(text)).toBeNull();
  });

  it('has no digit of them, in no order: whoever reads all of it finds counts', () => {
    const { sensor } = sensorOf();
    const numbers = shopCards(new Chance(12), embeddedTable, 1000);
    ask(sensor, numbers);
    const pattern = new ClientPattern(0);
    const sketcher = new NumberSketcher();
    for (const number of numbers) pattern.addNumber(sketcher.sketch(number)!);
    const found = (text: string): number =>
      numbers.filter((number) => [number.slice(0, 10), number.slice(-10)].some((part) => text.includes(part))).length;
    expect(found(everythingIn([sensor, pattern, sketcher]))).toBe(0);
    // The same search finds them where they are, behind a private field too.
    expect(found(everythingIn([new Hoard(numbers)]))).toBe(numbers.length);
  });
});

/** Keeps what must not be kept. */
class Hoard {
  readonly #numbers: ReadonlyMap<number, string>;

  constructor(numbers: readonly string[]) {
    this.#numbers = new Map(numbers.entries());
  }

  get count(): number {
    return this.#numbers.size;
  }
}

/** What private fields hide from a serialiser a debugger reaches, as whoever has the process does. */
function everythingIn(things: readonly unknown[]): string {
  const session = new Session();
  session.connect();
  const contexts: number[] = [];
  session.on('Runtime.executionContextCreated', ({ params }) => contexts.push(params.context.id));
  session.post('Runtime.enable');
  Object.assign(globalThis, { inspected: things });
  const seen: string[] = [];
  for (const contextId of contexts) {
    session.post('Runtime.evaluate', { expression: 'globalThis.inspected', contextId }, (_error, { result }) => {
      if (result.objectId !== undefined) lookInto(session, result.objectId, seen, 0);
    });
  }
  session.disconnect();
  Reflect.deleteProperty(globalThis, 'inspected');
  return seen.join(' ');
}

function lookInto(session: Session, objectId: string, seen: string[], depth: number): void {
  if (depth > 8) return;
  session.post('Runtime.getProperties', { objectId, ownProperties: true }, (_error, answer) => {
    const entries = (answer.internalProperties ?? []).filter(({ name }) => name === '[[Entries]]');
    const own = answer.result.filter(({ name }) => name !== '__proto__');
    // Node's types do not know the private fields yet.
    const { privateProperties = [] } = answer as { readonly privateProperties?: typeof own };
    for (const { name, value } of [...own, ...privateProperties, ...entries]) {
      if (value?.type === 'function') continue;
      seen.push(name, String(value?.value ?? ''));
      if (value?.objectId !== undefined) lookInto(session, value.objectId, seen, depth + 1);
    }
  });
}
