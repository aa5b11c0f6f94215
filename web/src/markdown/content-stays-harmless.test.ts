// @vitest-environment happy-dom
import './testing/dom.ts'
import { describe, expect, test, vi } from 'vitest'
import { renderAll } from './renderer.ts'
import { sanitise } from './sanitise.ts'
import { cut, openPage, stream } from './testing/world.ts'

// The page here is a simulated one, and slow on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const PAYLOADS = [
  '<script>alert(1)</script>',
  '<ScRiPt src=//evil.example/x.js></sCrIpT>',
  '<img src=x onerror=alert(1)>',
  '<img src="https://evil.example/p.png">',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  '<math><mi xlink:href="data:x,<script>alert(4)</script>">x</mi></math>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="data:text/html,<script>alert(1)</script>"></object>',
  '<embed src="https://evil.example/x.swf">',
  '<form action="https://evil.example"><input name=q><button formaction="javascript:alert(1)">x</button></form>',
  '<a href="javascript:alert(1)" onclick=alert(1)>x</a>',
  '<details open ontoggle=alert(1)>x</details>',
  '<body onload=alert(1)>',
  '<style>*{background:url(https://evil.example)}</style>',
  '<link rel=stylesheet href=https://evil.example/x.css>',
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
  '<base href="https://evil.example/">',
  '<video><source onerror="alert(1)"></video>',
  '<template><img src=x onerror=alert(1)></template>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<code><img src=x onerror=alert(1)//</code> <kbd><img src=x onerror=alert(1)',
  '<p id="host" name="cookie">x</p>',
  '"><img src=x onerror=alert(1)>',
  '\'" onmouseover="alert(1)',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java\tscript:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](&#x6A;avascript&colon;alert(1))',
  '[x](javascript&#58;alert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '[x](vbscript:msgbox(1))',
  '[x](file:///etc/passwd)',
  '[x](blob:https://evil.example/1)',
  '[x](//evil.example)',
  '[x](/api/logout)',
  '[x](https://evil.example/" onmouseover="alert(1))',
  '[x](<https://evil.example/" onmouseover="alert(1)>)',
  '[x](https://evil.example "t" onmouseover=alert(1) x=")',
  '[" onmouseover="alert(1)](https://evil.example)',
  '[x]: javascript:alert(1)\n\n[x] and [y][x]',
  '<javascript:alert(1)>',
  '<https://evil.example/"onmouseover="alert(1)>',
  '![x](https://evil.example/p.png)',
  '![x](javascript:alert(1))',
  '![x](data:image/svg+xml,<svg/onload=alert(1)>)',
  '![" onerror="alert(1)](https://evil.example/p.png)',
  '[![x](https://evil.example/p.png)](javascript:alert(1))',
  '```"><img src=x onerror=alert(1)>\ncode\n```',
  '```html\n</code></pre><img src=x onerror=alert(1)>\n```',
  '```x" class="code-copy" id="y\n<script>\n```',
  '`<img src=x onerror=alert(1)>`',
  '    <img src=x onerror=alert(1)>',
  '| <img src=x onerror=alert(1)> | b |\n|---|---|\n| <script>alert(1)</script> | [x](javascript:alert(1)) |',
  '- [x] <img src=x onerror=alert(1)>',
  '1000" onmouseover="alert(1). item',
  '# <img src=x onerror=alert(1)> {#id onclick=alert(1)}',
  '> <svg/onload=alert(1)>',
  '<!-- --!><img src=x onerror=alert(1)> -->',
  '<![CDATA[<img src=x onerror=alert(1)>]]>',
  '<?xml <img src=x onerror=alert(1)> ?>',
  '<x<x<img src=x onerror=alert(1)>',
  '&lt;img src=x onerror=alert(1)&gt; &#60;script&#62;alert(1)&#60;/script&#62;',
  'https://evil.example/<script>alert(1)</script>',
  'javascript:alert(1)',
  '\u0000<scr\u0000ipt>alert(1)</scr\u0000ipt>',
  '**<b onclick="alert(1)">**x**</b>**',
]

const ELEMENTS = new Set(
  'P H3 H4 H5 H6 UL OL LI BLOCKQUOTE HR PRE CODE TABLE THEAD TBODY TR TH TD STRONG EM DEL A BR DIV SPAN BUTTON INPUT'.split(
    ' ',
  ),
)
const ATTRIBUTES = new Set(
  'href rel target class type disabled checked start tabindex role aria-label aria-pressed'.split(' '),
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

test.each(PAYLOADS.filter(payload => payload.startsWith('<') && !/^<(?:java|http)/.test(payload)))(
  '%j is shown as the text it is',
  payload => {
    expect(renderAll(payload).textContent).toBe(payload)
    expect(renderAll(`Text ${payload}`).textContent).toBe(`Text ${payload}`)
  },
)

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
