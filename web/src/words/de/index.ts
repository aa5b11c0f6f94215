import { settings } from './settings.ts'
import { shares } from './shares.ts'

/** Everything that the page says, in German. */
export const german = { settings, shares }
export type Words = typeof german
