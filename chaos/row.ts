import type { Ground } from './ground/ground.ts'

/** What a row saw, in the order in which it is told, and what was not as specified. */
export type Figures = { saw: [name: string, value: string | number][]; wrong: string[] }

/** One fault of the table, and what must come of it. */
export type Row = {
  number: number
  name: string
  /** It measures so closely that nothing else may run beside it. */
  alone?: true
  run(ground: Ground): Promise<Figures>
}

export type Notes = Figures & {
  tell(name: string, value: string | number): void
  /** The largest of all that are told by that name, rounded. */
  most(name: string, value: number): void
  add(name: string, value: number): void
  must(holds: boolean, otherwise: string): void
}

const MAX_WRONG = 8

export function takeNotes(): Notes {
  const saw: Figures['saw'] = []
  const wrong: string[] = []
  const entry = (name: string, first: string | number) => {
    const known = saw.find(([other]) => other === name)
    if (known) return known
    const made: Figures['saw'][number] = [name, first]
    saw.push(made)
    return made
  }
  return {
    saw,
    wrong,
    tell: (name, value) => void (entry(name, value)[1] = value),
    most(name, value) {
      const told = entry(name, 0)
      told[1] = Math.max(Number(told[1]), Math.round(value))
    },
    add(name, value) {
      const told = entry(name, 0)
      told[1] = Number(told[1]) + value
    },
    must(holds, otherwise) {
      if (holds) return
      if (wrong.length < MAX_WRONG) wrong.push(otherwise)
      else wrong[MAX_WRONG] = '…'
    },
  }
}
