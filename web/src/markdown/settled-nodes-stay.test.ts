// @vitest-environment happy-dom
import './testing/dom.ts'
import { expect, test, vi } from 'vitest'
import { REPLIES } from '@folio/markdown/testing/replies'
import { cut, openPage, stream } from './testing/world.ts'

// The page here is a simulated one, and slow on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

/** Every node that was ever followed by three younger blocks, with what it said then. */
function settledDuring(text: string, length: number): { kept: Map<Node, string>; host: HTMLElement } {
  const page = openPage()
  const kept = new Map<Node, string>()
  stream(page, cut(text, [length]), () => {
    const blocks = [...page.host.children]
    for (const block of blocks.slice(0, -3)) if (!kept.has(block)) kept.set(block, block.outerHTML)
  })
  page.renderer.end()
  return { kept, host: page.host }
}

/** One never settles, the other is about changing what has. */
const EXCEPTIONS = ['an open fence', 'references']

test.each(Object.keys(REPLIES).filter(name => !EXCEPTIONS.includes(name)))('%s: to the end', name => {
  const { kept, host } = settledDuring(`${REPLIES[name]}\n\nOne.\n\nTwo.\n\nThree.\n\nFour.\n`.repeat(2), 7)
  expect(kept.size).toBeGreaterThan(1)
  for (const [node, html] of kept) {
    expect(node.parentNode).toBe(host)
    expect((node as Element).outerHTML).toBe(html)
  }
})

test('a reference that is defined later changes only the block that uses it', () => {
  const { kept, host } = settledDuring('One.\n\nA [link][x].\n\nTwo.\n\nThree.\n\nFour.\n\n[x]: https://x.example\n', 5)
  const changed = [...kept].filter(([node, html]) => node.parentNode !== host || (node as Element).outerHTML !== html)
  expect(changed).toHaveLength(1)
  expect(host.children[1]?.querySelector('a')?.href).toBe('https://x.example/')
})

test('rows of a long table are added one by one', () => {
  const page = openPage()
  const rows = Array.from({ length: 60 }, (_, i) => `| ${i} | **b${i}** | c |\n`)
  const seen: Element[] = []
  stream(page, ['| a | b | c |\n|---|---|--:|\n', ...rows], () => {
    const all = [...page.host.querySelectorAll('tbody tr')]
    seen.forEach((row, i) => expect(all[i]).toBe(row))
    seen.splice(0, Infinity, ...all.slice(0, -2))
  })
  page.renderer.end()
  const all = [...page.host.querySelectorAll('tbody tr')]
  expect(all).toHaveLength(60)
  seen.forEach((row, i) => expect(all[i]).toBe(row))
})

test('items of a long list are added one by one, also after a blank line', () => {
  const page = openPage()
  const items = Array.from({ length: 40 }, (_, i) => `${i + 3}. item *${i}*\n${i % 7 === 6 ? '\n' : ''}`)
  const seen: Element[] = []
  stream(page, items, () => {
    const all = [...page.host.querySelectorAll('li')]
    seen.forEach((item, i) => expect(all[i]).toBe(item))
    seen.splice(0, Infinity, ...all.slice(0, -2))
  })
  page.renderer.end()
  expect(page.host.children).toHaveLength(1)
  expect(page.host.querySelector('ol')?.getAttribute('start')).toBe('3')
  const all = [...page.host.querySelectorAll('li')]
  expect(all).toHaveLength(40)
  seen.forEach((item, i) => expect(all[i]).toBe(item))
})

test('code grows in one text node, which stays when the fence closes', () => {
  const page = openPage()
  const lines = Array.from({ length: 50 }, (_, i) => `let a${i} = ${i}\n`)
  let node: Node | null | undefined
  stream(page, ['```\nfirst\n', ...lines, '```\n', 'After.'], () => {
    const code = page.host.querySelector('code')
    node ??= code?.firstChild
    expect(code?.childNodes).toHaveLength(1)
    expect(code?.firstChild).toBe(node)
  })
  page.renderer.end()
  expect(node?.nodeType).toBe(Node.TEXT_NODE)
  expect(page.host.querySelector('code')?.firstChild).toBe(node)
  expect(node?.textContent).toBe(`first\n${lines.join('').trimEnd()}`)
})
