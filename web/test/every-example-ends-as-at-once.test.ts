import { ownExamples, publicExamples, type Example } from '@folio/markdown/testing/examples'
import { REPLIES } from '@folio/markdown/testing/replies'
import { expect, test } from 'vitest'
import { useBareRenderer } from './world/bare.ts'

const { call: inBrowser } = useBareRenderer()
const examples = publicExamples()

/** Character by character, through the middle of an emoji too, and in uneven pieces. */
const CUTS = [[1], [3, 1, 7, 2], [11, 5]]

/** What nobody can tell before it is whole: `5*x` is no emphasis, `one*two*` is; a row may lack its first bar. */
const UNDECIDED = /\p{L}[*_]\p{L}|\p{L}_\p{L}|^[^|\n]+\|/mu

type Found = { text: string; faults: string[] }

async function faultsOf(texts: string[]): Promise<Found[]> {
  const found = await inBrowser(
    ({ streamed, changedByTheWall }, given) =>
      given.texts.map(text => [...given.cuts.flatMap(lengths => streamed(text, lengths)), ...changedByTheWall(text)]),
    { texts, cuts: CUTS },
  )
  return found.flatMap((faults, i) => (faults.length > 0 ? [{ text: texts[i] ?? '', faults }] : []))
}

const isWaiting = ({ text, faults }: Found) =>
  UNDECIDED.test(text) && faults.every(fault => fault.startsWith('half-written'))

async function differences(all: Example[]): Promise<{ compared: number; different: string[] }> {
  const pairs = await inBrowser(
    ({ likeness }, given) => given.map(({ markdown, html }) => likeness(markdown, html) ?? null),
    all,
  )
  const different = pairs.flatMap((pair, i) => {
    const { section, markdown } = all[i] ?? {}
    return pair && pair.ours !== pair.theirs
      ? [`${section}: ${JSON.stringify(markdown)}\n  ${pair.ours}\n  ${pair.theirs}`]
      : []
  })
  return { compared: pairs.filter(Boolean).length, different }
}

test('our own examples: every frame is whole, what is settled stays, and the end is the text at once', async () => {
  const found = await faultsOf(ownExamples().map(({ markdown }) => markdown))
  expect(found.filter(each => !isWaiting(each))).toEqual([])
})

test('our own examples are what CommonMark and GitHub say, but for what is different here on purpose', async () => {
  const { compared, different } = await differences(ownExamples())
  expect(compared).toBeGreaterThan(150)
  expect(different).toEqual([])
})

test('replies as models write them: the same', async () => {
  const found = await faultsOf(Object.values(REPLIES))
  expect(found.filter(each => !isWaiting(each))).toEqual([])
})

test.runIf(examples.length > 0)(
  `${examples.length} public examples end as at once`,
  async () => {
    const found = await faultsOf(examples.map(({ markdown }) => markdown))
    const isRaw = ({ faults }: Found) => faults.every(fault => fault.startsWith('half-written'))
    const { compared, different } = await differences(examples)
    console.log(
      `${examples.length} examples; ${compared} without raw HTML, ${compared - different.length} of them as they say; ` +
        `in ${found.filter(isRaw).length} a mark shows raw for a while`,
    )
    if (process.env.MARKDOWN_EXAMPLES_SHOW)
      console.log([...different, ...found.map(each => JSON.stringify(each))].join('\n'))
    expect(found.filter(each => !isRaw(each))).toEqual([])
  },
  300_000,
)
