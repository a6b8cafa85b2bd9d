import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EmbeddedIinSource } from '../../src/bin-data/embedded-iin-source.js';
import { CardValidationService } from '../../src/validation/card-validation.service.js';
import type { CardInput } from '../../src/core/card-report.js';
import { createApiApp, listenAnywhere } from '../api/support/api-app.js';
import { findLeaks, newCanary } from './canary.js';
import { printedDuring } from './printed.js';
import { exchange, post, statusOf } from './raw-http.js';
import { startStockApp } from './stock-app.js';
import { DEFAULT_LEAKS, type Dialect, MALFORMED_HTTP, ODD_PLACES } from './vectors.js';

const OURS: Dialect = { panType: 'PAN' };
const STOCK: Dialect = { panType: 'String' };

describe('our doors never tell a card number back', () => {
  let app: NestFastifyApplication;
  let port: number;
  beforeAll(async () => {
    app = await createApiApp({ isTalkative: true });
    port = await listenAnywhere(app);
  });
  afterAll(() => app.close());

  /** Both sinks: the bytes of the answer, and what the process prints while it makes them. */
  async function expectSilence(bytes: string | Buffer, canary: string): Promise<Buffer> {
    let answer: Buffer = Buffer.alloc(0);
    const printed = await printedDuring(async () => {
      answer = await exchange(port, bytes);
    });
    expect(answer.length).toBeGreaterThan(0);
    expect({ answered: findLeaks(answer, canary), printed: findLeaks(printed, canary) }).toEqual({
      answered: [],
      printed: [],
    });
    expect(statusOf(answer)).toBeLessThan(500);
    return answer;
  }

  describe.each([
    ['where the stock frameworks do it', DEFAULT_LEAKS],
    ['in HTTP that cannot be parsed', MALFORMED_HTTP],
    ['in odd places of a request', ODD_PLACES],
  ])('%s', (_where, vectors) => {
    it.each(Object.entries(vectors))('%s', async (_name, vector) => {
      const canary = newCanary();
      await expectSilence(vector(canary, OURS), canary);
    });
  });

  it.each(Object.entries(MALFORMED_HTTP))('answers %s with a problem and closes', async (_name, vector) => {
    const canary = newCanary();
    const answer = (await expectSilence(vector(canary, OURS), canary)).toString('latin1');
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d [A-Z]/);
    expect(answer).toMatch(/\r\ncontent-type: application\/problem\+json/i);
    expect(answer).toMatch(/\r\nx-request-id: [0-9a-f-]{36}\r\n/i);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
  });
});

describe('a failure that quotes the card number', () => {
  /** A bug of ours in its worst form. */
  class QuotingValidation extends CardValidationService {
    override validateCard({ pan }: CardInput): never {
      throw new TypeError(`cannot read ${pan}`, { cause: { pan } });
    }
  }

  it.each([
    ['REST', 500, (pan: string) => post('/v1/cards/validate', { pan })],
    [
      'GraphQL',
      200,
      (pan: string) =>
        post('/graphql', { query: 'query ($p: PAN!) { validateCard(pan: $p) { status } }', variables: { p: pan } }),
    ],
  ])('stays inside at the %s door, and is reported there', async (_door, status, toBytes) => {
    const failures: unknown[] = [];
    const clock = (): Date => new Date();
    const silent = { cardValidated: () => undefined, iinLookedUp: () => undefined, issuerLookedUp: () => undefined };
    const validation = new QuotingValidation(EmbeddedIinSource.load(clock), silent, clock);
    const reportFailure = (error: unknown): void => {
      failures.push(error);
    };
    const app = await createApiApp({ isTalkative: true, api: { validation, reportFailure } });
    const port = await listenAnywhere(app);
    const canary = newCanary();
    let answer: Buffer = Buffer.alloc(0);
    const printed = await printedDuring(async () => {
      answer = await exchange(port, toBytes(canary));
    });
    await app.close();
    expect({ answered: findLeaks(answer, canary), printed: findLeaks(printed, canary) }).toEqual({
      answered: [],
      printed: [],
    });
    expect(statusOf(answer)).toBe(status);
    expect(answer.toString()).toContain('internal_error');
    expect(failures).toEqual([expect.any(TypeError)]);
  });
});

describe('the harness itself', () => {
  it('sees at least fifteen of the eighteen leaks in a stock application', async () => {
    const { app, port } = await startStockApp();
    const seen: string[] = [];
    for (const [name, vector] of Object.entries(DEFAULT_LEAKS)) {
      const canary = newCanary();
      if (findLeaks(await exchange(port, vector(canary, STOCK)), canary).length > 0) seen.push(name);
    }
    await app.close();
    expect(seen.length).toBeGreaterThanOrEqual(15);
  });

  it.each([
    ['text', (pan: string) => `card ${pan}.`],
    ['groups', (pan: string) => pan.replace(/(....)/g, '$1 ')],
    ['hyphens', (pan: string) => pan.replace(/(....)/g, '$1-')],
    ['groups between letters', (pan: string) => pan.replace(/(....)(?=.)/g, '$1x')],
    ['hex', (pan: string) => Buffer.from(pan).toString('hex')],
    ['base64', (pan: string) => Buffer.from(`{"pan":"${pan}"}`).toString('base64')],
    ['percent-encoding', (pan: string) => pan.replace(/\d/g, (digit) => `%3${digit}`)],
    ['JSON escapes', (pan: string) => pan.replace(/\d/g, (digit) => `\\u003${digit}`)],
    ['a decimal byte array', (pan: string) => JSON.stringify([...Buffer.from(pan)])],
    ['UTF-16', (pan: string) => Buffer.from(pan, 'utf16le')],
    ['the first twelve digits', (pan: string) => pan.slice(0, 12)],
    ['the last ten digits', (pan: string) => pan.slice(-10)],
  ])('finds a planted canary as %s', (_form, plant) => {
    const canary = newCanary();
    expect(findLeaks(Buffer.from(plant(canary)), canary)).not.toEqual([]);
    expect(findLeaks(Buffer.from(plant(newCanary())), canary)).toEqual([]);
  });

  it('does not mistake the truncation that may be shown for a leak', () => {
    const canary = newCanary();
    expect(findLeaks(Buffer.from(`${canary.slice(0, 6)}******${canary.slice(-4)}`), canary)).toEqual([]);
  });

  it('hears what is printed', async () => {
    const canary = newCanary();
    const printed = await printedDuring(async () => {
      process.stderr.write(canary);
    });
    expect(findLeaks(printed, canary)).not.toEqual([]);
  });
});
