import { describe, expect, it } from '@jest/globals';
import { removePans, REMOVED } from '../../src/logging/card-filter.js';

const MAESTRO = '500000000009';

describe('the tripwire', () => {
  it('sees the shortest number wherever it stands in a line: each twelfth character is looked at', () => {
    for (let before = 0; before < 40; before += 1)
      expect(removePans(`${'x'.repeat(before)}${MAESTRO}${'x'.repeat(30)}`)).toEqual({
        text: `${'x'.repeat(before)}${REMOVED}${'x'.repeat(30)}`,
        removed: 1,
      });
  });

  it('sees it behind another run', () => {
    for (let gap = 1; gap < 40; gap += 1)
      expect(removePans(`12${'x'.repeat(gap)}${MAESTRO}`).text).toBe(`12${'x'.repeat(gap)}${REMOVED}`);
  });
});
