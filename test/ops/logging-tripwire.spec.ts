import { Buffer } from 'node:buffer';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newRequestId } from '../../src/api/http/request-id.js';
import { explainStartFailure } from '../../src/config/start-failure.js';
import { AccessLog } from '../../src/logging/access-log.js';
import { removePans, REMOVED, withoutPans } from '../../src/logging/card-filter.js';
import { describeFailure } from '../../src/logging/failure.js';
import { GuardedSink } from '../../src/logging/guarded-sink.js';
import { createLog, type Log } from '../../src/logging/log.js';
import { openLog } from '../../src/logging/log-output.js';
import { exposeTripwire } from '../../src/metrics/tripwire-metrics.js';
import { Metrics } from '../../src/metrics/metrics.js';
import { TRACE_IDS } from '../../src/tracing/trace-ids.js';
import { findLeaks, newCanary } from '../leaks/canary.js';
import { LogCapture } from './log-capture.js';

const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const;

/** Ways to write a number that the tripwire knows. */
const FORMS: Readonly<Record<string, (pan: string) => string>> = {
  plain: (pan) => pan,
  'between letters': (pan) => `card${pan}card`,
  'behind other digits': (pan) => `000${pan}`,
  spaced: (pan) => pan.replace(/(....)(?=.)/g, '$1 '),
  dashed: (pan) => pan.replace(/(....)(?=.)/g, '$1-'),
  dotted: (pan) => pan.replace(/(....)(?=.)/g, '$1.'),
  'with hard spaces': (pan) => pan.replace(/(....)(?=.)/g, '$1\u00a0'),
  'digit by digit': (pan) => [...pan].join(' '),
  hex: (pan) => Buffer.from(pan).toString('hex'),
  'JSON escapes': (pan) => pan.replace(/\d/g, (digit) => `\\u003${digit}`),
  'JSON in JSON': (pan) => JSON.stringify({ pan: `\u0001${pan}"` }),
  'decimal bytes': (pan) => JSON.stringify([...Buffer.from(pan)]),
  'a buffer that was printed': (pan) => [...Buffer.from(`"${pan}"`)].join(', '),
};

let out: LogCapture;
let sink: GuardedSink;
let log: Log;

beforeEach(() => {
  out = new LogCapture();
  sink = new GuardedSink(out);
  log = createLog('debug', sink);
});

function leaks(pan: string): readonly string[] {
  return findLeaks(Buffer.from(out.text), pan);
}

describe.each(Object.entries(FORMS))('a card number that is %s', (_form, write) => {
  it.each(LEVELS)('is taken out of a message and of fields of %s, and the line stays JSON', (level) => {
    const pan = newCanary();
    log[level](write(pan), { pan: write(pan), [write(pan)]: 1, list: ['x', write(pan)] });
    log[level]('x', { nested: { deep: [{ pan: write(pan) }] } } as never);
    expect(leaks(pan)).toEqual([]);
    expect(out.lines).toHaveLength(2);
    expect(out.lines[0]).toMatchObject({ level, list: ['x', expect.stringContaining(REMOVED)] });
    expect(sink.replaced).toBe(5);
  });

  it('would be in the line without the tripwire', () => {
    const pan = newCanary();
    createLog('debug', out).info(write(pan));
    expect(leaks(pan)).not.toEqual([]);
  });
});

