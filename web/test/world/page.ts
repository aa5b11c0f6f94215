import { setTimeout as sleep } from 'node:timers/promises'
import type { Locator, Page as Tab } from 'playwright-core'
import { recordFaults } from './faults.ts'

export type ReplyStatus = 'queued' | 'streaming' | 'complete' | 'stopped' | 'failed' | 'interrupted'

/** What a person sees and does in one tab. */
export type Page = ReturnType<typeof createPage>

/** Generous: the machine may be busy with other things. */
export const PATIENCE_MS = 20_000

export function createPage(tab: Tab, url: string) {
  tab.setDefaultTimeout(PATIENCE_MS)
  const faults = recordFaults(tab)
  const composer = tab.getByRole('textbox', { name: /^(?:Message|Nachricht)$/ })
  const replies = tab.locator('[data-role=assistant]')
  const questions = tab.locator('[data-role=user] h2')
  const log = tab.getByRole('log')
  const lastReply = () => replies.last()

  return {
    tab,
    /** Broken rules of the content policy, and errors that nobody caught. */
    faults,
    composer,
    log,
    replies,
    questions,
    lastReply,
    button: (name: string): Locator => tab.getByRole('button', { name, exact: true }),
    /** The rows of the list of conversations. */
    rows: tab.getByRole('navigation', { name: 'Conversations' }).getByRole('link'),
    titles: () => tab.locator('.row-title').allInnerTexts(),
    problem: tab.locator('.problem, .ended'),
    banner: tab.locator('.banner'),

    async open(path = '/'): Promise<void> {
      await tab.goto(url + path)
      await composer.waitFor()
    },
    async reload(): Promise<void> {
      await tab.reload()
      await composer.waitFor()
    },
    address: () => new URL(tab.url()).pathname,
    async ask(text: string): Promise<void> {
      await composer.fill(text)
      await composer.press('Enter')
    },
    async press(name: string): Promise<void> {
      await tab.getByRole('button', { name, exact: true }).last().click()
    },
    /** The text of the last reply, as it stands. */
    text: (): Promise<string> => proseOf(lastReply()).innerText(),
    prose: () => proseOf(lastReply()),
    /** Waits for the `count`-th reply and its end. */
    async ended(status: ReplyStatus = 'complete', count = 1): Promise<void> {
      await replies.nth(count - 1).waitFor()
      await until(
        () => lastReply().getAttribute('data-status'),
        now => now === status,
      )
    },
    /** Waits until the last reply shows at least so much. */
    async shows(text: string): Promise<void> {
      await until(
        () => proseOf(lastReply()).innerText(),
        now => now.includes(text),
      )
    },
  }
}

const proseOf = (reply: Locator) => reply.locator('.prose')

async function until<T>(read: () => Promise<T>, isRight: (value: T) => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  for (let value = await read(); !isRight(value); value = await read()) {
    if (performance.now() > end) throw new Error(`it stays ${JSON.stringify(value)}`)
    await sleep(25)
  }
}
