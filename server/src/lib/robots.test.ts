import { describe, expect, it } from 'vitest'
import { readRobots } from './robots.ts'

const allows = (robots: string, path: string) => readRobots(robots, 'Folio').allows(path)

describe('whose rules count', () => {
  const own = `
    User-agent: *
    Disallow: /all
    User-agent: other
    User-agent: FOLIO # it is us
    Disallow: /ours
    Sitemap: https://example.org/sitemap.xml
    Disallow: /also
    user-agent:folio/1.0
    disallow:/later
  `
  it.each([
    ['/all', true],
    ['/ours', false],
    ['/also', false],
    ['/later', false],
    ['/else', true],
  ])('of %s: its own groups, together', (path, allowed) => {
    expect(allows(own, path)).toBe(allowed)
  })

  it('everybody’s where it has none', () => {
    expect(allows('User-agent: *\nDisallow: /a\n\nUser-agent: foliobot\nDisallow: /b', '/a')).toBe(false)
    expect(allows('User-agent: *\nDisallow: /a\n\nUser-agent: foliobot\nDisallow: /b', '/b')).toBe(true)
  })

  it('none where there are none', () => {
    for (const text of [
      '',
      '\ufeff',
      'Disallow: /',
      '<html><body>User-agent</body></html>',
      'User-agent: other\nDisallow: /',
    ])
      expect(allows(text, '/')).toBe(true)
  })
})

describe('which rule counts', () => {
  it.each([
    ['Disallow: /', '/', false],
    ['Disallow: /', '/robots.txt', true],
    ['Disallow:', '/a', true],
    ['Disallow: /a', '/a', false],
    ['Disallow: /a', '/abc', false],
    ['Disallow: /a', '/A', true],
    ['Disallow: /a/', '/a', true],
    ['Disallow: /a\nAllow: /a/b', '/a/b/c', true],
    ['Allow: /a/b\nDisallow: /a', '/a/c', false],
    ['Disallow: /a\nAllow: /a', '/a', true],
    ['Allow: /a\nDisallow: /a', '/a', true],
    ['Disallow: /*.pdf', '/x/y.pdf?z', false],
    ['Disallow: /*.pdf$', '/x/y.pdf', false],
    ['Disallow: /*.pdf$', '/x/y.pdf?z', true],
    ['Disallow: /*.pdf$', '/x.pdf/y.pdf', false],
    ['Disallow: /a*b*c', '/a1b2c3', false],
    ['Disallow: /a*b*c', '/acb', true],
    ['Disallow: /a*a$', '/a', true],
    ['Disallow: *', '/anything', false],
    ['Disallow: /$', '/', false],
    ['Disallow: /$', '/a', true],
    ['Disallow: /a?b', '/a?b=1', false],
    ['Disallow: /a.b', '/axb', true],
    ['Disallow: /(a+)+$', '/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', true],
    ['Disallow: /ä', '/%C3%A4', false],
    ['Disallow: /%c3%a4', '/%C3%A4', false],
    ['Disallow: /%7Ea', '/~a', false],
    ['Disallow: /a%2Fb', '/a/b', true],
    ['Disallow: /a # with a reason', '/a', false],
    ['DISALLOW : /a', '/a', false],
  ])('%j, asked for %s: %s', (rules, path, allowed) => {
    expect(allows(`User-agent: *\n${rules}`, path)).toBe(allowed)
    expect(allows(`User-agent: *\r\n${rules.replaceAll('\n', '\r')}\r`, path)).toBe(allowed)
  })
})

it('takes no longer for a file that was made to take long', () => {
  const file = `User-agent: *\n${`Disallow: /${'*a'.repeat(900)}$\n`.repeat(5_000)}`
  const beganAt = performance.now()
  expect(readRobots(file, 'Folio').allows(`/${'a'.repeat(1_900)}b`)).toBe(true)
  // 20 ms where nobody else wants the machine; what goes back and forth would take for ever.
  expect(performance.now() - beganAt).toBeLessThan(2_000)
})
