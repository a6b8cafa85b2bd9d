import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from '../../src/config/config.js';
import { explainStartFailure, ListenError, RequiredDataError } from '../../src/config/start-failure.js';

const address = { host: '127.0.0.1', port: 80, hostSetting: 'MANAGEMENT_HOST', portSetting: 'MANAGEMENT_PORT' };
const failing = (code: string) =>
  explainStartFailure(new ListenError(address, Object.assign(new Error('x'), { code })));

describe('a start that fails', () => {
  it('lists every wrong setting and exits with 78', () => {
    let thrown: unknown;
    try {
      loadConfig({ PORT: 'x', HOST: '?' });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigError);
    const { lines, exitCode } = explainStartFailure(thrown);
    expect(exitCode).toBe(78);
    expect(lines).toHaveLength(2);
  });

  it.each([
    ['EADDRINUSE', 69, 'MANAGEMENT_PORT'],
    ['EACCES', 77, 'MANAGEMENT_PORT'],
    ['EADDRNOTAVAIL', 78, 'MANAGEMENT_HOST'],
    ['ENOTFOUND', 78, 'MANAGEMENT_HOST'],
    ['EMFILE', 70, 'MANAGEMENT_HOST'],
  ])('says in one line what to change for %s and exits with %i', (code, exitCode, mentions) => {
    const failure = failing(code);
    expect(failure.exitCode).toBe(exitCode);
    expect(failure.lines).toHaveLength(1);
    expect(failure.lines[0]).toContain(mentions);
    expect(failure.lines[0]).not.toContain(address.host);
  });

  it.each([
    ['EADDRINUSE', 69],
    ['ENOTSOCK', 78],
    ['ENOENT', 78],
    ['ENOTDIR', 78],
    ['EACCES', 77],
    ['EPERM', 77],
    ['EROFS', 77],
    ['ERR_ACCESS_DENIED', 77],
    ['EMFILE', 70],
  ])('over a socket says in one line what to change for %s, without the path, and exits with %i', (code, exitCode) => {
    const cause = Object.assign(new Error('x'), { code });
    const failure = explainStartFailure(new ListenError({ path: '/run/secret.sock', mode: 0o660 }, cause));
    expect(failure.exitCode).toBe(exitCode);
    expect(failure.lines).toHaveLength(1);
    expect(failure.lines[0]).toContain('LISTEN');
    expect(failure.lines[0]).not.toContain('secret');
  });

  it('names the setting, the reason and who insisted when required data is missing, and exits with 78', () => {
    const error = new RequiredDataError('ISSUER_DATA', 'ISSUER_DATA_REQUIRED', 'The file is empty. (a.csv)');
    const { lines, exitCode } = explainStartFailure(error);
    expect(exitCode).toBe(78);
    expect(lines).toEqual([
      'ISSUER_DATA: The file is empty. (a.csv) ISSUER_DATA_REQUIRED is true, so the service does not start without it.',
    ]);
  });

  it('tells the developer about anything else and exits with 70', () => {
    expect(explainStartFailure(new Error('no table')).lines[0]).toContain('no table');
    expect(explainStartFailure('text')).toEqual({ lines: ['text'], exitCode: 70 });
  });
});
