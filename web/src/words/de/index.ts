import { settings } from './settings.ts'

/** Everything that the page says, in German. */
export const german = { settings }
export type Words = typeof german
