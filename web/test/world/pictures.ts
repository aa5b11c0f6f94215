import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { KINDS } from './documents.ts'
import { librarianOf } from './library.ts'
import type { Page } from './page.ts'
import { shelfOf } from './shelf.ts'
import type { VisitOptions } from './visit.ts'
import { openWorld } from './world.ts'

const QUESTION = 'How do I let a reply survive a page reload, and be read by two devices at once?'
const ANSWER = `Give every reply its own **append-only log**, and make the browser a reader of that log rather than the owner of the request.[1] A reload is then only a reader that comes back with the last number it saw.

## What travels on the wire

- An \`id\` on each event, so that \`Last-Event-ID\` says where to resume.
- One terminal event: \`done\`, \`stopped\` or \`error\`.

\`\`\`ts
export async function* follow(id: string, after = 0) {
  // replay what is stored, then wait for more
  for await (const chunk of log.read(id, { after })) yield chunk;
}
\`\`\`

| Event | Carries | Stored | p99 |
| :---- | :------ | :----- | ---: |
| delta | text, seq | yes | 4 ms |
| title | conversation title | yes | 9 ms |
| done | usage, finish reason | yes | 6 ms |
`
const GUIDE = `# Durable replies

A reply is an append-only log: each chunk is written once, with a sequence number, before any reader of the page sees it. Two devices that read the same reply at once read the same log, and a page that reloads names the last number it has.`
const HALF = ANSWER.slice(0, ANSWER.indexOf('One terminal') + 20)

const SIZES = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844, touch: true } }
const LOOKS = (['wide', 'phone'] as const).flatMap(size =>
  (['light', 'dark'] as const).map(theme => ({ name: `${size}-${theme}`, options: { ...SIZES[size], theme } })),
)

/** Takes a picture of each state in each look: `wide-light-finished.png` and so on. Answers their paths. */
export async function takePictures(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const world = await openWorld()
  const taken: string[] = []
  try {
    for (const { name, options } of LOOKS) {
      const page = await world.guest({ ...options, reducedMotion: true } satisfies VisitOptions)
      const take = async (state: string) => {
        const path = join(folder, `${name}-${state}.png`)
        await page.tab.mouse.move(0, 0)
        await page.tab.screenshot({ path })
        taken.push(path)
      }
      const librarian = await librarianOf(page)
      await librarian.teachFile('Production guide.md', GUIDE)
      world.model.script(...['Here is one.', 'A week will do.', 'Dear landlord,'].map(text => [{ text }]))
      await begin(page, 'Sourdough timetable')
      await begin(page, 'Postgres index for search')
      await begin(page, 'Letter to the landlord')
      await page.composer.fill('And say that the')
      await page.open()
      await take('empty')

      world.model.script([{ text: HALF }, 'hang'], [{ text: 'Another version.' }], [{ text: ANSWER }])
      await page.ask(QUESTION)
      await page.shows('One terminal')
      await take('streaming')
      await page.press('Stop')
      await page.ended('stopped')
      await take('stopped')
      await page.press('New version')
      await page.shows('Another version.')
      await page.press('Retry')
      await page.shows('6 ms')
      await page.ended()
      await page.prose().locator('.hljs-keyword').first().waitFor()
      await take('finished')
      await page.prose().locator('.cite').first().click()
      await page.tab.getByRole('dialog').locator('mark').first().waitFor()
      await take('passage')
      await page.tab.keyboard.press('Escape')
      await page.tab.getByRole('dialog').waitFor({ state: 'detached' })

      world.model.script([{ status: 401 }])
      await page.ask('And what if the provider does not let me in?')
      await page.ended('failed', 2)
      await take('error')
      const conversation = page.tab.url()
      await shelfOf(page).open()
      await shelfOf(page).choose(...KINDS.map(({ file }) => file))
      for (const { title } of KINDS) await shelfOf(page).says(title, 'Ready')
      await take('library')
      for (const place of ['settings', 'bots', 'archive']) {
        await page.tab.goto(`${world.url}/${place}`)
        await page.tab.getByRole('heading', { level: 1 }).waitFor()
        await page.tab.waitForLoadState('networkidle')
        await take(place)
      }
      await page.tab.goto(conversation)
      await page.composer.waitFor()
      await page.tab.locator('.head > .more').click()
      const share = page.tab.getByRole('menuitem', { name: 'Share…' })
      await share.waitFor()
      await take('menu')
      await share.click()
      await page.tab.getByRole('dialog').waitFor()
      await take('share')
      await page.tab.keyboard.press('Escape')
      await page.tab.keyboard.press('Control+K')
      await page.tab.getByRole('dialog').waitFor()
      await take('palette')
      await page.tab.keyboard.press('Escape')
      await page.tab.emulateMedia({ media: 'print' })
      await take('print')
      await page.tab.emulateMedia({ media: null })
      if (!('touch' in options)) continue
      await page.press('Conversations')
      await page.button('New conversation').waitFor()
      await take('drawer')
    }
  } finally {
    await world.close()
  }
  return taken
}

async function begin(page: Page, question: string): Promise<void> {
  await page.open()
  await page.ask(question)
  await page.ended()
}
