import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { DocumentStore } from './document-store.js';

const document = parse('{ dataset { released } }');

describe('the document store', () => {
  it('gives back what was put in', async () => {
    const store = new DocumentStore();
    await store.set('a', document);
    expect(await store.get('a')).toBe(document);
    expect(await store.get('b')).toBeUndefined();
    expect(await store.delete('a')).toBe(true);
    expect(await store.get('a')).toBeUndefined();
  });

  it('keeps two hundred and drops the one that was not used for longest', async () => {
    const store = new DocumentStore();
    for (let index = 0; index < 200; index += 1) await store.set(`d${index}`, document);
    await store.get('d0');
    await store.set('one more', document);
    expect(await store.get('d0')).toBe(document);
    expect(await store.get('d1')).toBeUndefined();
    expect(await store.get('d2')).toBe(document);
  });
});
