import { expect, test } from 'vitest'
import type { Step } from '../../bench/model/steps.ts'
import { soon, useWorld } from './world/index.ts'

const world = useWorld({ env: { MODEL_FIRST_TOKEN_TIMEOUT: '700ms', MODEL_SILENCE_TIMEOUT: '700ms' } })

const GOOD: Step[] = [{ text: 'Here it is.' }]

// The server tries three times by itself before it gives up.
const FAILURES: [string, Step[], RegExp][] = [
  ['a busy provider (429)', [{ status: 429, retryAfter: 0 }], /busy|too many/i],
  ['a provider in trouble (500)', [{ status: 500 }], /provider/i],
  ['a provider that is silent', ['headers', 'hang'], /silent|answer|time|long/i],
  ['a connection that breaks', ['headers', 'drop'], /broke|cut|connection/i],
  ['a key that is refused (401)', [{ status: 401 }], /key|refuse|accept/i],
]

test.each(FAILURES)('%s: the reason and Retry stand in place, and Retry works', async (_, steps, reason) => {
  world.model.script(steps)
  const page = await world.guest()
  await page.ask('Answer me')
  await page.ended('failed')
  expect(await page.problem.innerText()).toMatch(reason)
  expect(await page.problem.innerText()).not.toMatch(/127\.0\.0\.1|Bearer|scripted.*http/)
  expect(await page.problem.getByRole('button').allInnerTexts()).toEqual(['Retry'])

  world.model.script(GOOD)
  await page.press('Retry')
  await page.ended('complete')
  await soon(() => page.text()).toBe('Here it is.')
  expect(await page.problem.count()).toBe(0)
  expect(await page.questions.count()).toBe(1)
})

test.each<[string, Step]>([
  ['breaks', 'drop'],
  ['falls silent', 'hang'],
])('a provider that %s in mid-sentence: the text stays, and the rest can be asked for', async (_, end) => {
  world.model.script([{ text: 'Half of it' }, end], [{ text: ' and the rest.' }])
  const page = await world.guest()
  await page.ask('Answer me')
  await page.shows('Half of it')
  await page.problem.waitFor()
  await soon(() => page.text()).toBe('Half of it')
  await page.problem.getByRole('button').click()
  await page.ended('complete')
  await soon(() => page.text()).toBe('Half of it and the rest.')
})
