const MAX_REMEMBERED = 10_000

/** Keeps what can be found out again, and lets go of all of it when it has grown too large. */
export function remember<V, T extends V>(map: Map<string, V>, key: string, value: T): T {
  if (map.size >= MAX_REMEMBERED) map.clear()
  map.set(key, value)
  return value
}
