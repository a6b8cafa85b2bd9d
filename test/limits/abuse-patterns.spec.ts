import { describe, expect, it } from '@jest/globals';
import { AbuseSensor } from '../../src/security/abuse/abuse-sensor.js';
import { ClientPattern } from '../../src/security/abuse/client-pattern.js';
import { clientOf } from './support.js';

const LIMITS = { clientsMax: 2, halfLifeMs: 600_000, cardsMin: 100, alarmShare: { sequential: 0.5, fail_ratio: 0.8 } };

describe('a client that is watched', () => {
  it('stays while it asks: whoever asked longest ago goes first', () => {
    const heard: (string | null)[] = [];
    const observer = { clientAlarming: ({ clientId }: { clientId: string | null }) => heard.push(clientId) };
    const sensor = new AbuseSensor(LIMITS, observer, () => 0);
    const fail = (id: string): void => sensor.blockAnswered(clientOf({ id }), 60, 0);
    // With room for two, `steady` asks between any two others; its sixty and sixty make an alarm, theirs do not.
    for (const id of ['steady', 'one', 'steady', 'two']) fail(id);
    expect(heard).toEqual(['steady']);
    fail('steady');
    fail('three');
    fail('steady');
    expect(heard).toEqual(['steady']);
  });

  it('is sequential however long it goes on: counters do not run over', () => {
    const pattern = new ClientPattern(0);
    for (let index = 0; index < 300_000; index++) pattern.addNumber({ run: 1, frame: 1, mark: index % 2 });
    expect(pattern.sequentialShare).toBeGreaterThan(0.9);
  });
});
