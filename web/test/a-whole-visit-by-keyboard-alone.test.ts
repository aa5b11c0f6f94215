import { expect, test } from 'vitest'
import { KINDS } from './world/documents.ts'
import { soon, useWorld, type Page } from './world/index.ts'
import { enter, holdsFocus, reach } from './world/keys.ts'
import { librarianOf } from './world/library.ts'

const world = useWorld()

test('ask, stop, go on, retry, rate, copy, edit, versions, a source, a new conversation', async () => {
  world.model.script(
    [{ text: 'Half of it' }, 'hang'],
    [{ text: ' and the rest.' }],
    [{ status: 401 }],
    [{ text: 'Better now.[1]' }],
    [{ text: 'Said otherwise.' }],
    [{ text: 'Another one.' }],
  )
  const page = await world.guest()
  await (await librarianOf(page)).teach('Notes', 'What is better now stands in these notes about a second question.')
  const { keyboard } = page.tab
  // The composer has the focus from the start.
  await keyboard.type('A question')
  await keyboard.press('Enter')
  await page.shows('Half of it')

  await enter(page, /^Stop$/)
  await page.ended('stopped')
  await enter(page, /^Continue$/, 'Shift+Tab')
  await page.ended('complete')
  await soon(() => page.text()).toBe('Half of it and the rest.')
  await holdsFocus(page)

  await reach(page, /^Message$/)
  await keyboard.type('A second question')
  await keyboard.press('Enter')
  await page.ended('failed', 2)
  await enter(page, /^Retry$/, 'Shift+Tab')
  await page.ended('complete', 2)
  await page.shows('Better now.')
  await holdsFocus(page)

  await enter(page, /^Source 1/, 'Shift+Tab')
  await page.tab.getByRole('dialog').locator('mark').waitFor()
  await keyboard.press('Escape')
  await page.tab.getByRole('dialog').waitFor({ state: 'detached' })
  await holdsFocus(page)
  await enter(page, /^Copy$/)
  await page.button('Copied').waitFor()
  await enter(page, /^Good$/)
  await soon(() => page.button('Good').last().getAttribute('aria-pressed')).toBe('true')

  await enter(page, /^Edit$/, 'Shift+Tab')
  await keyboard.press('Control+A')
  await keyboard.type('A better question')
  await keyboard.press('Enter')
  await page.shows('Said otherwise.')
  await page.ended('complete', 2)
  await holdsFocus(page)
  await enter(page, /^Previous version$/, 'Shift+Tab')
  await page.shows('Better now.')
  await holdsFocus(page)

  await enter(page, /^New conversation/, 'Shift+Tab')
  await soon(() => page.address()).toBe('/')
  await keyboard.type('A new one')
  await keyboard.press('Enter')
  await page.ended('complete')
  await soon(() => page.rows.count()).toBe(2)
})

test('rename, pin, share, export, archive, find, delete', async () => {
  world.model.script([{ text: 'Ottoline lives there.' }])
  const page = await world.guest()
  const { keyboard } = page.tab
  const dialog = page.tab.getByRole('dialog')
  await keyboard.type('Who lives in the lighthouse?')
  await keyboard.press('Enter')
  await page.ended()

  await fromMenu(page, 'Rename')
  await dialog.waitFor()
  await keyboard.press('Control+A')
  await keyboard.type('A better name')
  await keyboard.press('Enter')
  await soon(() => page.titles()).toEqual(['A better name'])
  await fromMenu(page, 'Pin')
  await page.tab.getByText('Pinned').waitFor()

  await fromMenu(page, 'Share…')
  await dialog.waitFor()
  await enter(page, /^Make a link$/)
  await dialog.getByRole('textbox', { name: 'Link' }).waitFor()
  await enter(page, /^Copy$/)
  await dialog.getByRole('button', { name: 'Copied' }).waitFor()
  await enter(page, /^Revoke$/)
  await keyboard.press('Enter')
  await dialog.getByText('Nothing is shared.').waitFor()
  await close(page)

  await fromMenu(page, 'Export…')
  const [file] = await Promise.all([page.tab.waitForEvent('download'), enter(page, /^Download$/)])
  expect(file.suggestedFilename()).toContain('better name')
  await dialog.waitFor({ state: 'detached' })
  await holdsFocus(page)

  await fromMenu(page, 'Archive')
  await soon(() => page.titles()).toEqual([])
  await holdsFocus(page)
  await enter(page, /^Archive$/, 'Shift+Tab')
  await enter(page, /^Unarchive$/)
  await soon(() => page.titles()).toEqual(['A better name'])
  await holdsFocus(page)

  await keyboard.press('Control+K')
  await dialog.waitFor()
  await keyboard.type('ottoline')
  await dialog.getByRole('option', { name: /Ottoline/ }).waitFor()
  await keyboard.press('Enter')
  await page.shows('Ottoline')
  await holdsFocus(page)
  await page.log.focus()
  await keyboard.press('?')
  await dialog.waitFor()
  await close(page)

  await fromMenu(page, 'Delete', 'ArrowUp')
  await dialog.waitFor()
  await enter(page, /^Delete$/)
  await soon(() => page.titles()).toEqual([])
  await holdsFocus(page)
})

