import { describe, expect, test } from '@jest/globals';
import { IssuerDataError, ISSUER_DATA_FAULTS } from '../bin-data/issuer-data-error.js';
import { ConfigError } from '../config/config.js';
import { CliFailure, explainFailure } from './cli-failure.js';

const SECRET = '4539578763621486';

describe('a failure, as the person at the terminal reads it', () => {
  test('says what the command said', () => {
    expect(explainFailure(new CliFailure('output', 'Full.'))).toEqual({ text: 'Full.', exitCode: 73 });
  });

  test('names file, line, fault, hint and what to do', () => {
    const error = new IssuerDataError('wrong_size', { file: 'a.iin', line: 3, hint: 'A hint.' });
    expect(explainFailure(error)).toEqual({
      text: 'a.iin, line 3: This compiled table is truncated or has bytes too many. A hint. Copy or build it again.',
      exitCode: 65,
    });
  });

  test('does not name a file whose name may be a card number', () => {
    expect(explainFailure(new IssuerDataError('empty', { file: `${SECRET}.csv` })).text).not.toContain(SECRET);
  });

  test.each(ISSUER_DATA_FAULTS)('has an exit code and a sentence for %s', (fault) => {
    const { text, exitCode } = explainFailure(new IssuerDataError(fault));
    expect([65, 66, 70]).toContain(exitCode);
    expect(text).toMatch(/^[A-Z].*\.$/);
  });

  test('lists every wrong setting', () => {
    const error = new ConfigError([
      { name: 'A', expected: 'a' },
      { name: 'B', expected: 'b' },
    ]);
    expect(explainFailure(error)).toEqual({ text: 'A: expected a; B: expected b', exitCode: 64 });
  });

  test('is a bug where nobody expected it: where it was thrown, not what it quotes', () => {
    const { text, exitCode } = explainFailure(new TypeError(`cannot read ${SECRET}\nof ${SECRET}`));
    expect(exitCode).toBe(70);
    expect(text).toMatch(/^This is a bug in iinspect, please report it: TypeError\n +at /);
    expect(text).not.toContain(SECRET);
    expect(explainFailure(SECRET).text).toBe('This is a bug in iinspect, please report it: string');
  });
});
