import type { Usage } from '@folio/protocol'
import { useEffect, useState } from 'react'
import '../../styles/usage.css'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { usageWords as words } from '../../words/en/usage.ts'
import { formatNumber } from '../../words/format.ts'
import { useAccount } from '../account/use-account.ts'
import { Chart } from '../usage/Chart.tsx'
import { fillDays } from '../usage/days.ts'
import { Limits } from '../usage/Limits.tsx'
import { money, UsageTable } from '../usage/UsageTable.tsx'
import { Section } from './Section.tsx'

const DAYS = 30

/** What was used, day by day, and what is left. */
export function UsageSection() {
  const account = useAccount()
  const [usage, show] = useState<Usage | 'failed'>()
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let isGone = false
    account.readUsage().then(
      found => !isGone && show(found),
      () => !isGone && show('failed'),
    )
    return () => void (isGone = true)
  }, [account, tries])
  return (
    <Section title={words.title} lead={words.lead}>
      {usage === 'failed' && (
        <>
          <p className="problem">{words.failed}</p>
          <button type="button" className="button" onClick={() => setTries(tries + 1)}>
            {buttons.tryAgain}
          </button>
        </>
      )}
      {typeof usage === 'object' && <Used usage={usage} />}
    </Section>
  )
}

function Used({ usage }: { usage: Usage }) {
  const { days, totals, currency, limits } = usage
  const sum = (name: string, value: string) => (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
  return (
    <>
      {days.length === 0 ? (
        <p className="quiet">{words.nothing}</p>
      ) : (
        <>
          <dl className="usage-totals">
            {sum(words.replies, formatNumber(totals.replies))}
            {sum(words.read, formatNumber(totals.prompt_tokens))}
            {sum(words.written, formatNumber(totals.completion_tokens))}
            {totals.cost !== null && sum(words.cost, money(totals.cost, currency))}
          </dl>
          <Chart days={fillDays(usage, DAYS, Date.now())} />
          <details className="setting-more">
            <summary>{words.asTable}</summary>
            <UsageTable usage={usage} />
          </details>
          <p className="quiet">
            {words.estimated} {totals.cost !== null && days.some(({ cost }) => cost === null) && words.unpriced}
          </p>
        </>
      )}
      <h3 className="setting-part">{words.limits}</h3>
      <Limits limits={limits} />
    </>
  )
}
