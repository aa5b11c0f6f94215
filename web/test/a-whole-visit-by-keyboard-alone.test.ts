import { expect, test } from 'vitest'
import { soon, useWorld } from './world/index.ts'
import { reach } from './world/keys.ts'

const world = useWorld()
test('ask, stop, go on, retry, rename, theme, a new conversation, delete', async () => {
  world.model.script(
    [{ text: 'Half of it' }, 'hang'],
    [{ text: ' and the rest.' }],
    [{ status: 401 }],
    [{ text: 'Better now.' }],
    [{ text: 'Another one.' }],
  )
  const page = await world.guest()
  const { keyboard } = page.tab
  // The composer has the focus from the start.
  await keyboard.type('A question')
  await keyboard.press('Enter')
  await page.shows('Half of it')

  await reach(page, /^Stop$/)
  await keyboard.press('Enter')
  await page.ended('stopped')
  await reach(page, /^Continue$/, 'Shift+Tab')
  await keyboard.press('Enter')
  await page.ended('complete')
  await soon(() => page.text()).toBe('Half of it and the rest.')

  await reach(page, /^Message$/)
  await keyboard.type('A second one')
  await keyboard.press('Enter')
  await page.ended('failed', 2)
  await reach(page, /^Retry$/, 'Shift+Tab')
  await keyboard.press('Enter')
  await page.ended('complete', 2)
  await soon(() => page.text()).toBe('Better now.')

  await reach(page, /^More about/, 'Shift+Tab')
  await keyboard.press('Enter')
  await reach(page, /^Rename$/, 'ArrowDown')
  await keyboard.press('Enter')
  await page.tab.getByRole('dialog').waitFor()
  await keyboard.press('Control+A')
  await keyboard.type('A better name')
  await keyboard.press('Enter')
  await soon(() => page.titles()).toEqual(['A better name'])

  await reach(page, /^Theme/)
  await keyboard.press('Enter')
  expect(await page.tab.locator('html').getAttribute('data-theme')).toBe('dark')

  await reach(page, /^New conversation/, 'Shift+Tab')
  await keyboard.press('Enter')
  await soon(() => page.address()).toBe('/')
  await keyboard.type('A new one')
  await keyboard.press('Enter')
  await page.ended('complete')
  await soon(() => page.rows.count()).toBe(2)

  await reach(page, /^More about A new one/)
  await keyboard.press('Enter')
  await reach(page, /^Delete$/, 'ArrowUp')
  await keyboard.press('Enter')
  await page.tab.getByRole('dialog').waitFor()
  await reach(page, /^Delete$/)
  await keyboard.press('Enter')
  await soon(() => page.titles()).toEqual(['A better name'])
})

test('Escape stops the reply, but first closes what is open on top of the page', async () => {
  world.model.script([{ text: 'Half of it' }, 'hang'])
  const page = await world.guest()
  await page.ask('A question')
  await page.shows('Half of it')
  await reach(page, /^More about/, 'Shift+Tab')
  await page.tab.keyboard.press('Enter')
  await reach(page, /^Rename$/, 'ArrowDown')
  await page.tab.keyboard.press('Escape')
  await page.tab.getByRole('menu').waitFor({ state: 'detached' })
  expect(await page.lastReply().getAttribute('data-status')).toBe('streaming')
  await page.tab.keyboard.press('Escape')
  await page.ended('stopped')
})

test('a reply that ends leaves the focus where the reader has it', async () => {
  world.model.script([{ text: 'Half' }, { waitMs: 800 }, { text: ' and the rest.' }])
  const page = await world.guest()
  await page.ask('A question')
  await page.shows('Half')
  await page.log.focus()
  await page.ended()
  expect(await page.log.evaluate(log => log === document.activeElement)).toBe(true)
})

test('a screen reader is told once that a reply runs, and once that it is whole', async () => {
  world.model.script([{ text: 'Half' }, { waitMs: 500 }, { text: ' and the rest.' }])
  const page = await world.guest()
  await page.tab.evaluate(() => {
    const said: string[] = []
    Object.assign(window, { said })
    const status = document.querySelector('[role=status]')
    if (!status) throw new Error('nothing speaks')
    new MutationObserver(() => said.push(status.textContent)).observe(status, {
      childList: true,
      characterData: true,
      subtree: true,
    })
  })
  await page.ask('A question')
  await page.ended()
  const said = () => page.tab.evaluate(() => (Reflect.get(window, 'said') as string[]).filter(text => text !== ''))
  await soon(said).toEqual(['Replying', 'Reply complete'])
  expect(await page.log.getAttribute('aria-live')).toBe('off')
})