test('documents, bots, settings, an account, out and in again', async () => {
  world.model.script([{ text: 'Yes.' }])
  const page = await world.guest()
  const { keyboard } = page.tab
  await keyboard.type('To be kept')
  await keyboard.press('Enter')
  await page.ended()

  await enter(page, /^Library$/, 'Shift+Tab')
  await reach(page, /^Choose files$/)
  const [chooser] = await Promise.all([page.tab.waitForEvent('filechooser'), keyboard.press('Enter')])
  await chooser.setFiles(KINDS.slice(0, 1).map(({ file }) => file))
  await page.tab.getByText('Ready, 1 passage').waitFor()
  await holdsFocus(page)
  await enter(page, /^Paste text$/)
  await keyboard.type('The keeper is Ottoline.')
  await reach(page, /^Title/)
  await keyboard.type('Keeper')
  await keyboard.press('Enter')
  await page.tab.locator('.source-title', { hasText: 'Keeper' }).waitFor()
  await holdsFocus(page)
  await enter(page, /^Delete Keeper$/)
  await enter(page, /^Delete$/)
  await soon(() => page.tab.locator('.source-title').count()).toBe(1)
  await holdsFocus(page)

  await enter(page, /^Bots$/, 'Shift+Tab')
  await enter(page, /^New bot$/)
  await reach(page, /^Name$/)
  await keyboard.type('Keeper')
  await keyboard.press('Enter')
  await enter(page, /^Ask this bot$/)
  await page.tab.getByText('Answered by').waitFor({ state: 'attached' })
  await holdsFocus(page)

  await enter(page, /^Theme/, 'Shift+Tab')
  expect(await page.tab.locator('html').getAttribute('data-theme')).toBe('dark')
  await enter(page, /^Keep my conversations$/, 'Shift+Tab')
  await page.tab.getByRole('dialog').waitFor()
  await keyboard.type('ana@example.org')
  await reach(page, /^Password$/)
  await keyboard.type('correct horse battery')
  await keyboard.press('Enter')
  await page.tab.getByText('Signed in as ana@example.org').waitFor()
  await holdsFocus(page)

  await enter(page, /^Settings$/)
  await reach(page, /^Language$/)
  await keyboard.type('Deutsch')
  await page.tab.getByLabel('Sprache').waitFor()
  await reach(page, /^Sprache$/)
  await keyboard.type('English')
  await page.tab.getByLabel('Language').waitFor()
  await Promise.all([page.tab.waitForEvent('load'), enter(page, /^Sign out$/)])
  await soon(() => page.titles()).toEqual([])
  await enter(page, /^Sign in$/)
  await page.tab.getByRole('dialog').waitFor()
  await keyboard.type('ana@example.org')
  await reach(page, /^Password$/)
  await keyboard.type('correct horse battery')
  await keyboard.press('Enter')
  await soon(() => page.titles()).toContain('To be kept')
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

/** The menu of the open conversation: the button, then the arrows. */
async function fromMenu(page: Page, entry: string, key: 'ArrowDown' | 'ArrowUp' = 'ArrowDown'): Promise<void> {
  await enter(page, /^More about/, 'Shift+Tab')
  await page.tab.getByRole('menu').waitFor()
  const { keyboard } = page.tab
  const first = await page.tab.evaluate(() => document.activeElement?.textContent)
  if (first === entry) return keyboard.press('Enter')
  await enter(page, new RegExp(`^${entry}$`), key)
}

async function close(page: Page): Promise<void> {
  await page.tab.keyboard.press('Escape')
  await page.tab.getByRole('dialog').waitFor({ state: 'detached' })
  await holdsFocus(page)
}
