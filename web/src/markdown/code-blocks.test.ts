// @vitest-environment happy-dom
import './testing/dom.ts'
import { afterEach, expect, test, vi } from 'vitest'
import { bindCodeButtons } from './code-buttons.ts'
import { createRenderer, renderAll } from './renderer.ts'
import { cut, ManualFrames, openPage, stream } from './testing/world.ts'

const SOURCE = 'const a = "<b>" // &amp;\n\n\tif (a) {\n\t}\n'
const TEXT = `Text\n\n\`\`\`ts\n${SOURCE}\`\`\`\n\nMore.\n`

/** The colours are loaded from disk, and the machine that runs this may be busy. */
const WAIT = { timeout: 10_000 }

vi.setConfig({ testTimeout: 20_000 })

afterEach(() => {
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

function stubClipboard(): string[] {
  const copied: string[] = []
  vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => copied.push(text) } })
  return copied
}

async function press(host: HTMLElement, name: string): Promise<void> {
  const unbind = bindCodeButtons(host)
  host.querySelector<HTMLButtonElement>(`button.code-${name}`)?.click()
  unbind()
  await Promise.resolve()
}

test('copy gives the exact source, also while it streams', async () => {
  const copied = stubClipboard()
  const page = openPage()
  const pieces = cut(TEXT, [1])
  const typed = TEXT.indexOf('// &amp;') + '// &amp;'.length
  stream(page, pieces.slice(0, typed))
  await press(page.host, 'copy')
  page.renderer.write(TEXT)
  page.renderer.end()
  await press(page.host, 'copy')
  expect(copied).toEqual(['const a = "<b>" // &amp;', SOURCE.trimEnd()])
})

test('copy gives the exact source after it has been coloured', async () => {
  const copied = stubClipboard()
  const host = document.createElement('div')
  host.append(renderAll(TEXT))
  await vi.waitFor(() => expect(host.querySelector('.hljs-keyword')).not.toBeNull(), WAIT)
  await press(host, 'copy')
  expect(copied).toEqual([SOURCE.trimEnd()])
})

test('wrap is a switch', async () => {
  const page = openPage()
  page.renderer.end(TEXT)
  await press(page.host, 'wrap')
  expect(page.host.querySelector('.code')?.className).toBe('code is-wrapped')
  expect(page.host.querySelector('.code-wrap')?.getAttribute('aria-pressed')).toBe('true')
  await press(page.host, 'wrap')
  expect(page.host.querySelector('.code')?.className).toBe('code')
})

test('code is coloured once, when its fence has closed, and stays coloured at the end', async () => {
  const host = document.createElement('div')
  const frames = new ManualFrames()
  const renderer = createRenderer(host, { frames })
  const page = { host, frames, renderer, html: () => host.innerHTML }
  const open = TEXT.slice(0, TEXT.indexOf('\n```\n'))
  stream(page, cut(open, [9]))
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(host.querySelector('code')?.children).toHaveLength(0)
  renderer.write(`${open}\n\`\`\`\n`)
  frames.next()
  await vi.waitFor(() => expect(host.querySelector('.hljs-keyword')).not.toBeNull(), WAIT)
  const painted = [...(host.querySelector('code')?.childNodes ?? [])]
  renderer.write(TEXT)
  frames.next()
  renderer.end()
  expect([...(host.querySelector('code')?.childNodes ?? [])]).toEqual(painted)
  expect(host.querySelector('code')?.textContent).toBe(SOURCE.trimEnd())
})

test.each([
  ['```ts\nx\n```', 'ts', 'language-ts'],
  ['```C++ title="a"\nx\n```', 'C++', 'language-C++'],
  ['```\nx\n```', 'text', null],
  ['```"><b>\nx\n```', 'text', null],
  ['    x', 'text', null],
])('%j is headed by its language', (text, name, className) => {
  const page = openPage()
  page.renderer.end(text)
  expect(page.host.querySelector('.code-head .code-lang')?.textContent).toBe(name)
  expect(page.host.querySelector('code')?.getAttribute('class') ?? null).toBe(className)
  expect([...page.host.querySelectorAll('.code-head button')].map(button => button.textContent)).toEqual([
    'Wrap',
    'Copy',
  ])
})
