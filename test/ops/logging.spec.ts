import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { AccessLog } from '../../src/logging/access-log.js';
import { createLog } from '../../src/logging/log.js';
import { NestLog } from '../../src/logging/nest-log.js';
import { exitOnFailure } from '../../src/logging/process-failures.js';
import { LogCapture } from './log-capture.js';

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
