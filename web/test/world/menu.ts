import type { Page } from './page.ts'

type Entry =
  | 'Rename'
  | 'Pin'
  | 'Unpin'
  | 'Archive'
  | 'Unarchive'
  | 'Model and instructions…'
  | 'Share…'
  | 'Export…'
  | 'Delete'

/** Chooses an entry of the menu that a row of the list has. */
export async function choose(page: Page, title: string, entry: Entry): Promise<void> {
  await page.tab.bringToFront()
  const row = page.tab.locator('.row-line', { hasText: title })
  await row.hover()
  await row.getByRole('button', { name: `More about ${title}` }).click()
  await page.tab.getByRole('menuitem', { name: entry, exact: true }).click()
}
