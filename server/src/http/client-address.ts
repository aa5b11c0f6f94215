import type { IncomingMessage } from 'node:http'
import ipaddr from 'ipaddr.js'
import type { AddressRange } from '../lib/setting.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6
export type Client = { address: string; secure: boolean }
/** What is known of a connection's other end; it does not change while the connection lives. */
type Peer = Client & { trusted: boolean }

/**
 * Finds who is calling: the socket's other end, unless that is a trusted proxy; then the last address in
 * `X-Forwarded-For` that is none. IPv6 counts by /64, which one household has to itself.
 */
export function createClientFinder(trustedProxies: readonly AddressRange[]): (incoming: IncomingMessage) => Client {
  const peers = new WeakMap<object, Peer>()
  const isTrusted = (address: Address) =>
    trustedProxies.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits))

  const meet = ({ socket }: IncomingMessage): Peer => {
    const address = read(socket.remoteAddress)
    const peer = {
      address: address ? shown(address) : 'unknown',
      secure: 'encrypted' in socket,
      trusted: address !== undefined && isTrusted(address),
    }
    peers.set(socket, peer)
    return peer
  }
  const forwarded = (incoming: IncomingMessage, peer: Peer): Client => {
    const { 'x-forwarded-for': chain, 'x-forwarded-proto': scheme } = incoming.headers
    const secure = lastOf(scheme) === 'https'
    for (const piece of String(chain ?? '')
      .split(',')
      .reverse()) {
      const address = read(piece.trim())
      // What stands before something unreadable could have been written by anybody.
      if (!address) break
      if (!isTrusted(address)) return { address: shown(address), secure }
    }
    return { address: peer.address, secure }
  }
  return incoming => {
    const peer = peers.get(incoming.socket) ?? meet(incoming)
    return peer.trusted ? forwarded(incoming, peer) : peer
  }
}

/** An IPv4 address that comes as IPv6 is the IPv4 address. Some proxies add a port. */
function read(text: string | undefined): Address | undefined {
  const bare = text
    ?.replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '')
  if (bare === undefined || !(ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare))) return undefined
  return ipaddr.process(bare)
}

function shown(address: Address): string {
  if (address.kind() === 'ipv4') return address.toString()
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/64`)
  return `${network.toString()}/64`
}

function lastOf(header: string | string[] | undefined): string | undefined {
  return String(header ?? '')
    .split(',')
    .at(-1)
    ?.trim()
    .toLowerCase()
}
