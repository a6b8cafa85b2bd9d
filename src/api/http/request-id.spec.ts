import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newRequestId, requestIdOf, requestUrn } from './request-id.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const idOf = (id: string | string[] | undefined): string =>
  requestIdOf({ headers: id === undefined ? {} : { 'x-request-id': id } });

describe('a request id', () => {
  it.each([
    'a',
    'checkout-42',
    'order_2026-11-22',
    '123456789',
    '0af7651916cd43dd8448eb211c80319c',
    'a3ce929d0e0e4736',
    '01KAN4Q9X2T5V7W8Y3Z6B1C4D0',
    'V1StGXR8_Z5jdHi6B-myT',
    '0B8A4C2E-5F6D-4E7A-9B1C-2D3E4F5A6B7C',
    'Root_x-67891233-abcdefgh',
  ])('is taken over when it is %s', (id) => expect(idOf(id)).toBe(id));

  it.each([
    undefined,
    '',
    ['a', 'b'],
    'a b',
    'é',
    '4111111111111111',
    'x411111111111y',
    '4111-1111-1111',
    '1234567890',
    '4111x1111x1111x1111',
    '4x1x1x1x1x1x1x1x1x1x1',
    Buffer.from('4111111111111111').toString('base64url'),
    Buffer.from('{"pan":"4111111111111111"}').toString('base64url'),
    Buffer.from('4111 1111 1111 1111').toString('base64url'),
    `a${Buffer.from('4111111111111111').toString('base64url')}`,
    Buffer.from('4111111111111111').toString('hex'),
    '41111111-1111-4111-9111-abcdefabcdef',
    // Shapes that are nearly a UUID and a ULID.
    '4111a111-1a11-11a1-1111-abcdefabcdef',
    '4111X1111X1111X1111ZZZZZZZ',
    '4_1_1_1_1_1_1_1_1_1_1_1',
    'x'.repeat(65),
  ])('is our own when %s is sent', (id) => expect(idOf(id)).toMatch(UUID));

  it('never holds twelve digits in a row, whatever is sent and however it is made', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-c_-]{0,70}$/), (id) => !/\d{12}/.test(idOf(id).replace(/[-_]/g, ''))),
    );
    // One random UUID in forty does: five hundred would show it.
    for (let round = 0; round < 500; round += 1) expect(newRequestId().replaceAll('-', '')).not.toMatch(/\d{12}/);
  });

  it('is kept, as programs make them, more often than not', () => {
    const kept = Array.from({ length: 500 }, () => randomUUID()).filter((id) => idOf(id) === id);
    expect(kept.length).toBeGreaterThan(450);
  });

  it('becomes a URN', () => {
    expect(requestUrn('0b8a4c2e-5f6d-4e7a-9b1c-2d3e4f5a6b7c')).toBe('urn:uuid:0b8a4c2e-5f6d-4e7a-9b1c-2d3e4f5a6b7c');
    expect(requestUrn('checkout-42')).toBe('urn:iinspect:request:checkout-42');
  });
});
