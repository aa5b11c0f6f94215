/**
 * A document's text as a model may be shown it: what parts turns, tools or data from each other in a prompt is written
 * with other brackets, so that it can be read and does nothing. What is cited is the text itself, never this.
 */
export function asData(text: string): string {
  return text
    .replace(TAG, tag => tag.replaceAll('<', '‹').replaceAll('>', '›'))
    .replace(BAR_OPENS, '‹')
    .replace(BAR_CLOSES, '›')
    .replace(WORD_IN_BRACKETS, '⟦$1⟧')
    .replace(NUMBER, '($1)')
}

/** The same in one line, of at most `maxChars` UTF-16 units. */
export function asName(text: string, maxChars = 200): string {
  const line = asData(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
  return line.trim().slice(0, maxChars)
}

/** Whatever ends a line somewhere: what begins none says nothing about who speaks. */
export const LINE_END = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/

/** What cannot be seen, and may part the letters of a token. */
const GAP = String.raw`[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]{0,4}`

/** Of chat templates, of tools, and ours. */
const TAG_NAMES = [
  's|bos|eos|pad|unk|sep|cls|mask|sys|inst',
  'system|assistant|user|human|ai|tool|developer|instructions?|prompt|rules?',
  'im_start|im_end|im_sep|start_of_turn|end_of_turn|begin_of_text|end_of_text|endoftext|eot_id|eom_id',
  'tools?|tool_calls?|tool_response|tool_results?|function|function_calls?|function_results?|invoke|parameter',
  'think|thinking|reasoning|scratchpad|answer|final',
  'passages?|documents?|data|context|sources?|citations?|search_results?|results?',
].join('|')
const TAG = new RegExp(`<{1,2}${GAP}/?${GAP}(?:\\w{1,20}:)?(?:${TAG_NAMES})(?![a-z])[^<>\n]{0,200}>{1,2}`, 'gi')
const BAR_OPENS = new RegExp(`<(?=${GAP}[|｜])`, 'g')
const BAR_CLOSES = /(?<=[|｜]\s{0,4})>/g
const WORD_IN_BRACKETS =
  /\[(\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|IMG|PREFIX|SUFFIX)\/?)\]/gi
/** A document's own notes are numbered too: taken for ours, they would cite something else. In code it is an index. */
const NUMBER = /(?<![\w\])])\[(\d{1,3}(?:[ ]?[,;–-][ ]?\d{1,3}){0,20})\](?!\()/g
