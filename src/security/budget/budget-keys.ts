import { isIPv6 } from 'node:net';
import type { Client } from '../client.js';

const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
/** Of the eight groups of an IPv6 address, those that say which network it is in. */
const NETWORK_GROUPS = 4;
const GROUPS = 8;

/** Names the holder of a budget for credentials; null without a credential. */
export function clientKey({ kind, id }: Client): string | null {
  return id === null ? null : `${kind}:${id}`;
}

/**
 * Names the holder of a budget for addresses. An IPv6 address counts as its /64: whoever has one address there has all of them. An IPv4 address
 * counts as itself, however it was written.
 */
export function addressKey(address: string): string {
  const [bare = ''] = address.split('%');
  const mapped = MAPPED.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(bare) ? `${networkOf(bare)}::/64` : address;
}

function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array.from({ length: GROUPS - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after]
    .slice(0, NETWORK_GROUPS)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

/** An IPv4 address at the end stands for two groups; which ones does not matter behind the network. */
function groupsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
