import type { Locator } from 'playwright-core'
import type { Page } from './page.ts'

/** The dialog in which a conversation is shared, opened by the word under its last reply. */
export async function openShare(page: Page): Promise<Locator> {
  await page.lastReply().getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = page.tab.getByRole('dialog', { name: 'Share this conversation' })
  await dialog.waitFor()
  return dialog
}

/** A link to the conversation as it is now. */
export async function shareLink(page: Page): Promise<string> {
  const dialog = await openShare(page)
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
  await dialog.getByRole('button', { name: 'Close' }).click()
  return link
}
