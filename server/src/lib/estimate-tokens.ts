/** Tokens of a text, by a rule that rather says too many: one for three bytes. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3)
}

export function estimateTurns(turns: readonly { content: string }[]): number {
  return turns.reduce((total, { content }) => total + estimateTokens(content), 0)
}
