import type { Page } from './page.ts'
import { soon } from './index.ts'

export type Known = { email: string; password: string }

let people = 0
/** Nobody has it yet. */
export const somebody = (): Known => ({
  email: `ana-${process.pid}-${++people}@example.org`,
  password: 'correct horse',
})

/** What somebody does with the account in one tab. */
export function accountOf(page: Page) {
  const { tab } = page
  // The drawer is another one.
  const dialog = tab.locator('dialog.dialog')
  const field = (name: string) => tab.getByLabel(name, { exact: true }).locator('visible=true')

  async function fill({ email, password }: Known): Promise<void> {
    await field('E-mail').fill(email)
    await field('Password').fill(password)
  }
  return {
    dialog,
    field,
    fill,
    /** In the settings. */
    section: (name: string) => tab.getByRole('region', { name, exact: true }),

    async settings(): Promise<void> {
      await tab.goto(`${new URL(tab.url()).origin}/settings`)
      await tab.getByRole('heading', { name: 'Settings' }).waitFor()
      await tab.getByRole('region', { name: 'Account' }).waitFor()
    },
    async keep(known: Known): Promise<void> {
      await page.press('Keep my conversations')
      await fill(known)
      await field('Password').press('Enter')
      await dialog.waitFor({ state: 'detached' })
    },
    async signIn(known: Known): Promise<void> {
      await page.press('Sign in')
      await fill(known)
      await field('Password').press('Enter')
      // In the drawer of a phone it is not in sight.
      await tab.getByText(`Signed in as ${known.email}`).waitFor({ state: 'attached' })
    },
    /** All that this browser has stored, but what the device was set to. */
    stored: (): Promise<string[]> =>
      tab.evaluate(() => [localStorage, sessionStorage].flatMap(storage => Object.values(storage) as string[])),
    /** The page is a fresh guest's. */
    async isFresh(): Promise<void> {
      // On a phone it is in the drawer.
      await tab.getByRole('button', { name: 'Sign in', includeHidden: true }).waitFor({ state: 'attached' })
      await page.composer.waitFor()
      await soon(() => page.titles()).toEqual([])
    },
  }
}
