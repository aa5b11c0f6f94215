import { figures } from './figures.ts'
import { settings } from './settings.ts'
import { shares } from './shares.ts'

/** Everything that the page says, in German. */
export const german = { settings, shares, figures }
export type Words = typeof german
