import { expect, it } from '@jest/globals';
import { Metrics } from '../../src/metrics/metrics.js';

const NOT_AFTER = new Date('2027-01-01T00:00:00Z');

async function filesOk({ registry }: Metrics): Promise<string | undefined> {
  return /^card_tls_files_ok (\d)$/m.exec(await registry.metrics())?.[1];
}

it('the gauge of the files of the certificate follows what became of them, and is absent without TLS', async () => {
  const metrics = new Metrics('1.2.3');
  expect(await filesOk(metrics)).toBeUndefined();
  metrics.tls.certificateTaken(NOT_AFTER, 'start');
  expect(await filesOk(metrics)).toBe('1');
  metrics.tls.certificateRefused();
  expect(await filesOk(metrics)).toBe('0');
  // Somebody has put the files back.
  metrics.tls.certificateUnchanged();
  expect(await filesOk(metrics)).toBe('1');
  metrics.tls.certificateRefused();
  metrics.tls.certificateTaken(NOT_AFTER, 'poll');
  expect(await filesOk(metrics)).toBe('1');
});
