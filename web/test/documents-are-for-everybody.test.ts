import { expect, test } from 'vitest'
import { faultsOf } from './world/axe.ts'
import { BROKEN, KINDS, large, SCAN, TEXT } from './world/documents.ts'
import { soon, useWorld, type Page } from './world/index.ts'
import { reach } from './world/keys.ts'
import { outside, tooSmall } from './world/outside.ts'
import { shelfOf, slowDown } from './world/shelf.ts'

const world = useWorld({ demo: true })

const LOOKS = [{ theme: 'light' }, { theme: 'dark' }, { theme: 'dark', forcedColors: true }] as const
const SIZES = [{ width: 1280 }, { width: 390, touch: true }]
const LONG = { ...KINDS[2].file, name: 'averylongfilenamethatneverendsandhasnoplacetobreakanywhereinitatall.md' }

/** Every state that a document can be in, and every place where it is shown; `look` is called in each. */
async function visit(page: Page, look: (state: string) => Promise<void>): Promise<void> {
  const { tab } = page
  const shelf = shelfOf(page)
  await shelf.open()
  await shelf.isEmpty()
  await look('nothing there')
  await shelf.choose(TEXT.file, SCAN, BROKEN, {
    ...LONG,
    name: LONG.name.replace('.md', '.zip'),
    buffer: Buffer.from('PK\x03\x04 nor is this'),
  })
  await shelf.says('scan', 'pictures of text')
  await shelf.says('ferry', 'Ready')
  await soon(() => shelf.rows.filter({ hasText: 'Failed' }).count()).toBe(2)
  await slowDown(page, 50_000)
  await shelf.choose(large('long.txt', 1_500_000))
  await shelf.says('long.txt', 'Uploading')
  await look('documents')
  for (const [name, title] of [
    ['Add a link', 'Add a link'],
    ['Paste text', 'Paste text'],
    ['Delete ferry', 'Delete this document?'],
  ] as const) {
    await page.press(name)
    await tab.getByRole('dialog', { name: title }).waitFor()
    await look(name)
    await tab.keyboard.press('Escape')
  }
  await tab.goto(`${world.url}/bots/new`)
  await tab.getByLabel('Name').fill(LONG.name)
  await tab.getByLabel('Temperature').fill('9')
  await page.press('Make it')
  await look('a new bot')
  await tab.getByLabel('Temperature').fill('')
  await page.press('Make it')
  await page.button('Ask this bot').waitFor()
  await tab.getByText('How it answers').click()
  await look('a bot')
  await tab.goto(`${world.url}/bots`)
  await page.button(`Ask ${LONG.name}`).click()
  await page.composer.waitFor()
  await tab.locator('.composer input[type=file]').setInputFiles([LONG, BROKEN])
  await tab.locator('.pill', { hasText: 'ready' }).waitFor()
  await tab.locator('.pill-note').waitFor()
  await look('attached')
}

test.each(LOOKS.flatMap(look => SIZES.map(size => ({ ...look, ...size }))))('axe finds nothing: %o', async options => {
  const page = await world.guest(options)
  await visit(page, async state => expect(await faultsOf(page, state)).toEqual([]))
})

test.each([390, 320])('at %i px nothing is cut, and everything is large enough for a finger', async width => {
  const page = await world.guest({ width, height: 640, touch: true })
  await visit(page, async state => {
    const found = { state, outside: await outside(page), small: await tooSmall(page) }
    expect(found).toEqual({ state, outside: [], small: [] })
  })
})

test('the drawer of a phone leads there, and closes', async () => {
  const page = await world.guest({ width: 390, touch: true })
  for (const name of ['Library', 'Bots']) {
    await page.press('Conversations')
    const drawer = page.tab.getByRole('dialog')
    await drawer.getByRole('link', { name }).click()
    await drawer.waitFor({ state: 'hidden' })
    await page.tab.getByRole('heading', { level: 1, name }).waitFor()
  }
})

test('by keyboard alone: add, delete, make a bot, ask it', async () => {
  const page = await world.guest()
  const { keyboard } = page.tab
  const shelf = shelfOf(page)
  await reach(page, /^Library$/, 'Shift+Tab')
  await keyboard.press('Enter')
  await page.button('Choose files').waitFor()
  await reach(page, /^Paste text$/)
  await keyboard.press('Enter')
  await page.tab.getByRole('dialog').waitFor()
  await keyboard.type(TEXT.file.buffer.toString())
  await reach(page, /^Add$/)
  await keyboard.press('Enter')
  await soon(() => shelf.rows.filter({ hasText: 'Ready' }).count()).toBe(1)
  expect(await focused(page)).toBe('Paste text')

  await reach(page, /^Delete /)
  await keyboard.press('Enter')
  await page.tab.getByRole('dialog').waitFor()
  await reach(page, /^Delete$/)
  await keyboard.press('Enter')
  await shelf.isEmpty()
  expect(await focused(page)).toMatch(/^Documents/)

  await reach(page, /^Bots$/, 'Shift+Tab')
  await keyboard.press('Enter')
  await page.tab.getByRole('heading', { level: 1, name: 'Bots' }).waitFor()
  await reach(page, /^New bot$/)
  await keyboard.press('Enter')
  await reach(page, /^Name$/)
  await keyboard.type('Pilot')
  await reach(page, /^Make it$/)
  await keyboard.press('Enter')
  await page.button('Ask this bot').waitFor()
  await reach(page, /^Ask this bot$/)
  await keyboard.press('Enter')
  await page.composer.waitFor()
  expect(await page.composer.evaluate(field => field === document.activeElement)).toBe(true)
})

test('what goes away under the focus leaves it beside', async () => {
  const page = await world.guest()
  const shelf = shelfOf(page)
  await shelf.open()
  await slowDown(page, 100_000)
  await shelf.choose(large('first.txt', 500_000), TEXT.file)
  await reach(page, /^Cancel first\.txt$/)
  await page.tab.keyboard.press('Enter')
  await soon(() => shelf.rows.count()).toBe(1)
  expect(await focused(page)).toMatch(/ferry/)
  await slowDown(page, -1)
  await shelf.says('ferry', 'Ready')
  expect(await focused(page)).toMatch(/ferry/)
})

test('a screen reader hears once that a file is on its way, and once what became of it', async () => {
  const page = await world.guest()
  const shelf = shelfOf(page)
  await shelf.open()
  await page.tab.evaluate(() => {
    const said: string[] = []
    const SAID = { childList: true, characterData: true, subtree: true }
    Object.assign(window, { said })
    for (const status of document.querySelectorAll('.app > [role=status]'))
      new MutationObserver(() => said.push(status.textContent)).observe(status, SAID)
  })
  const said = () => page.tab.evaluate(() => Reflect.get(window, 'said') as string[])
  await shelf.choose(TEXT.file)
  await soon(said).toEqual(['Uploading ferry.txt', 'ferry is ready'])
  await shelf.choose(SCAN)
  await soon(said).toHaveLength(4)
  expect((await said()).slice(2)).toEqual(['Uploading scan.pdf', expect.stringContaining('has pictures of text only')])
})

const focused = (page: Page) =>
  page.tab.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent ?? '')
