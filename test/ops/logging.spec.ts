import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { AccessLog } from '../../src/logging/access-log.js';
import { createLog } from '../../src/logging/log.js';
import { NestLog } from '../../src/logging/nest-log.js';
import { exitOnFailure } from '../../src/logging/process-failures.js';
import { ReloadLog } from '../../src/logging/reload-log.js';
import type { ReloadOutcome } from '../../src/validation/ports.js';
import { LogCapture } from './log-capture.js';
import { reloadOutcome } from './sample-reports.js';

const CANARY = '4111990172318496';

let out: LogCapture;

beforeEach(() => {
  out = new LogCapture();
});

describe('a log line', () => {
  it('is JSON with a time, a level in words and a message, and names neither host nor process', () => {
    createLog('info', out).info('hello', { count: 1 });
    expect(out.lines).toEqual([{ level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), count: 1, msg: 'hello' }]);
  });

  it('below LOG_LEVEL is not written', () => {
    const log = createLog('warn', out);
    log.info('quiet');
    log.warn('loud');
    expect(out.lines.map(({ msg }) => msg)).toEqual(['loud']);
    createLog('silent', out).fatal('nothing');
    expect(out.lines).toHaveLength(1);
  });
});

it('an access log line has the fields of its type and no other', () => {
  const entry = { requestId: 'r', method: 'GET', route: '/v1/brands', status: 200, durationMs: 1.5, bytes: 9 };
  new AccessLog(createLog('info', out)).requestFinished({ ...entry, url: CANARY } as never);
  expect(out.lines).toEqual([{ level: 'info', time: expect.any(String), ...entry, msg: 'request' }]);
});

describe('a load of issuer data', () => {
  const TROUBLE = { fault: 'malformed', file: 'issuers.csv', line: 7, hint: 'The file breaks off.' } as const;
  const tell = (level: 'info' | 'debug', ...outcomes: readonly Partial<ReloadOutcome>[]) => {
    const log = new ReloadLog(createLog(level, out));
    for (const outcome of outcomes) log.reloadEnded(reloadOutcome(outcome));
    return out.lines.map(({ time: _time, ...line }) => line);
  };

  it('that was taken is a line of numbers and closed words', () => {
    expect(tell('info', {})).toEqual([
      {
        ...{ level: 'info', msg: 'issuer data loaded', trigger: 'watch', version: '2026-11-22-12121212', rows: 7 },
        ...{ changedPercent: 12.5, durationMs: 12 },
      },
    ]);
  });

  it('that found nothing new is told at debug only', () => {
    expect(tell('info', { result: 'unchanged' })).toEqual([]);
    expect(tell('debug', { result: 'unchanged' })).toMatchObject([{ level: 'debug', msg: 'issuer data unchanged' }]);
  });

  it('that found nothing new is told at info to who was told of trouble, and to who asked', () => {
    const unchanged = { result: 'unchanged' } as const;
    const asked = [
      { ...unchanged, trigger: 'signal' },
      { ...unchanged, trigger: 'request' },
    ] as const;
    const lines = tell('info', { result: 'failed', ...TROUBLE }, unchanged, unchanged, ...asked);
    expect(lines.map(({ msg, trigger }) => [msg, trigger])).toEqual([
      ['issuer data not loaded', 'watch'],
      ['issuer data unchanged', 'watch'],
      ['issuer data unchanged', 'signal'],
      ['issuer data unchanged', 'request'],
    ]);
  });

  it.each([
    ['refused', 'warn', 'issuer data refused'],
    ['failed', 'error', 'issuer data not loaded'],
  ] as const)('that was %s is told as %s, with why and where', (result, level, msg) => {
    expect(tell('info', { result, ...TROUBLE, changedShare: null })).toMatchObject([
      { level, msg, ...TROUBLE, changedPercent: null },
    ]);
  });

  it.each([`${CANARY}.csv`, '4111-9901-7231-8496.csv', '../etc/x.csv', 'a\nb.csv', 'x'.repeat(101)])(
    'never names a file that is called %j',
    (file) => {
      expect(tell('info', { result: 'failed', ...TROUBLE, file })[0]).not.toHaveProperty('file');
      expect(out.text).not.toContain(file.slice(0, 12));
    },
  );

  it('that can no longer be seen coming is a warning', () => {
    new ReloadLog(createLog('info', out)).watchLost('too_many_watches');
    expect(out.lines).toMatchObject([{ level: 'warn', reason: 'too_many_watches' }]);
  });
});

describe('the framework', () => {
  const speak = (
    level: 'log' | 'debug' | 'verbose' | 'warn' | 'error' | 'fatal',
    message: unknown,
    context: string,
  ) => {
    Logger.overrideLogger(new NestLog(createLog('trace', out)));
    new Logger(context)[level](message);
    Logger.overrideLogger(false);
  };

  it('may say how it builds the application, at debug', () => {
    speak('log', 'Mapped {/v1/brands, GET} route', 'RouterExplorer');
    expect(out.lines).toMatchObject([
      { level: 'debug', msg: 'Mapped {/v1/brands, GET} route', from: 'RouterExplorer' },
    ]);
  });

  it.each(['log', 'debug', 'verbose', 'warn', 'error', 'fatal'] as const)('cannot quote a caller with %s', (level) => {
    speak(level, `Cannot GET /${CANARY}`, 'ExceptionsHandler');
    speak(level, new Error(CANARY), 'ExceptionsHandler');
    speak(level, { message: CANARY }, CANARY);
    expect(out.text).not.toContain(CANARY);
  });

  it('has its errors logged by kind and place', () => {
    speak('error', new RangeError(CANARY), 'ExceptionsHandler');
    expect(out.lines).toMatchObject([
      { level: 'error', msg: 'framework error', from: 'ExceptionsHandler', error: 'RangeError' },
    ]);
    expect(out.lines[0]?.['frames']).not.toHaveLength(0);
  });
});

describe('an error nobody caught', () => {
  class FailingProcess extends EventEmitter {
    readonly exits: number[] = [];
    exit(code: number): void {
      this.exits.push(code);
    }
  }

  it.each(['uncaughtException', 'unhandledRejection'])(
    'is logged without its message and ends with 1 (%s)',
    async (event) => {
      const host = new FailingProcess();
      exitOnFailure(host, createLog('info', out), async () => {});
      host.emit(event, new Error(CANARY));
      await new Promise(setImmediate);
      expect(out.lines).toMatchObject([{ level: 'fatal', event, error: 'Error' }]);
      expect(out.text).not.toContain(CANARY);
      expect(host.exits).toEqual([1]);
    },
  );

  it('does not wait for the first shutdown when it happens again, nor for one that fails', async () => {
    const host = new FailingProcess();
    exitOnFailure(host, createLog('info', out), () => new Promise(() => {}));
    host.emit('uncaughtException', new Error('first'));
    expect(host.exits).toEqual([]);
    host.emit('uncaughtException', new Error('second'));
    expect(host.exits).toEqual([1]);
    const other = new FailingProcess();
    exitOnFailure(other, createLog('info', out), () => Promise.reject(new Error('cannot stop')));
    other.emit('unhandledRejection', 'text');
    await new Promise(setImmediate);
    expect(other.exits).toEqual([1]);
  });
});
