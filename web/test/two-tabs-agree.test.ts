import { expect, test } from 'vitest'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()

/** When `text` came into sight: both tabs are in one browser and share its clock. */
function watchFor(page: Page, text: string): Promise<number> {
  return page.tab.evaluate(
    wanted =>
      new Promise<number>(resolve => {
        const look = () => {
          if (document.querySelector('[role=log]')?.textContent.includes(wanted)) resolve(Date.now())
          else setTimeout(look, 5)
        }
        look()
      }),
    text,
  )
}

test('two tabs on one conversation show the same within 300 ms', async () => {
  world.model.script(
    [{ text: 'First answer.' }],
    [{ waitMs: 400 }, { text: 'Second ' }, { waitMs: 400 }, { text: 'answer.' }],
  )
  const visit = await world.visit()
  const page = await visit.tab('/')
  await page.ask('First question')
  await page.ended()
  const other = await visit.tab(page.address())
  await other.ended()
  await page.tab.bringToFront()

  for (const text of ['Second question', 'Second answer.']) {
    const seen = Promise.all([watchFor(page, text), watchFor(other, text)])
    if (text === 'Second question') await page.ask(text)
    const [here, there] = await seen
    expect(Math.abs(here - there)).toBeLessThan(300)
  }
  await other.ended('complete', 2)
  const texts = (tab: Page) => tab.log.innerText()
  await soon(() => texts(other)).toBe(await texts(page))
})

test('a conversation that is begun in one tab is in the list of the other', async () => {
  world.model.script([{ text: 'Here.' }])
  const visit = await world.visit()
  const [page, other] = [await visit.tab('/'), await visit.tab('/')]
  await page.ask('Something new')
  await soon(() => other.titles()).toHaveLength(1)
  await page.ended()
  await other.rows.first().click()
  await other.ended()
  await soon(() => other.text()).toBe('Here.')
})
