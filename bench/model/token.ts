/** Begins every token and stands nowhere else, so that tokens can be counted in raw bytes. */
const MARK = '~'
export const MARK_BYTE = MARK.charCodeAt(0)

/** All processes of one machine share this clock. */
export const nowMicros = () => Number(process.hrtime.bigint() / 1000n)

export const stamp = () => `${MARK}${nowMicros().toString(36)} `

/** Token `n`, at least `bytes` long. */
export function tokenText(n: number, bytes: number): string {
  const body = MARK + n.toString(36)
  return `${body.padEnd(bytes - 1, 'a')} `
}

/** The text of a reply of `count` tokens. */
export function replyText(count: number, bytes = 6): string {
  return Array.from({ length: count }, (_, n) => tokenText(n, bytes)).join('')
}
