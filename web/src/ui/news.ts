const listeners = new Set<(text: string) => void>()

/** Says something to those who cannot see it happen, once and when it suits them. */
export function tellNews(text: string): void {
  for (const listener of listeners) listener(text)
}

export function onNews(listener: (text: string) => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
