import { formatNumber } from '../../words/format.ts'
import { usageWords as words } from '../../words/en/usage.ts'
import { dayName } from './day-name.ts'
import type { Day } from './days.ts'

const WIDTH = 10
const GAP = 2
const HEIGHT = 80

/** A bar for each day. The table below it says the same. */
export function Chart({ days }: { days: readonly Day[] }) {
  const most = Math.max(1, ...days.map(({ tokens }) => tokens))
  const [first, last] = [days[0], days.at(-1)]
  if (!first || !last) return null
  return (
    <figure className="usage-chart">
      <svg
        viewBox={`0 0 ${days.length * WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words.chart(dayName(first.day), dayName(last.day))}
      >
        {days.map(({ day, tokens }, n) => {
          // What is there at all can be seen.
          const height = tokens === 0 ? 0 : Math.max(2, (tokens / most) * HEIGHT)
          return (
            <rect key={day} x={n * WIDTH + GAP / 2} y={HEIGHT - height} width={WIDTH - GAP} height={height}>
              <title>{words.bar(dayName(day), formatNumber(tokens))}</title>
            </rect>
          )
        })}
      </svg>
      <figcaption className="usage-scale">
        <span>{dayName(first.day)}</span>
        <span>{dayName(last.day)}</span>
      </figcaption>
    </figure>
  )
}
