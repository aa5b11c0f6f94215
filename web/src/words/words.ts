import type { Words } from './de/index.ts'

type Language = {
  /** As its speakers call it. */
  name: string
  dir: 'ltr' | 'rtl'
  /** English is there already. */
  load: (() => Promise<Words>) | null
}

/**
 * The languages that the page speaks. A new one is a folder beside `en` with a map of the same shape, and a line here;
 * one that is written from right to left says so.
 */
export const LANGUAGES = {
  en: { name: 'English', dir: 'ltr', load: null },
  de: { name: 'Deutsch', dir: 'ltr', load: async () => (await import('./de/index.ts')).german },
} satisfies Record<string, Language>
export type LanguageCode = keyof typeof LANGUAGES
export type Area = keyof Words

const KEY = 'folio.language'
const spoken: { [A in Area]?: Words[A] } = {}
let other: Words | undefined
let local = 'en'

/**
 * What a part of the page says, in English until another language is laid over it. Read it when it is shown, not when
 * the module is loaded.
 */
export function words<A extends Area>(area: A, english: Words[A]): Words[A] {
  const mine: Words[A] = { ...english, ...other?.[area] }
  Object.assign(spoken, { [area]: mine })
  return mine
}

/** How numbers and dates are written: as the browser's own region does, where it speaks the page's language. */
export const locale = () => local

/** What was chosen; null: the browser's. */
export function chosenLanguage(): LanguageCode | null {
  try {
    return known(localStorage.getItem(KEY))
  } catch {
    return null
  }
}

/** Holds from the next load of the page. One that is not spoken here: the browser's. */
export function chooseLanguage(code: string): void {
  const next = known(code)
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
  const { load, dir }: Language = LANGUAGES[wanted]
  try {
    other = await load?.()
  } catch {
    return
  }
  local = navigator.languages.find(tag => known(tag) === wanted) ?? wanted
  Object.assign(document.documentElement, { lang: wanted, dir })
  for (const area of Object.keys(spoken) as Area[]) Object.assign(spoken[area] ?? {}, other?.[area])
}

/** `de-AT` is German too. */
function known(tag: string | null): LanguageCode | null {
  const base = tag?.split('-')[0]?.toLowerCase()
  return (Object.keys(LANGUAGES) as LanguageCode[]).find(each => each === base) ?? null
}
