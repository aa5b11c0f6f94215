import { expect, test } from 'vitest'
import { BROKEN, KINDS, large, TEXT } from './world/documents.ts'
import { soon, useWorld, type Page } from './world/index.ts'
import { drop, paste, shelfOf, slowDown } from './world/shelf.ts'

const world = useWorld({ demo: true, env: { MAX_FILE_BYTES: '2000000' } })
const [PDF, , MARKDOWN] = KINDS

const pill = (page: Page, name: string) => page.tab.locator('.pill', { hasText: name })
const notes = (page: Page) => page.tab.locator('.pill-note')
const choose = (page: Page, ...files: Parameters<typeof drop>[1][]) =>
  page.tab.locator('.composer input[type=file]').setInputFiles(files)

test('chosen, dropped and pasted files become the same pill, and are answered from', async () => {
  const page = await world.guest()
  const chooser = page.tab.waitForEvent('filechooser')
  await page.press('Attach a file')
  await (await chooser).setFiles([PDF.file])
  await pill(page, 'handbook.pdf').filter({ hasText: 'ready' }).waitFor()
  await drop(page, MARKDOWN.file)
  await pill(page, 'lighthouse.md').filter({ hasText: 'ready' }).waitFor()
  await page.composer.focus()
  await paste(page, TEXT.file)
  await pill(page, 'ferry.txt').filter({ hasText: 'ready' }).waitFor()
  expect(await notes(page).count()).toBe(0)

  await page.ask(TEXT.question)
  await page.ended()
  expect(await page.text()).toContain(TEXT.fact)
  await soon(() => page.tab.locator('.pill').count()).toBe(0)
})

test('text that is pasted together with a picture of it is text', async () => {
  const page = await world.guest()
  await page.composer.focus()
  await page.tab.evaluate(() => {
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File(['x'], 'table.png', { type: 'image/png' }))
    clipboardData.setData('text/plain', 'a table')
    const pasting = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    document.activeElement?.dispatchEvent(pasting)
  })
  expect(await page.tab.locator('.pill').count()).toBe(0)
})

test('a pill says how far the file is, and a question need not wait for it', async () => {
  const page = await world.guest()
  await slowDown(page, 150_000)
  await choose(page, large('long.txt', 1_500_000))
  await pill(page, 'long.txt')
    .filter({ hasText: /[1-9]\d?\u202f%/ })
    .waitFor()
  await page.tab.getByRole('progressbar', { name: 'Progress of long.txt' }).waitFor()
  await notes(page).filter({ hasText: 'Not ready yet' }).waitFor()
  await page.ask('A question')
  await page.ended()
  expect(page.address()).toMatch(/^\/c\//)
  await pill(page, 'long.txt').waitFor()
  await page.press('Remove long.txt')
  await soon(() => page.tab.locator('.pill').count()).toBe(0)
  expect(await page.composer.evaluate(field => field === document.activeElement)).toBe(true)
})

test('what is taken away again is not kept', async () => {
  const page = await world.guest()
  await choose(page, TEXT.file)
  await pill(page, 'ferry.txt').filter({ hasText: 'ready' }).waitFor()
  await page.press('Remove ferry.txt')
  await soon(() => page.tab.locator('.pill').count()).toBe(0)
  const shelf = shelfOf(page)
  await shelf.open()
  await shelf.isEmpty()
})

test('what was there before is kept when its pill is taken away', async () => {
  const page = await world.guest()
  const shelf = shelfOf(page)
  await shelf.open()
  await shelf.choose(TEXT.file)
  await shelf.says('ferry', 'Ready')
  await page.open()
  await choose(page, TEXT.file)
  await pill(page, 'ferry.txt').filter({ hasText: 'ready' }).waitFor()
  await page.press('Remove ferry.txt')
  await shelf.open()
  await shelf.says('ferry', 'Ready')
})

test('a file that is refused, or cannot be read, says why in its place', async () => {
  const page = await world.guest()
  await choose(page, large('large.txt', 3_000_000), BROKEN)
  await notes(page).filter({ hasText: 'large.txt: Not taken. It is larger than the server takes.' }).waitFor()
  await notes(page)
    .filter({ hasText: /broken\.docx: Failed\. \S+/ })
    .waitFor()
  await page.press('Remove large.txt')
  await page.press('Remove broken.docx')
  await soon(() => notes(page).count()).toBe(0)
})

test('a pill is there after a reload, and one whose upload was cut off says so', async () => {
  const page = await world.guest()
  await choose(page, TEXT.file)
  await pill(page, 'ferry.txt').filter({ hasText: 'ready' }).waitFor()
  await slowDown(page, 50_000)
  await choose(page, large('long.txt', 1_500_000))
  await pill(page, 'long.txt').filter({ hasText: '%' }).waitFor()
  await page.reload()
  await pill(page, 'ferry.txt').filter({ hasText: 'ready' }).waitFor()
  await notes(page).filter({ hasText: 'long.txt: The upload was cut off' }).waitFor()
})
