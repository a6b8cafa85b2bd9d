import { afterEach, describe, expect, it } from '@jest/globals';
import { TlsLog } from '../../src/logging/tls-log.js';
import { Certificate } from '../../src/security/tls/certificate.js';
import { CertificateEnd } from '../../src/security/tls/certificate-end.js';
import { eventually } from '../bin-data/reload-support.js';
import { Authority, hasOpenssl } from './certificates.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = new Date('2026-11-23T00:00:00Z');
const ENDED = 'the certificate that serves has expired';
const ENDS = 'the certificate that serves expires soon';

type Line = readonly [level: string, message: string, fields: object];

function linesOf(): { readonly lines: Line[]; readonly log: TlsLog } {
  const lines: Line[] = [];
  const put =
    (level: string) =>
    (message: string, fields: object = {}): void => {
      lines.push([level, message, fields]);
    };
  return { lines, log: new TlsLog({ info: put('info'), warn: put('warn'), error: put('error') }) };
}

function after(ms: number): Date {
  return new Date(NOW.getTime() + ms);
}

describe('the end of a certificate', () => {
  let end: CertificateEnd | null = null;
  afterEach(() => end?.stop());

  it.each([
    [15 * DAY_MS, []],
    [14 * DAY_MS + 1, []],
    [14 * DAY_MS, [['warn', ENDS, { notAfter: after(14 * DAY_MS).toISOString(), daysLeft: 14 }]]],
    [DAY_MS / 2, [['warn', ENDS, { notAfter: after(DAY_MS / 2).toISOString(), daysLeft: 0 }]]],
    [-1, [['error', ENDED, { notAfter: after(-1).toISOString() }]]],
  ])('that is %d ms away is told as it is', (ms, expected) => {
    const { lines, log } = linesOf();
    end = new CertificateEnd(log, () => NOW);
    end.watch(after(ms));
    expect(lines).toEqual(expected);
  });

  it('is told again and again, and at once when it comes, until another certificate is taken', async () => {
    const { lines, log } = linesOf();
    let now = NOW;
    end = new CertificateEnd(log, () => now, 10);
    end.watch(after(DAY_MS));
    await eventually(() => lines.length >= 3);
    expect(new Set(lines.map(([, message]) => message))).toEqual(new Set([ENDS]));
    now = after(2 * DAY_MS);
    await eventually(() => lines.filter(([, message]) => message === ENDED).length >= 2);
    end.watch(after(60 * DAY_MS));
    const told = lines.length;
    end.look();
    expect(lines).toHaveLength(told);
  });
});

const when = hasOpenssl() ? describe : describe.skip;

when('a certificate that runs out while it serves', () => {
  it('is not called one that was not taken', async () => {
    const authority = new Authority();
    const { certFile, keyFile } = authority.issue({ name: 'short', days: 1 });
    const { lines, log } = linesOf();
    let now = new Date();
    const certificate = await Certificate.load({
      paths: { cert: certFile, key: keyFile, clientCa: null },
      minVersion: '1.2',
      pollMs: 0,
      observer: log,
      now: () => now,
    });
    expect(lines.map(([level, message]) => [level, message])).toEqual([
      ['info', 'certificate taken'],
      ['warn', ENDS],
    ]);
    now = new Date(now.getTime() + 2 * DAY_MS);
    await certificate.look('poll');
    expect(lines).toHaveLength(2);
    for (const asked of ['signal', 'request'] as const) await certificate.look(asked);
    expect(lines.slice(2).map(([level, message]) => [level, message])).toEqual([
      ['error', ENDED],
      ['error', ENDED],
    ]);
    certificate.stop();
    authority.remove();
  });
});
