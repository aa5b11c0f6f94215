import type { Words } from './de/index.ts'

/** The languages that the page speaks. A new one is a folder beside `en` with a map of the same shape. */
export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]
export type Area = keyof Words

const KEY = 'folio.language'
const spoken: { [A in Area]?: Words[A] } = {}
let other: Words | undefined

/**
 * What a part of the page says, in English until another language is laid over it. Read it when it is shown, not when
 * the module is loaded.
 */
export function words<A extends Area>(area: A, english: Words[A]): Words[A] {
  const mine: Words[A] = { ...english, ...other?.[area] }
  Object.assign(spoken, { [area]: mine })
  return mine
}

/** What was chosen; null: the browser's. */
export function chosenLanguage(): Language | null {
  try {
    return known(localStorage.getItem(KEY))
  } catch {
    return null
  }
}

/** Holds from the next load of the page. */
export function chooseLanguage(next: Language | null): void {
  try {
    if (next === null) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, next)
  } catch {
    // Storage may be forbidden; the browser's language holds then.
  }
}

/** Before the first render: fetches what English needs nothing for. Where it does not arrive, English it is. */
export async function speak(): Promise<void> {
  const wanted = chosenLanguage() ?? navigator.languages.map(known).find(found => found !== null) ?? 'en'
  if (wanted === 'en') return
  try {
    other = (await import('./de/index.ts')).german
  } catch {
    return
  }
  document.documentElement.lang = wanted
  for (const area of Object.keys(spoken) as Area[]) Object.assign(spoken[area] ?? {}, other[area])
}

/** `de-AT` is German too. */
function known(tag: string | null): Language | null {
  const base = tag?.split('-')[0]?.toLowerCase()
  return LANGUAGES.find(each => each === base) ?? null
}
