import { Refusal } from '../lib/refusal.ts'

export type ContentLimits = { maxMessageChars: number; maxMessageBytes: number }

const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** What a person may say: trimmed, not empty, within the limits. Throws a `Refusal`. */
export function acceptContent(content: string, { maxMessageChars, maxMessageBytes }: ContentLimits): string {
  const text = content.trim().replace(LONE_SURROGATES, '\ufffd')
  if (text === '') throw new Refusal('message_empty', 'A message needs at least one character.')
  if (Buffer.byteLength(text) > maxMessageBytes) {
    throw new Refusal('message_too_large', `A message may have ${maxMessageBytes} bytes at most.`)
  }
  if (text.length > maxMessageChars) {
    throw new Refusal(
      'message_too_long',
      `A message may have ${maxMessageChars} characters at most; this one has ${text.length}.`,
    )
  }
  return text
}

const TITLE_CHARS = 60

/** A conversation's first title: the first line of what was asked, cut between words. */
export function titleFrom(content: string): string {
  const line = content.split('\n', 1)[0]?.replace(/\s+/g, ' ').trim() ?? ''
  if (line.length <= TITLE_CHARS) return line
  const cut = line.slice(0, TITLE_CHARS)
  const space = cut.lastIndexOf(' ')
  return `${(space > TITLE_CHARS / 2 ? cut.slice(0, space) : cut).replace(LONE_SURROGATES, '')}…`
}
