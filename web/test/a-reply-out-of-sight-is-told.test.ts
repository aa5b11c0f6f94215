import { expect, test } from 'vitest'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()

type Told = { title: string; body: string }

/** A browser that lets the page show notifications, and tells what it is asked for. */
async function open() {
  const visit = await world.visit()
  await visit.context.addInitScript(() => {
    const told: Told[] = []
    let permission = 'default'
    class Fake extends EventTarget {
      static get permission() {
        return localStorage.getItem('test.allowed') ?? permission
      }
      static async requestPermission() {
        localStorage.setItem('test.allowed', (permission = 'granted'))
        return permission
      }
      constructor(title: string, { body }: { body: string }) {
        super()
        told.push({ title, body })
        Object.assign(window, { lastNotice: this })
      }
      close() {}
    }
    Object.assign(window, { Notification: Fake, told })
    Object.defineProperty(document, 'visibilityState', { get: () => Reflect.get(window, 'sight') ?? 'visible' })
  })
  return visit
}

const told = (page: Page) => page.tab.evaluate(() => Reflect.get(window, 'told') as Told[])
const see = (page: Page, sight: 'visible' | 'hidden') =>
  page.tab.evaluate(now => {
    Object.assign(window, { sight: now })
    document.dispatchEvent(new Event('visibilitychange'))
  }, sight)

test('only who asked for it is told of a reply that ends out of sight, once for all tabs, and words only on request', async () => {
  const visit = await open()
  const page = await visit.tab('/')
  const other = await visit.tab('/')
  const tabs = [page, other]
  const all = async () => (await Promise.all(tabs.map(told))).flat()
  const reply = async (question: string, sight: 'visible' | 'hidden' = 'hidden') => {
    let end = () => {}
    const until = new Promise<void>(resolve => (end = resolve))
    world.model.script([{ text: 'The **first** words.' }, { until }])
    await see(other, sight)
    await page.button('New conversation').click()
    await page.ask(question)
    await page.shows('The first words.')
    await see(page, 'hidden')
    end()
    await page.ended()
  }

  await reply('Not asked for')
  await soon(() => page.tab.title()).toBe('(1) Not asked for · Folio')
  expect(await all()).toEqual([])
  await see(page, 'visible')
  await soon(() => page.tab.title()).toBe('Not asked for · Folio')

  await page.tab.getByRole('button', { name: 'Settings' }).click()
  await page.tab.getByRole('checkbox', { name: 'Notify me of replies' }).check()
  await reply('Asked for')
  await soon(all).toEqual([{ title: 'Asked for', body: 'The reply is there.' }])
  await see(page, 'visible')

  await reply('While another tab is in sight', 'visible')
  await soon(() => other.titles()).toContain('While another tab is in sight')
  await see(page, 'visible')

  await page.tab.getByRole('button', { name: 'Settings' }).click()
  await page.tab.getByRole('checkbox', { name: 'Show the first words of the reply' }).check()
  await reply('With words')
  await soon(all).toEqual([
    { title: 'Asked for', body: 'The reply is there.' },
    { title: 'With words', body: 'The first words.' },
  ])
  const [speaker] = (await told(page)).length > 0 ? [page] : [other]
  const address = page.address()
  await speaker.button('New conversation').click()
  await speaker.tab.evaluate(() => (Reflect.get(window, 'lastNotice') as EventTarget).dispatchEvent(new Event('click')))
  await soon(() => speaker.address()).toBe(address)
})
