import { renderAll } from '../../src/markdown/index.ts'
import { likeness } from './likeness.ts'
import { changedByTheWall, inFrames, streamed } from './streamed.ts'

/** What a test may call in the browser. */
const inBrowser = { renderAll, streamed, changedByTheWall, likeness, inFrames }
export type InBrowser = typeof inBrowser
Object.assign(window, { folio: inBrowser })