describe('the tripwire', () => {
  it.each([13, 14, 15, 16, 17, 18, 19])('takes a number of %i digits', (length) => {
    log.info('x', { pan: numberOf(length, '4') });
    expect(out.lines).toMatchObject([{ pan: REMOVED }]);
  });

  it('takes one of twelve digits where such cards exist', () => {
    log.info('x', { pan: numberOf(12, '6') });
    log.info('x', { pan: numberOf(12, '4') });
    expect(out.lines).toMatchObject([{ pan: REMOVED }, { pan: expect.stringMatching(/^\d{12}$/) }]);
  });

  it('keeps JSON valid where a number stands bare', () => {
    const pan = newCanary();
    const bytes = [...Buffer.from(pan)];
    log.info('x', { pan: Number(pan), negative: -Number(pan), float: Number(pan) + 0.5, bytes } as never);
    sink.write(`{"level":"info","pan":${pan}.25e3,"list":[1,${pan},2]}\n`);
    expect(leaks(pan)).toEqual([]);
    expect(out.lines).toMatchObject([
      { pan: REMOVED, negative: REMOVED, float: REMOVED, bytes: [REMOVED] },
      { pan: REMOVED, list: [1, REMOVED, 2] },
    ]);
  });

  it('keeps nothing of a line that would not be JSON any more', () => {
    const pan = newCanary();
    sink.write(`{"level":"info","msg":"\\u0001${pan}"}\n`);
    expect(out.lines).toEqual([{ level: 'error', msg: REMOVED }]);
  });

  it('sees a number that is cut by two writes, and one at the very end', () => {
    const pan = newCanary();
    sink.write(`begin ${pan.slice(0, 7)}`);
    sink.write(`${pan.slice(7)} end\nrest ${pan}`);
    expect(out.text).toBe(`begin ${REMOVED} end\n`);
    sink.flushSync();
    expect(out.text).toBe(`begin ${REMOVED} end\nrest ${REMOVED}`);
  });

  it('does not wait for ever for the end of a line', () => {
    sink.write('x'.repeat(100_000));
    expect(out.text).toHaveLength(100_000);
  });

  it('stands behind the readable format too', async () => {
    const text = await openLog({ logLevel: 'debug', logFormat: 'text', nodeEnv: 'test' }, out);
    const pan = newCanary();
    text.log.info(pan, { pan, spaced: FORMS['spaced']!(pan) });
    expect(leaks(pan)).toEqual([]);
    expect(out.text).toContain(REMOVED);
    expect(text.sink.replaced).toBe(3);
  });

  it('says so on a line of its own, once a minute', () => {
    let now = 0;
    const guarded = new GuardedSink(out, { monotonicMs: () => now });
    const noisy = createLog('info', guarded);
    guarded.onNotice(({ replaced, dropped }) => noisy.error('noticed', { replaced, dropped }));
    for (const at of [0, 1_000, 59_999, 60_000]) {
      now = at;
      noisy.info(newCanary());
    }
    expect(out.withMessage('noticed')).toMatchObject([{ replaced: 1, dropped: 0 }, { replaced: 4 }]);
  });

  it('writes nothing that it could not look through', () => {
    const failing = new GuardedSink(out, {
      filter: (text) => {
        if (text.includes('secret')) throw new Error(text);
        return { text, removed: 0 };
      },
    });
    const closed = createLog('info', failing);
    failing.onNotice(({ dropped }) => closed.error('noticed', { dropped }));
    closed.info('secret');
    expect(out.lines).toMatchObject([{ msg: 'noticed', dropped: 1 }]);
  });

  it('is not caught in a notice that trips it again', () => {
    const failing = new GuardedSink(out, {
      filter: () => {
        throw new Error();
      },
    });
    const closed = createLog('info', failing);
    failing.onNotice(() => closed.error('noticed'));
    closed.info('x');
    expect(out.text).toBe('');
    expect(failing.dropped).toBe(2);
  });

  it('is counted', async () => {
    const metrics = new Metrics('1.2.3');
    exposeTripwire(metrics.watch, sink);
    log.info(newCanary());
    for (let scrape = 0; scrape < 2; scrape += 1) {
      const text = await metrics.registry.metrics();
      expect(text).toMatch(/^card_log_tripwire_total\{result="replaced"\} 1$/m);
      expect(text).toMatch(/^card_log_tripwire_total\{result="dropped"\} 0$/m);
    }
  });

  it('guards what a failed start and a failure say', () => {
    const pan = newCanary();
    const error = new Error(`cannot read ${pan}`);
    error.stack = `Error: cannot read ${pan}\n    at ${pan} (file:///x.js:1:1)\n    at y (file:///${pan}/x.js:1:1)`;
    log.error('x', describeFailure(error));
    out.write(withoutPans(explainStartFailure(error).lines.join('\n')));
    expect(leaks(pan)).toEqual([]);
    expect(out.text).toContain(REMOVED);
  });

  it('finds what a search by hand finds, and nothing else', () => {
    let hits = 0;
    const piece = fc.oneof(
      { weight: 6, arbitrary: fc.stringMatching(/^\d{1,7}$/) },
      { weight: 1, arbitrary: fc.constantFrom('x', '"', ':', '\n', '  ') },
      { weight: 4, arbitrary: fc.constantFrom(' ', '-', '.', '\u00a0', '') },
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join('');
        const wanted = slowlyHoldsPan(text);
        if (wanted) hits += 1;
        expect({ text, isFound: removePans(text).removed > 0 }).toEqual({ text, isFound: wanted });
      }),
      { numRuns: 3000, seed: 23 },
    );
    expect(hits).toBeGreaterThan(300);
  });
});

