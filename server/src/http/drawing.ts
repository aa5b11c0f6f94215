import type { MarkdownWords } from '@folio/markdown'
import { escapeHtml } from '@folio/markdown/escape'
import type { Logger } from '../lib/logger.ts'
import { createRecent } from '../lib/recent.ts'
import { createThread, threadFile } from '../lib/thread.ts'

/** A text with the numerals in it, each with where it leads. `words`: what the page says in between. */
export type DrawingTask = { text: string; numerals: Numeral[]; words: MarkdownWords }
export type Numeral = { at: number; n: number; label: string; href: string }

/** HTML of a reply: safe to show, whatever is in it. `key` names the same task for good. */
export type DrawReply = (key: string, task: DrawingTask) => Promise<string>
export type Drawing = { drawReply: DrawReply; close(): Promise<void> }

/** The renderer gives up on what takes long by itself; this ends the thread of what it does not see coming. */
const LIMIT_MS = 5_000
/** Of more than these each is shown as plain text. */
const MAX_WAITING = 200
/** UTF-16 units of HTML that are kept for who comes next. */
const KEPT_CHARS = 8_000_000

/**
 * Draws replies for the shared page, in a thread of its own: anybody may ask for one, as often as a link is opened, and
 * whoever streams a reply meanwhile should not notice. It is done for each view, not kept with the share: what the
 * renderer learns to draw, or not to draw, holds for links that are out already.
 */
export function createDrawing({ logger }: { logger: Pick<Logger, 'warn'> }, limitMs = LIMIT_MS): Drawing {
  const thread = createThread<DrawingTask, string>(threadFile(import.meta.url, 'drawing-thread'), {
    data: undefined,
    limitMs,
    maxWaiting: MAX_WAITING,
  })
  const recent = createRecent<string>(KEPT_CHARS, html => html.length)
  return {
    async drawReply(key, task) {
      const known = recent.get(key)
      if (known !== undefined) return known
      try {
        const html = await thread.ask(task)
        recent.put(key, html)
        return html
      } catch (error) {
        logger.warn({ error }, 'a shared reply is shown as plain text')
        return `<pre class="plain">${escapeHtml(task.text)}</pre>`
      }
    },
    close: thread.close,
  }
}
