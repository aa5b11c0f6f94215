import { StringDecoder } from 'node:string_decoder'
import { CallFailure } from './failures.ts'

/** Far above what any provider sends in one event; without it a line that never ends would be kept in memory. */
const MAX_EVENT_UNITS = 262_144

/**
 * Reads `text/event-stream` from raw bytes, however they are cut: `onEvent` gets each event's data and name (`''` if it
 * has none). What is not valid UTF-8 becomes U+FFFD; comments and unknown fields are dropped. Throws a `CallFailure`
 * when an event grows past 256 Ki units. As in the standard, an event that is not closed by an empty line does not
 * count.
 */
export function createEventReader(onEvent: (data: string, name: string) => void): (bytes: Buffer) => void {
  const decoder = new StringDecoder('utf8')
  const withoutReturns = createLineEnds()
  let started = false
  let line = ''
  let data: string | undefined
  let name = ''

  function take(text: string, start: number, end: number): void {
    if (start === end) {
      if (data !== undefined) onEvent(data, name)
      data = undefined
      name = ''
    } else if (text.startsWith('data:', start)) {
      const value = valueAt(text, start + 5, end)
      data = data === undefined ? value : `${data}\n${value}`
    } else if (text.startsWith('event:', start)) name = valueAt(text, start + 6, end)
  }

  return bytes => {
    let text = decoder.write(bytes)
    if (text === '') return
    if (!started && text.startsWith('\ufeff')) text = text.slice(1)
    started = true
    text = withoutReturns(text)
    // Looking at the new text alone keeps a long line that comes byte by byte from being searched again and again.
    const whole = text.includes('\n') ? line + text : ''
    let start = 0
    for (let end = whole.indexOf('\n'); end >= 0; end = whole.indexOf('\n', start)) {
      take(whole, start, end)
      start = end + 1
    }
    line = whole === '' ? line + text : whole.slice(start)
    if (line.length + (data?.length ?? 0) > MAX_EVENT_UNITS) throw tooLong()
  }
}

const tooLong = () => new CallFailure('provider_malformed', 'The model sent something that is no answer.')

function valueAt(text: string, start: number, end: number): string {
  return text.slice(text.charCodeAt(start) === 0x20 ? start + 1 : start, end)
}

/** Makes CR and CRLF one LF, also where a cut parts the two. */
function createLineEnds(): (text: string) => string {
  let afterReturn = false
  return text => {
    const fresh = afterReturn && text.startsWith('\n') ? text.slice(1) : text
    afterReturn = text.endsWith('\r')
    return fresh.includes('\r') ? fresh.replace(/\r\n?/g, '\n') : fresh
  }
}
