import { describe, expect, test } from '@jest/globals';
import { IssuerDataError } from '../issuer-data-error.js';
import { PatientLook } from './patient-look.js';

describe('a look at a file system that may not answer', () => {
  const never = new AbortController().signal;

  test('brings back what it saw, or what went wrong', async () => {
    const look = new PatientLook(never);
    await expect(look.take(() => Promise.resolve('seen'))).resolves.toBe('seen');
    await expect(look.take(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    await expect(look.take(() => Promise.resolve('again'))).resolves.toBe('again');
  });

  test('is given up in time, and none is taken while it is open', async () => {
    const look = new PatientLook(never, 1);
    const { promise, resolve } = Promise.withResolvers<string>();
    await expect(look.take(() => promise)).rejects.toThrow(IssuerDataError);
    let asked = 0;
    const next = (): Promise<string> => {
      asked++;
      return Promise.resolve('seen');
    };
    await expect(look.take(next)).rejects.toMatchObject({ fault: 'timed_out' });
    expect(asked).toBe(0);
    resolve('late');
    await promise;
    await new Promise(setImmediate);
    await expect(look.take(next)).resolves.toBe('seen');
  });

  test('is given up when everything stops', async () => {
    const stopping = new AbortController();
    const taken = new PatientLook(stopping.signal).take(() => new Promise<string>(() => undefined));
    stopping.abort();
    await expect(taken).rejects.toMatchObject({ fault: 'timed_out' });
  });
});
