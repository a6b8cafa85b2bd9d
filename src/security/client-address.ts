import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv4, SocketAddress } from 'node:net';

export type AddressOf = (request: IncomingMessage) => string;

/** What a Unix socket has instead of an address. */
const LOCAL = 'local';
const V4_IN_V6 = /^::ffff:(?=\d+\.)/i;
const WITH_PORT = /^(?:\[([^\]]+)\]|([\d.]+)):\d{1,5}$/;

/**
 * Who sent a request, as far as limits and audit lines go: the other end of the connection, unless that is a proxy we were told to trust.
 * Then `X-Forwarded-For` is read from the right, the end our proxies wrote, to the first address that is not a proxy of ours.
 *
 * @param proxies Addresses and networks such as `10.0.0.0/8`, already checked.
 */
export function addressReader(proxies: readonly string[]): AddressOf {
  const peerOf: AddressOf = ({ socket }) => usual(socket.remoteAddress) ?? LOCAL;
  if (proxies.length === 0) return peerOf;
  const trusted = blockListOf(proxies);
  const isTrusted = (address: string): boolean => trusted.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  return (request) => {
    let address = peerOf(request);
    if (address === LOCAL) return address;
    const hops = String(request.headers['x-forwarded-for'] ?? '').split(',');
    while (isTrusted(address)) {
      const before = usual(hops.pop()?.trim());
      // Nobody further back, or something that is no address: the proxy answers for it.
      if (before === null) break;
      address = before;
    }
    return address;
  };
}

/** In one spelling each, so that a limit cannot be doubled by writing an address differently; null for anything else. */
function usual(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  const bare = text.replace(V4_IN_V6, '');
  if (isIPv4(bare)) return bare;
  const ported = WITH_PORT.exec(bare);
  if (ported !== null) return usual(ported[1] ?? ported[2]);
  // A zone (`%eth0`) is the name of an interface here, and free text in a header.
  const [address = ''] = bare.split('%');
  return isIP(address) === 6 ? new SocketAddress({ address, family: 'ipv6' }).address.replace(V4_IN_V6, '') : null;
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
