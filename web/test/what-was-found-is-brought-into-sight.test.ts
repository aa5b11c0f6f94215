import type { Exchange, Message } from '@folio/protocol'
import { expect, test } from 'vitest'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()
const TURNS = 30
const FILLING = 'A line of an answer.\n\n'.repeat(6)

/** Asks the server in the name of whoever has this page open. */
async function asServerOf(page: Page) {
  const request = page.tab.waitForRequest(each => each.headers().authorization !== undefined)
  await page.tab.reload()
  const { authorization = '' } = await (await request).allHeaders()
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const headers = { authorization, 'content-type': 'application/json' }
    const answer = await fetch(world.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()) as T
  }
}

/** Thirty turns, of which a page brings 25, with a needle near the beginning, and a thimble on a branch that is not shown. */
async function longConversation(page: Page): Promise<{ id: string; needle: string; thimble: string }> {
  const call = await asServerOf(page)
  const { id } = await call<{ id: string }>('POST', '/api/conversations', { title: 'Sewing' })
  const said = async (path: string, content: string, answer: string): Promise<Exchange> => {
    world.model.script([{ text: answer }])
    const exchange = await call<Exchange>('POST', path, { content })
    await soon(async () => (await call<Message>('GET', `/api/messages/${exchange.reply.id}`)).status).toBe('complete')
    return exchange
  }
  const turns: Exchange[] = []
  for (let n = 0; n < TURNS; n++) {
    const answer = n === 5 ? `The needle is here.\n\n${FILLING}` : FILLING
    turns.push(await said(`/api/conversations/${id}/messages`, `Question ${n}`, answer))
  }
  const other = await said(
    `/api/messages/${turns[3]?.message.id}/edit`,
    'Another question',
    `The thimble.\n\n${FILLING}`,
  )
  await call('PATCH', `/api/conversations/${id}`, { head_message_id: turns.at(-1)?.reply.id })
  return { id, needle: turns[5]?.reply.id ?? '', thimble: other.reply.id }
}

async function search(page: Page, words: string, text: string): Promise<void> {
  await page.tab.keyboard.press('Control+k')
  await page.tab.getByRole('combobox').fill(words)
  await page.tab.getByRole('option', { name: text }).waitFor()
  await page.tab.keyboard.press('Enter')
}

/** Where a message stands below the upper edge, in pixels; undefined where it is not mounted. */
const placeOf = (page: Page, id: string) =>
  page.log.evaluate((log, message) => {
    const turn = document.getElementById(message)
    return turn ? turn.getBoundingClientRect().top - log.getBoundingClientRect().top : undefined
  }, id)
const isNearTop = (page: Page, id: string) => async () => {
  const place = await placeOf(page, id)
  return place !== undefined && place >= 0 && place < 60
}
const isMarked = (page: Page) => page.tab.locator('[data-shown]').count()

test('a message of long ago, or of another branch, is found, shown near the top, and kept there', async () => {
  const page = await world.guest()
  const { id, needle, thimble } = await longConversation(page)
  await page.open(`/c/${id}`)
  await page.replies.last().waitFor()
  expect(await placeOf(page, needle)).toBeUndefined()

  await search(page, 'needle', 'The needle is here.')
  await soon(isNearTop(page, needle)).toBe(true)
  expect(new URL(page.tab.url()).hash).toBe(`#${needle}`)
  expect(await page.tab.evaluate(() => document.activeElement?.id)).toBe(needle)
  expect(await isMarked(page)).toBe(1)
  await soon(() => isMarked(page)).toBe(0)
  expect(await page.button('Latest').isVisible()).toBe(true)

  // From there the reader goes on: what comes in above moves nothing.
  const before = (await placeOf(page, needle)) ?? 0
  await page.log.hover()
  await page.tab.mouse.wheel(0, -1000)
  await soon(() => page.questions.first().innerText()).toBe('Question 0')
  await soon(async () => Math.abs(((await placeOf(page, needle)) ?? 0) - before - 1000) <= 1).toBe(true)

  await search(page, 'thimb', 'The thimble.')
  await soon(isNearTop(page, thimble)).toBe(true)
  expect(await placeOf(page, needle)).toBeUndefined()
  await page.tab.goBack()
  await soon(isNearTop(page, needle)).toBe(true)
  await page.reload()
  await soon(isNearTop(page, needle)).toBe(true)

  await page.open('/')
  await search(page, 'thimb', 'The thimble.')
  await soon(isNearTop(page, thimble)).toBe(true)
  await page.tab.goBack()
  await soon(() => page.address()).toBe('/')
})

test('what is not there is said, and the conversation is there all the same', async () => {
  world.model.script([{ text: 'Yes.' }])
  const page = await world.guest()
  await page.ask('A question')
  await page.ended()
  await page.tab.goto(`${world.url}${page.address()}#01900000-0000-7000-8000-000000000000`)
  await page.tab.reload()
  await page.ended()
  await page.tab.getByText('There is no such message').waitFor({ state: 'attached' })
  expect(await page.text()).toBe('Yes.')
})
