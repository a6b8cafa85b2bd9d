import { describe, expect, it } from '@jest/globals';
import { Metrics } from '../../src/metrics/metrics.js';

describe('whether the file of those who may call holds', () => {
  it('is 1 or 0 once there is a file, and nothing before: no alarm may come from a service that asks nobody', async () => {
    const { access, registry } = new Metrics('1.2.3');
    const shown = async (): Promise<readonly string[]> =>
      (await registry.metrics()).split('\n').filter((line) => line.startsWith('card_access_file_ok '));
    const look = { trigger: 'poll', credentials: 1 } as const;
    expect(await shown()).toEqual([]);
    access.fileReloaded({ ...look, trigger: 'start', result: 'swapped' });
    expect(await shown()).toEqual(['card_access_file_ok 1']);
    access.fileReloaded({ ...look, result: 'failed' });
    expect(await shown()).toEqual(['card_access_file_ok 0']);
    access.fileReloaded({ ...look, result: 'unchanged' });
    expect(await shown()).toEqual(['card_access_file_ok 1']);
  });

  it('and so the end of a certificate, where there is none', async () => {
    const { registry } = new Metrics('1.2.3');
    expect(await registry.metrics()).not.toMatch(/^card_tls_certificate_not_after_timestamp_seconds /m);
  });
});
