import { expect, test } from 'vitest'
import { createFakeClock } from '../lib/fake-clock.ts'
import { systemClock } from '../lib/clock.ts'
import { createDemoModel } from './demo.ts'
import { demoAnswer } from './demo-answer.ts'
import { demoText } from './demo-text.ts'
import type { Grounds, Turn } from './model.ts'

const ask = (content: string): Turn[] => [{ role: 'user', content }]

test('says what it is and how to connect a real one', () => {
  const text = demoText(ask('hello'))
  expect(text).toContain('This is a placeholder response')
  expect(text).toContain('OPENAI_API_KEY')
})

test.each([
  ['write me some code', '```ts'],
  ['a table, please', '| :----- | :---: | ------------: |'],
  ['give me a list', '     - and gas,'],
  ['quote somebody', '> > A quote'],
  ['a link?', '](https://'],
  ['emoji!', '👩‍🚀'],
  ['a formula', '$$'],
  ['a long answer', '### Part 12'],
  ['show me MARKDOWN', '| :----- | :---: | ------------: |'],
])('%s: %s', (question, sample) => {
  expect(demoText(ask(question))).toContain(sample)
  expect(demoText(ask('hello'))).not.toContain(sample)
})

test('gives one piece every delay, none of which ends inside a character', async () => {
  const clock = createFakeClock()
  const { pieces, done } = run({ question: 'emoji', delayMs: 80, clock })
  await clock.advance(0)
  expect(pieces).toHaveLength(1)
  await clock.advance(79)
  expect(pieces).toHaveLength(1)
  await clock.advance(1)
  expect(pieces).toHaveLength(2)
  await clock.advance(60_000)
  expect((await done).finishReason).toBe('stop')
  expect(pieces.join('')).toBe(demoText(ask('emoji')))
  for (const piece of pieces) expect(piece).not.toMatch(/[\ud800-\udbff]$/)
})

test('goes on exactly behind any prefix', async () => {
  const whole = demoText(ask('emoji'))
  for (let at = 0; at <= whole.length; at += 7) {
    const { pieces, done } = run({ question: 'emoji', prefix: whole.slice(0, at) })
    await done
    expect(pieces.join('')).toBe(whole.slice(at))
  }
})

test('lets others run between its pieces, however fast it is', async () => {
  const { pieces, done } = run({ question: 'markdown' })
  await new Promise(resolve => setImmediate(resolve))
  const early = pieces.length
  await done
  expect(early).toBeLessThan(pieces.length / 2)
})

test.each([0, 80])('an abort ends it at once, delay %i', async delayMs => {
  const stop = new AbortController()
  const { pieces, done } = run({ question: 'long', delayMs, signal: stop.signal })
  await new Promise(resolve => setImmediate(resolve))
  stop.abort(new Error('stopped'))
  const sofar = pieces.length
  await expect(done).rejects.toThrow('stopped')
  expect(pieces).toHaveLength(sofar)
})

type Run = Partial<{
  prefix: string
  grounds: Grounds
  delayMs: number
  clock: typeof systemClock
  signal: AbortSignal
}>

function run({ question, signal = new AbortController().signal, ...given }: Run & { question: string }) {
  const { prefix = '', grounds, delayMs = 0, clock = systemClock } = given
  const pieces: string[] = []
  const sink = { text: (piece: string) => void pieces.push(piece), wait() {} }
  const done = createDemoModel({ delayMs, clock }).stream(
    { model: 'demo', turns: ask(question), prefix, ...(grounds && { grounds }), signal },
    sink,
  )
  return { pieces, done }
}

test('says what its passages say, word for word, each with its number', () => {
  const parts = demoAnswer(grounds)
  expect(parts.filter(part => typeof part === 'number')).toEqual([1, 4, 2])
  const text = parts.filter(part => typeof part === 'string').join('|')
  expect(text).toContain('This is a placeholder response')
  expect(text).toContain('From *Tea and more*, page 3|:\n\n> Water for tea boils at 100 °C.')
  expect(text).not.toContain('Nothing')
  expect(text).not.toContain('fourth')
})

test('a number in brackets that a document has is none of ours', () => {
  expect(demoAnswer(grounds).join('')).toContain(String.raw`see \[2] and a[i]`)
})

test('goes on behind any prefix of what it says of passages', async () => {
  const text = demoAnswer(grounds)
    .filter(part => typeof part === 'string')
    .join('')
  const marks = /(?: \[\d\])/g
  for (let at = 0; at <= text.length; at += 5) {
    const { pieces, done } = run({ question: 'tea', prefix: text.slice(0, at), grounds })
    await done
    expect(pieces.join('').replace(marks, '')).toBe(text.slice(at))
  }
})

const place = { source_id: 's', document_id: 'd', n: 0, heading_path: [], start: 0, page: 3, score: 1 }
const passage = (number: number, text: string, title = 'Tea `and` [more]') => ({
  number,
  passage: { ...place, title, end: text.length, text },
})
const grounds: Grounds = {
  question: 'At what temperature does water for tea boil?',
  passages: [
    passage(1, `Nothing of interest. Water for tea boils at 100 °C. ${'Then something else is said. '.repeat(20)}`),
    passage(4, 'Tea: see [2] and a[i].'),
    passage(2, '東京の水は沸騰する。'),
    passage(3, 'A fourth passage.'),
  ],
}
