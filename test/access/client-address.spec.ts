import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { addressReader } from '../../src/security/client-address.js';

function from(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

describe('the address of a caller', () => {
  const plain = addressReader([]);
  const behind = addressReader(['10.0.0.0/8', '2001:db8::/32']);

  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:DB8:0:0::0001', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    [undefined, 'local'],
  ])('is the other end of the connection, in one spelling: %s', (given, expected) => {
    expect(plain(from(given))).toBe(expected);
  });

  test('is not what somebody says who is no proxy of ours', () => {
    expect(plain(from('10.0.0.1', '198.51.100.9'))).toBe('10.0.0.1');
    expect(behind(from('192.0.2.7', '198.51.100.9'))).toBe('192.0.2.7');
    expect(behind(from(undefined, '198.51.100.9'))).toBe('local');
  });

  test.each([
    ['198.51.100.9', '198.51.100.9'],
    ['203.0.113.1, 198.51.100.9', '198.51.100.9'],
    ['203.0.113.1, 198.51.100.9, 10.1.1.1', '198.51.100.9'],
    ['10.9.9.9, 10.1.1.1', '10.9.9.9'],
    ['198.51.100.9:4711', '198.51.100.9'],
    ['[2001:4860::7]:443', '2001:4860::7'],
    ['198.51.100.9, 2001:db8::5', '198.51.100.9'],
    ['', '10.0.0.1'],
    ['nonsense', '10.0.0.1'],
    ['198.51.100.9, nonsense, 10.1.1.1', '10.1.1.1'],
    ['198.51.100.9,', '10.0.0.1'],
  ])('is what our proxies say, read from the right: %s', (forwarded, expected) => {
    expect(behind(from('10.0.0.1', forwarded))).toBe(expected);
  });
});
