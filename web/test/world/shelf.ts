import type { Locator } from 'playwright-core'
import type { Given } from './documents.ts'
import { soon } from './index.ts'
import type { Page } from './page.ts'

/** What somebody sees and does where documents are kept. */
export function shelfOf(page: Page) {
  const { tab } = page
  const rows = tab.getByRole('list', { name: 'Documents' }).getByRole('listitem')
  const row = (title: string): Locator => rows.filter({ has: tab.locator('.source-title', { hasText: title }) })
  return {
    rows,
    row,
    async open(path = '/library'): Promise<void> {
      await tab.goto(new URL(path, tab.url()).href)
      await tab.locator('.documents').waitFor()
    },
    choose: (...files: Given[]): Promise<void> => tab.locator('.documents input[type=file]').setInputFiles(files),
    press: (what: string, title: string): Promise<void> =>
      row(title)
        .getByRole('button', { name: new RegExp(`^${what} `) })
        .click(),
    /** Waits until a row says so. */
    async says(title: string, words: string | RegExp): Promise<void> {
      await row(title).filter({ hasText: words }).waitFor()
    },
    async isEmpty(): Promise<void> {
      await tab.getByText('Nothing is here yet.').waitFor()
      await soon(() => rows.count()).toBe(0)
    },
  }
}

/** Lets files drop on the middle of the page, as from the desktop. */
export async function drop(page: Page, ...files: Given[]): Promise<void> {
  const given = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, text: buffer.toString('latin1') }))
  await page.tab.evaluate(all => {
    const data = new DataTransfer()
    for (const { name, mimeType, text } of all) {
      const bytes = Uint8Array.from(text, letter => letter.charCodeAt(0))
      data.items.add(new File([bytes], name, { type: mimeType }))
    }
    const target = document.querySelector('main')
    for (const type of ['dragenter', 'dragover', 'drop']) {
      target?.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
    }
  }, given)
}

/** Pastes files into the field that has the focus. */
export async function paste(page: Page, ...files: Given[]): Promise<void> {
  const given = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, text: buffer.toString('latin1') }))
  await page.tab.evaluate(all => {
    const clipboardData = new DataTransfer()
    for (const { name, mimeType, text } of all) clipboardData.items.add(new File([text], name, { type: mimeType }))
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    )
  }, given)
}

/** From now on the page sends so many bytes in a second. */
export async function slowDown(page: Page, bytesPerSecond: number): Promise<void> {
  const session = await page.tab.context().newCDPSession(page.tab)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  })
}
