import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { createGate } from '../../server/test/world/gate.ts'
import { PLACES } from '../../server/test/world/place.ts'
import { openWorld, type World } from '../../server/test/world/world.ts'
import { launch } from './world/browser.ts'
import { soon, type Page } from './world/index.ts'
import { openVisit } from './world/visit.ts'

/** The lease of a dead owner and two beats. */
const TAKEN_OVER_MS = 15_000
const missing = PLACES.find(({ kind }) => kind === 'pods')?.missing

describe.skipIf(missing)('a page before three pods', () => {
  let world: World
  let browser: Browser
  beforeAll(async () => {
    ;[world, browser] = await Promise.all([openWorld('pods', { DRAIN_MS: '4s' }), launch()])
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })
  const tabs = async (): Promise<[Page, Page]> => {
    const visit = await openVisit(browser, world.base, {})
    const first = await visit.tab('/')
    await first.ask('Say one sentence')
    await first.shows('The beginning')
    const second = await visit.tab(first.address())
    await second.shows('The beginning')
    return [first, second]
  }
  const writing = async () => {
    const row = await world.db.selectFrom('messages').select('id').where('status', '=', 'streaming').executeTakeFirst()
    return { id: row?.id ?? '' }
  }

  test('whose owner is killed keeps the text in every tab, and Continue finishes it', async () => {
    world.model.script([{ text: 'The beginning of a sentence' }, 'hang'], [{ text: ', and its end.' }])
    const pages = await tabs()
    const killedAt = performance.now()
    await world.kill(await writing())
    for (const page of pages) await page.ended('interrupted')
    expect(performance.now() - killedAt).toBeLessThan(TAKEN_OVER_MS)
    for (const page of pages) await soon(() => page.text()).toBe('The beginning of a sentence')
    await pages[1].press('Continue')
    for (const page of pages) {
      await page.ended('complete')
      await soon(() => page.text()).toBe('The beginning of a sentence, and its end.')
      expect(await page.questions.count()).toBe(1)
    }
    await world.restart()
    await world.fresh()
  })

  test('whose owner is told to leave sees the reply to its end', async () => {
    const gate = createGate()
    world.model.script([{ text: 'The beginning of a sentence' }, { until: gate.opened }, { text: ', and its end.' }])
    const pages = await tabs()
    const left = (await world.ownerOf(await writing())).leave()
    gate.open()
    for (const page of pages) {
      await page.ended('complete')
      await soon(() => page.text()).toBe('The beginning of a sentence, and its end.')
    }
    expect((await left).code).toBe(0)
  })
})
