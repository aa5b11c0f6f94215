/**
 * A document's text as it is stored, shown and searched: NFC, one kind of line end, and nothing in it that cannot be
 * seen: what a reader cannot see, a model should not be told either. Offsets into a document are offsets into this.
 */
export function cleanDocument(text: string): string {
  const seen = PLAIN.test(text) ? text : withoutUnseen(text)
  return (
    seen
      // Also what a trailing blank costs to find stays small: runs of them are short from here on.
      .replace(/[ \t]{41,}/g, run => run.slice(0, 40))
      .replace(/[ \t]+$/gm, '')
      .replace(/\n{3,}/g, '\n\n')
      .replace(/^\n+/, '')
      .trimEnd()
  )
}

const PLAIN = /^[\n\t\x20-\x7e]*$/

function withoutUnseen(text: string): string {
  return text
    .replace(/\r\n?|[\v\x85\u2028]/g, '\n')
    .replace(/[\f\u2029]/g, '\n\n')
    .replaceAll('\u00a0', ' ')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(UNSEEN, '')
    .replace(LONE_JOINER, '')
    .replace(LONE_SELECTOR, '')
    .normalize('NFC')
}

/** Controls, soft hyphens, fillers, zero widths, directions, annotations, tags. */
const UNSEEN = new RegExp(
  [
    String.raw`[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f`,
    String.raw`\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff`,
    String.raw`\u{e0000}-\u{e00ff}\u{e01f0}-\u{e0fff}]+`,
  ].join(''),
  'gu',
)

/** A joiner means something within an emoji, and after Arabic and Indic letters: elsewhere it only hides. */
const LONE_JOINER = /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\p{M}\p{Script=Arabic}])[\u200c\u200d]/gu

/** One selector chooses how the letter before it looks; a row of them is a hidden message. */
const LONE_SELECTOR =
  /(?<=^|[\s\ufe00-\ufe0f\u{e0100}-\u{e01ef}])[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]|(?<!\p{Script=Han})[\u{e0100}-\u{e01ef}]/gu
