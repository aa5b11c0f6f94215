import ipaddr from 'ipaddr.js'
import type { AddressRange } from './setting.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** All that is given out for use on the public internet: https://www.iana.org/assignments/ipv6-address-space */
const GLOBAL_V6: AddressRange = ipaddr.parseCIDR('2000::/3')
/** Where networks without IPv4 find it: the last four bytes are where it really goes. RFC 6052. */
const NAT64: AddressRange = ipaddr.parseCIDR('64:ff9b::/96')
/** Public by every list, and yet the inside of a cloud: the metadata of Azure's machines. */
const INSIDE = new Set(['168.63.129.16'])

/** True for a host on the public internet, and for nothing else: what is not known to be one is none. */
export function isPublicAddress(text: string): boolean {
  const address = readAddress(text)
  if (!address) return false
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast' && !INSIDE.has(address.toString())
  if (isWithin(address, NAT64)) return isPublicAddress(lastFourBytes(address))
  // Other ways of hiding an IPv4 address (6to4, Teredo, ::a.b.c.d) are out of use: whoever names one is up to something.
  return address.range() === 'unicast' && isWithin(address, GLOBAL_V6)
}

export function isInRange(text: string, range: AddressRange): boolean {
  const address = readAddress(text)
  return address !== undefined && isWithin(address, range)
}

/** `::ffff:a.b.c.d` is `a.b.c.d`: the system connects to nothing else. */
function readAddress(text: string): Address | undefined {
  return ipaddr.isValid(text) ? ipaddr.process(text) : undefined
}

function isWithin(address: Address, [base, bits]: AddressRange): boolean {
  if (address instanceof ipaddr.IPv4) return base instanceof ipaddr.IPv4 && address.match(base, bits)
  return base instanceof ipaddr.IPv6 && address.match(base, bits)
}

function lastFourBytes(address: ipaddr.IPv6): string {
  return address.toByteArray().slice(-4).join('.')
}
