import type { Block } from './blocks.ts'
import { firstFrom } from './sorted.ts'

export type Place = { block: Block | undefined; headingPath: string[] }

/** Tells of any point of a text in which block and under which headings it is. */
export function createPlaces(blocks: readonly Block[]): (at: number) => Place {
  const paths = headingPaths(blocks)
  return at => {
    const i = firstFrom(at + 1, blocks.length, n => blocks[n]?.start ?? 0) - 1
    return { block: blocks[i], headingPath: paths[i] ?? [] }
  }
}

/** From 1; null where there are no pages. */
export function pageAt(starts: readonly number[] | null, at: number): number | null {
  return starts && firstFrom(at + 1, starts.length, n => starts[n] ?? 0)
}

/** Blocks of one section share their path. */
function headingPaths(blocks: readonly Block[]): string[][] {
  const open: { level: number; title: string }[] = []
  let path: string[] = []
  return blocks.map(({ heading }) => {
    if (heading) {
      while ((open.at(-1)?.level ?? 0) >= heading.level) open.pop()
      open.push(heading)
      path = open.map(({ title }) => title).filter(title => title !== '')
    }
    return path
  })
}
