/** The first index of `length` rising values whose value is at least `value`; `length` if none is. */
export function firstFrom(value: number, length: number, valueAt: (i: number) => number): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (valueAt(middle) < value) low = middle + 1
    else high = middle
  }
  return low
}
