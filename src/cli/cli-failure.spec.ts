import { describe, expect, test } from '@jest/globals';
import { IssuerDataError, type IssuerDataFault, ISSUER_DATA_FAULTS } from '../bin-data/issuer-data-error.js';
import { ConfigError } from '../config/config.js';
import { CliFailure, explainFailure } from './cli-failure.js';

const SECRET = '4539578763621486';

/** Scripts rely on these. */
const EXIT_CODES: Readonly<Record<IssuerDataFault, number>> = {
  not_found: 66,
  not_readable: 66,
  empty: 65,
  too_large: 65,
  too_many_rows: 65,
  changed_while_reading: 65,
  unknown_format: 65,
  malformed: 65,
  wrong_sha256: 65,
  manifest_invalid: 65,
  too_many_skipped: 65,
  no_rows: 65,
  mixed_artifacts: 65,
  not_an_artifact: 65,
  wrong_kind: 65,
  wrong_version: 65,
  wrong_size: 65,
  corrupt: 65,
  big_endian_host: 65,
  changes_too_much: 65,
  timed_out: 70,
  loader_failed: 70,
};

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
    expect(exitCode).toBe(EXIT_CODES[fault]);
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
