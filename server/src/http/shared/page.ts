import { escapeHtml } from '@folio/markdown/escape'
import type { SharedMessage } from '@folio/protocol'
import { Refusal } from '../../lib/refusal.ts'
import type { ShareRow } from '../../store/tables.ts'
import type { DrawReply } from '../drawing.ts'
import { numeralsOf, questionHtml, replyHtml } from './message.ts'
import type { Frame } from './frame.ts'
import { SHARED_WORDS, type SharedLanguage } from './words.ts'

export type SharedPage = ReturnType<typeof createSharedPage>

/** What a link shows to a browser: a page without any script, written piece by piece while it is sent. */
export function createSharedPage({ frame, drawReply }: { frame: Frame; drawReply: DrawReply }) {
  return {
    async *show(
      { id, title, created_at }: Pick<ShareRow, 'id' | 'title' | 'created_at'>,
      pieces: AsyncIterable<string>,
      language: SharedLanguage,
    ): AsyncGenerator<string> {
      const words = SHARED_WORDS[language]
      const name = title || words.untitled
      yield frame.head({ language, title: `${name} · Folio` })
      const facts = `${words.sharedFrom} · ${dayHtml(created_at, language)}`
      let n = 0
      try {
        for await (const piece of pieces) {
          for (const message of JSON.parse(piece) as SharedMessage[]) {
            const place = { name: `m${++n}`, words }
            if (n === 1) yield headHtml(name, facts, message)
            if (message.role === 'user') yield questionHtml(message, place)
            else {
              const task = { text: message.content, numerals: numeralsOf(message, place), words: words.markdown }
              yield replyHtml(message, await drawReply(`${id} ${n} ${language}`, task), place)
            }
          }
        }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        yield `<p class="note">${words.takenBack}</p>`
      }
      yield frame.foot(words, words.copy)
    },

    async *missing(language: SharedLanguage): AsyncGenerator<string> {
      const words = SHARED_WORDS[language]
      yield frame.head({ language, title: `${words.missing} · Folio` })
      yield (
        `<header class="shared-head"><h1 class="shared-title">${words.missing}</h1></header>` +
          `<p>${words.missingWhy}</p>`
      )
      yield frame.foot(words)
    },
  }
}

/** A title that is only the first words of the question under it need not be seen twice. */
function headHtml(title: string, facts: string, { content }: SharedMessage): string {
  const words = title.replace(/…$/, '')
  const look = content.trim().replace(/\s+/g, ' ').startsWith(words) ? 'unseen' : 'shared-title'
  return (
    `<header class="shared-head"><h1 class="${look}" dir="auto">${escapeHtml(title)}</h1>` +
    `<p class="shared-facts">${facts}</p></header>`
  )
}

/** In UTC: where whoever reads is, nobody has told. */
function dayHtml(time: number, language: SharedLanguage): string {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(time)
  return `<time datetime="${new Date(time).toISOString()}">${day}</time>`
}
