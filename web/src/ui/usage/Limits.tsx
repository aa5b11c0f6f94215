import type { RateLeft, RoomLeft, Usage } from '@folio/protocol'
import { formatNumber, formatSize } from '../../words/format.ts'
import { usageWords as words } from '../../words/en/usage.ts'

/** How much of each there is, and what is left. */
export function Limits({ limits }: Pick<Usage, 'limits'>) {
  return (
    <dl className="usage-limits">
      <Limit name={words.messages} of={limits.messages_per_minute} />
      <Limit name={words.requests} of={limits.requests_per_minute} />
      <Limit name={words.sources} of={limits.sources} />
      <Limit name={words.sourceBytes} of={limits.source_bytes} show={formatSize} />
    </dl>
  )
}

type Props = { name: string; of: RateLeft | RoomLeft; show?: (n: number) => string }

function Limit({ name, of, show = formatNumber }: Props) {
  const { limit, left } = of
  const isOpen = limit === null || left === null
  return (
    <div>
      <dt>{name}</dt>
      <dd>{isOpen ? words.unlimited(show('used' in of ? of.used : 0)) : words.leftOf(show(left), show(limit))}</dd>
    </div>
  )
}
