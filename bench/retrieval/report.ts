/** What one database gave. */
export type Figures = {
  name: string
  documents: number
  passages: number
  ndcg10: number
  recall100: number
  map: number
  /** Of questions that documents answer. */
  refused: number
  /** Of questions about other things. */
  refusedOffTopic: number
  searchP50Ms: number
  searchP95Ms: number
  ingestSeconds: number
  passagesPerSecond: number
  /** Of `/healthz`, while documents were read, and while questions were answered. */
  ingestHealthP99Ms: number
  searchHealthP99Ms: number
}

type Row = { what: string; of(figures: Figures): string; goal?: string; published?: string }

const four = (value: number) => value.toFixed(4)
const ms = (value: number) => value.toFixed(1)
const percent = (value: number) => `${(value * 100).toFixed(1)} %`

/** Published: castorini/anserini, regressions for BEIR v1.0.0 SciFact, flat index, BM25. Goals are those of SciFact. */
const ROWS: Row[] = [
  { what: 'documents', of: ({ documents }) => String(documents) },
  { what: 'passages', of: ({ passages }) => String(passages) },
  { what: 'nDCG@10', of: ({ ndcg10 }) => four(ndcg10), goal: '≥ .69', published: '.6789' },
  { what: 'Recall@100', of: ({ recall100 }) => four(recall100), goal: '≥ .925', published: '.9253' },
  { what: 'MAP', of: ({ map }) => four(map) },
  { what: 'refused, of its questions', of: ({ refused }) => percent(refused), goal: '≤ 5 %' },
  { what: 'refused, of others', of: ({ refusedOffTopic }) => percent(refusedOffTopic), goal: '≥ 85 %' },
  { what: 'search p50 ms', of: ({ searchP50Ms }) => ms(searchP50Ms) },
  { what: 'search p95 ms', of: ({ searchP95Ms }) => ms(searchP95Ms), goal: '≤ 15 (10k), ≤ 60 (100k)' },
  { what: 'reading, seconds', of: ({ ingestSeconds }) => ms(ingestSeconds) },
  { what: 'passages/s', of: ({ passagesPerSecond }) => passagesPerSecond.toFixed(0), goal: '≥ 500' },
  { what: '/healthz p99 ms, reading', of: ({ ingestHealthP99Ms }) => ms(ingestHealthP99Ms), goal: '< 20' },
  { what: '/healthz p99 ms, searching', of: ({ searchHealthP99Ms }) => ms(searchHealthP99Ms), goal: '< 20' },
]

/** Markdown. */
export function report(all: readonly Figures[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line(['', ...all.map(({ name }) => name), 'goal', 'published BM25']),
    line(['---', ...all.map(() => '---:'), '---:', '---:']),
    ...ROWS.map(({ what, of, goal = '', published = '' }) => line([what, ...all.map(of), goal, published])),
  ].join('\n')
}
