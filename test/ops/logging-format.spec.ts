import { beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError } from '../../src/config/config.js';
import { AccessLog } from '../../src/logging/access-log.js';
import { type LogOptions, openLog } from '../../src/logging/log-output.js';
import { LogCapture } from './log-capture.js';

const ENTRY = {
  requestId: 'checkout-42',
  method: 'POST',
  route: '/v1/cards/validate',
  status: 422,
  outcome: 'refused',
  durationMs: 1.5,
  bytes: 9,
} as const;

let out: LogCapture;

beforeEach(() => {
  out = new LogCapture();
});

const missing = (): Promise<never> => Promise.reject(new Error('Cannot find package'));

async function requestLine(options: Partial<LogOptions>, to = out, load?: typeof missing): Promise<string> {
  const { log } = await openLog({ logLevel: 'info', logFormat: 'auto', nodeEnv: 'production', ...options }, to, load);
  new AccessLog(log).requestFinished(ENTRY);
  return to.text;
}

describe('the format of the log', () => {
  it.each([
    ['in production', {}, false],
    ['in development', { nodeEnv: 'development' }, true],
    ['when JSON is asked for in development', { nodeEnv: 'development', logFormat: 'json' }, false],
    ['when text is asked for', { logFormat: 'text' }, true],
  ] as const)('%s', async (_where, options, isText) => {
    expect((await requestLine(options)).startsWith('{')).toBe(!isText);
  });

  it('is text on a terminal, in colour', async () => {
    const line = await requestLine({}, new LogCapture(true));
    expect(line).toContain('\u001b[');
    expect(line).toContain('request POST /v1/cards/validate 422 refused');
  });

  it('as text has what one looks for in front, the rest behind, and one line for one line', async () => {
    const line = await requestLine({ logFormat: 'text' });
    expect(line).toMatch(
      /^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: request POST \/v1\/cards\/validate 422 refused \{"requestId":"checkout-42","durationMs":1\.5,"bytes":9\}\n$/,
    );
  });

  it('is JSON where nobody insists on text and the package for it is missing', async () => {
    expect((await requestLine({ nodeEnv: 'development' }, out, missing)).startsWith('{')).toBe(true);
  });

  it('stops the start where somebody insists', async () => {
    const opening = requestLine({ logFormat: 'text' }, out, missing);
    await expect(opening).rejects.toBeInstanceOf(ConfigError);
    await expect(opening).rejects.toMatchObject({
      mistakes: [{ name: 'LOG_FORMAT', expected: expect.stringContaining('pino-pretty') }],
    });
  });
});
