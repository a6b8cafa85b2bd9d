import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newRequestId, requestIdOf, requestUrn } from './request-id.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const idOf = (id: string | string[] | undefined): string =>
  requestIdOf({ headers: id === undefined ? {} : { 'x-request-id': id } });

describe('a request id', () => {
  it.each(['a', 'checkout-42', 'trace_0af7651916cd43dd', '12345678901'])('is taken over when it is %s', (id) =>
    expect(idOf(id)).toBe(id),
  );

  it.each([
    undefined,
    '',
    ['a', 'b'],
    'a b',
    'é',
    '4111111111111111',
    'x411111111111y',
    '4111-1111-1111',
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

  it('becomes a URN', () => {
    expect(requestUrn('0b8a4c2e-5f6d-4e7a-9b1c-2d3e4f5a6b7c')).toBe('urn:uuid:0b8a4c2e-5f6d-4e7a-9b1c-2d3e4f5a6b7c');
    expect(requestUrn('checkout-42')).toBe('urn:iinspect:request:checkout-42');
  });
});
