import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { readRange, type AddressRange } from '../lib/setting.ts'
import { createClientFinder } from './client-address.ts'

const ranges = (...texts: string[]): AddressRange[] =>
  texts.map(text => readRange(text)).filter(range => range !== undefined)
const request = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage
const find = (trusted: string[], peer: string, chain?: string) =>
  createClientFinder(ranges(...trusted))(request(peer, chain === undefined ? {} : { 'x-forwarded-for': chain })).address

it.each([
  ['the peer, whatever it claims', [], '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['an IPv4 address that comes as IPv6', [], '::ffff:203.0.113.9', undefined, '203.0.113.9'],
  ['IPv6 by /64', [], '2001:db8:1:2:3:4:5:6', undefined, '2001:db8:1:2::/64'],
  ['who stands before the trusted proxy', ['10.0.0.0/8'], '10.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['the last that is no trusted proxy', ['10.0.0.0/8'], '10.0.0.1', '1.1.1.1, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
  ['the proxy, where it forwards nothing', ['10.0.0.0/8'], '10.0.0.1', undefined, '10.0.0.1'],
  ['the proxy, where it forwards nonsense', ['10.0.0.0/8'], '10.0.0.1', '1.1.1.1, unknown', '10.0.0.1'],
  ['an address with a port', ['10.0.0.0/8'], '10.0.0.1', '203.0.113.9:4711', '203.0.113.9'],
  ['IPv6 in brackets', ['::1'], '::1', '[2001:db8:1:2::9]:4711', '2001:db8:1:2::/64'],
  ['the peer that is not quite the trusted one', ['10.0.0.1'], '10.0.0.2', '203.0.113.9', '10.0.0.2'],
])('counts by %s', (_, trusted, peer, chain, address) => {
  expect(find(trusted, peer, chain)).toBe(address)
})

it('believes only a trusted proxy that the client speaks TLS', () => {
  const headers = { 'x-forwarded-proto': 'https' }
  const clientOf = createClientFinder(ranges('10.0.0.0/8'))
  expect(clientOf(request('10.0.0.1', headers)).secure).toBe(true)
  expect(clientOf(request('203.0.113.9', headers)).secure).toBe(false)
})
