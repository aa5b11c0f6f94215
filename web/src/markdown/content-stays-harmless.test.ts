// @vitest-environment happy-dom
import './testing/dom.ts'
import { PAYLOADS } from '@folio/markdown/testing/payloads'
import { describe, expect, test, vi } from 'vitest'
import { renderAll } from './renderer.ts'
import { sanitise } from './sanitise.ts'
import { cut, openPage, stream } from './testing/world.ts'

// The page here is a simulated one, and slow on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const ELEMENTS = new Set(
  'P H3 H4 H5 H6 UL OL LI BLOCKQUOTE HR PRE CODE TABLE THEAD TBODY TR TH TD STRONG EM DEL A BR DIV SPAN BUTTON INPUT'.split(
    ' ',
  ),
)
const ATTRIBUTES = new Set(
  'href rel target class type disabled checked start tabindex role aria-label aria-pressed dir'.split(' '),
)

function expectHarmless(root: ParentNode): void {
  for (const element of root.querySelectorAll('*')) {
    expect(ELEMENTS).toContain(element.tagName)
    for (const { name, value } of element.attributes) {
      expect(ATTRIBUTES).toContain(name)
      if (name === 'href') expect(value).toMatch(/^(?:https?:\/\/|mailto:)[^\s"<>]*$/)
      if (name === 'class') expect(value).toMatch(/^[\w +#.-]*$/)
    }
    if (element.tagName === 'A') {
      expect(element.getAttribute('rel')).toBe('noopener noreferrer nofollow')
      expect(element.getAttribute('target')).toBe('_blank')
    }
  }
}

describe.each(PAYLOADS)('%j', payload => {
  test('is harmless at once', () => {
    expectHarmless(renderAll(payload))
    expectHarmless(renderAll(`Text ${payload} text\n\n- ${payload}\n\n> ${payload}\n\n| a |\n|---|\n| ${payload} |\n`))
  })

  test('is harmless in every frame of a stream', () => {
    const page = openPage()
    stream(page, cut(`A **b ${payload}\n\n${payload}\n`, [1]), () => expectHarmless(page.host))
    page.renderer.end()
    expectHarmless(page.host)
  })
})

/** Raw HTML, but for what is Markdown in it. */
const isRawHtml = (payload: string) => /^<(?!javascript:|https:|data:|mailto:)[^&\n]*$/.test(payload)

test.each(PAYLOADS.filter(isRawHtml))('%j is shown as the text it is', payload => {
  expect(renderAll(payload).textContent).toBe(payload)
  expect(renderAll(`Text ${payload}`).textContent).toBe(`Text ${payload}`)
})

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<style>*{background:url(https://evil.example)}</style>',
  '<details open ontoggle=alert(1)>x</details>',
  '<template><img src=x></template>',
])('%j does not pass the second wall at all', html => {
  expect(sanitise(html).childNodes).toHaveLength(0)
})

test('an event handler that got through the first wall would be dropped', () => {
  expect(sanitise('<p onclick="alert(1)" id="a" style="color:red">x</p>').firstElementChild?.outerHTML).toBe('<p>x</p>')
})

test('the second wall drops classes and addresses that are not on its list', () => {
  const [first, second] = sanitise(
    '<p class="dialog" style="color:red">a</p><a href="/x" class="link-host">b</a>',
  ).children
  expect(first?.outerHTML).toBe('<p>a</p>')
  expect(second?.outerHTML).toBe('<a class="link-host">b</a>')
})
