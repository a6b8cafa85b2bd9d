/** Does the check digit hold? */
import { passesLuhn } from '../dist/core/luhn.js';
import { assertAlike } from './agreement.ts';
import { digitStrings, seeded } from './inputs.ts';
import { candidate, measure } from './measure.ts';
import { LUHN_PEERS } from './peers.ts';
import { INPUTS, type Question, type Table } from './question.ts';
import { simpleLuhn } from './references.ts';

const LENGTHS: ReadonlyMap<string, readonly number[]> = new Map([
  ['16 digits', [16]],
  ['13 to 19 digits', [13, 14, 15, 16, 17, 18, 19]],
]);

const toNumber = (holds: boolean): number => (holds ? 1 : 0);

export const luhn: Question = {
  name: 'luhn',
  ask: ({ pace, seed }) => {
    const peers = new Map([['simple loop', simpleLuhn], ...LUHN_PEERS]);
    const candidates = [
      candidate('ours: passesLuhn', passesLuhn, toNumber),
      ...[...peers].map(([name, ask]) => candidate(name, ask, toNumber)),
      candidate('(nothing: reads the length)', (digits) => digits.length, Number),
    ];
    return [...LENGTHS].map(([lengths, panLengths]): Table => {
      const inputs = digitStrings(panLengths, INPUTS, seeded(seed));
      assertAlike(inputs, passesLuhn, peers);
      return {
        title: `Luhn of a string of ${lengths}`,
        rows: measure(candidates, inputs, pace),
        agreements: [],
        notes: [`All answer alike on all ${String(INPUTS)} inputs.`],
      };
    });
  },
};
