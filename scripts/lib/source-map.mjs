const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** How many characters of a made file come from each source, by its source map. */
export function bytesBySource(code, map) {
  const lines = code.split('\n')
  const bytes = new Map()
  let source = 0
  map.mappings.split(';').forEach((line, at) => {
    let column = 0
    let from
    const end = next => {
      if (from) bytes.set(from.name, (bytes.get(from.name) ?? 0) + next - from.column)
    }
    for (const piece of line.split(',').filter(Boolean)) {
      const [columns, sources] = numbersIn(piece)
      column += columns
      end(column)
      if (sources !== undefined) source += sources
      from = sources === undefined ? undefined : { name: map.sources[source], column }
    }
    end(lines[at].length)
  })
  return bytes
}

/** Base 64, five bits at a time, the lowest first; the very lowest is the sign. */
function numbersIn(piece) {
  const numbers = []
  let value = 0
  let shift = 0
  for (const digit of piece) {
    const bits = DIGITS.indexOf(digit)
    value |= (bits & 31) << shift
    shift += 5
    if (bits & 32) continue
    numbers.push(value & 1 ? -(value >> 1) : value >> 1)
    value = 0
    shift = 0
  }
  return numbers
}