describe('our own lines', () => {
  it('never trip it, whatever ids, times and durations are in them', () => {
    const access = new AccessLog(log);
    const entry = fc.record({
      requestId: fc.constant(0).map(newRequestId),
      method: fc.constantFrom('GET', 'POST', 'other'),
      route: fc.constantFrom('/v1/iins/:prefix', 'unmatched', '/v1/cards/validate'),
      status: fc.constantFrom(200, 404, 500, null),
      outcome: fc.constantFrom('answered' as const, 'aborted' as const),
      durationMs: fc.integer({ min: 0, max: 86_400_000_000 }).map((us) => us / 1000),
      bytes: fc.option(fc.integer({ min: 0, max: 100_000_000_000 })),
      traceId: fc.constant(0).map(TRACE_IDS.generateTraceId),
    });
    fc.assert(
      fc.property(entry, fc.integer({ min: 0, max: 99_999_999 }), (line, hash) => {
        access.requestFinished(line);
        log.info('issuer data loaded', { version: `2026-11-22-${String(hash).padStart(8, '0')}`, rows: hash });
        log.info('started', { api: `http://255.255.255.255:${hash % 65_536}/v1`, spanId: TRACE_IDS.generateSpanId() });
      }),
      { numRuns: 3000 },
    );
    expect(sink.replaced + sink.dropped).toBe(0);
    expect(out.lines).toHaveLength(9000);
  });
});

/** A number of that length whose check digit holds. */
function numberOf(length: number, first: string): string {
  const body = `${first}${'1375902846'.repeat(2)}`.slice(0, length - 1);
  return Array.from({ length: 10 }, (_, digit) => `${body}${digit}`).find(writtenLuhn) ?? '';
}

/** As on paper: every second digit from the right is doubled, and the digits of all are added up. */
function writtenLuhn(digits: string): boolean {
  const doubled = [...digits].reverse().map((digit, index) => String(Number(digit) * ((index % 2) + 1)));
  return [...doubled.join('')].reduce((sum, digit) => sum + Number(digit), 0) % 10 === 0;
}

interface Gap {
  readonly separators: string;
  /** How many there may be between two digits. */
  readonly max: number;
}

const SINGLE: Gap = { separators: ' -.\u00a0', max: 1 };
const REPEATED: Gap = { separators: ' -.\u00a0_,/:+', max: 3 };

/** Tries every beginning and every length, one character after the other. */
function slowlyHoldsPan(text: string): boolean {
  return text.split('\n').some((line) => holdsPan(line, SINGLE) || holdsPan(line, REPEATED) || slowHex(line));
}

function holdsPan(text: string, gap: Gap): boolean {
  for (let start = 0; start < text.length; start += 1) {
    let digits = '';
    let between = 0;
    for (let index = start; index < text.length; index += 1) {
      const char = text[index]!;
      const isDigit = char >= '0' && char <= '9';
      if (!isDigit && (digits === '' || !gap.separators.includes(char) || ++between > gap.max)) break;
      if (!isDigit) continue;
      between = 0;
      digits += char;
      if (digits.length >= 13 && digits.length <= 19 && writtenLuhn(digits)) return true;
      const isAlone = !joins(text, index, 1, gap) && !joins(text, start, -1, gap);
      if (digits.length === 12 && isAlone && /^[56]/.test(digits) && writtenLuhn(digits)) return true;
    }
  }
  return false;
}

/** Whether there is another digit beside that one. */
function joins(text: string, at: number, step: 1 | -1, gap: Gap): boolean {
  for (let between = 0; between <= gap.max; between += 1) {
    const char = text[at + step * (between + 1)] ?? 'x';
    if (/\d/.test(char)) return true;
    if (!gap.separators.includes(char)) return false;
  }
  return false;
}

/** Hex of digits is a run of digits too, of 3s and others in turn: too rare among random ones to be met by chance. */
function slowHex(text: string): boolean {
  return /(3\d){12}/.test(text.replace(/[ .\u00a0_,/:+-]/g, ''));
}

describe('a line without an end', () => {
  it.each([0, 1, 100, 255])('is written in pieces, and no number is cut by them (%i characters before)', (before) => {
    const pan = newCanary();
    sink.write('x'.repeat(64 * 1024 + 1 - before) + pan.slice(0, 8));
    sink.write(`${pan.slice(8)} and so on`);
    sink.flushSync();
    expect(leaks(pan)).toEqual([]);
    expect(out.text.length).toBeGreaterThan(64 * 1024 - before);
    expect(sink.replaced).toBe(1);
  });
});
