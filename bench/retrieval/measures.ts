/** By document: from 1, the higher the better. */
type Grades = ReadonlyMap<string, number>

/** Discounted gain of the first `n`, as a share of what the best order has: as trec_eval's ndcg_cut. */
export function ndcg(ranked: readonly string[], grades: Grades, n: number): number {
  const best = [...grades.values()].sort((a, b) => b - a)
  return (
    gain(
      ranked.map(id => grades.get(id) ?? 0),
      n,
    ) / gain(best, n)
  )
}

function gain(grades: readonly number[], n: number): number {
  return grades.slice(0, n).reduce((sum, grade, at) => sum + grade / Math.log2(at + 2), 0)
}

/** How much of what is to be found is among the first `n`. */
export function recall(ranked: readonly string[], grades: Grades, n: number): number {
  return ranked.slice(0, n).filter(id => grades.has(id)).length / grades.size
}

/** The mean of the precision at each document that is to be found. */
export function averagePrecision(ranked: readonly string[], grades: Grades): number {
  let found = 0
  const precisions = ranked.map((id, at) => (grades.has(id) ? ++found / (at + 1) : 0))
  return precisions.reduce((sum, precision) => sum + precision, 0) / grades.size
}
