import type { Usage, Used } from '@folio/protocol'
import { formatNumber } from '../../words/format.ts'
import { usageWords as words } from '../../words/en/usage.ts'
import { dayName } from './day-name.ts'

/** Each day and model, and all together. Without prices there is no column for them. */
export function UsageTable({ usage: { days, totals, currency } }: { usage: Usage }) {
  const hasCost = totals.cost !== null
  const figures = ({ replies, prompt_tokens, completion_tokens, cost }: Used) => (
    <>
      <td>{formatNumber(replies)}</td>
      <td>{formatNumber(prompt_tokens)}</td>
      <td>{formatNumber(completion_tokens)}</td>
      {hasCost && <td>{cost === null ? '–' : money(cost, currency)}</td>}
    </>
  )
  return (
    <div className="table-scroll" role="region" aria-label={words.asTable} tabIndex={0}>
      <table className="usage-table">
        <thead>
          <tr>
            <th scope="col">{words.day}</th>
            <th scope="col">{words.model}</th>
            <th scope="col">{words.replies}</th>
            <th scope="col">{words.read}</th>
            <th scope="col">{words.written}</th>
            {hasCost && <th scope="col">{words.cost}</th>}
          </tr>
        </thead>
        <tbody>
          {days.map(one => (
            <tr key={`${one.day} ${one.model}`}>
              <th scope="row">{dayName(one.day)}</th>
              <td>{one.model || words.unnamed}</td>
              {figures(one)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {words.total}
            </th>
            {figures(totals)}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

/** Much of it is less than a cent. */
export const money = (amount: number, currency: string): string =>
  formatNumber(amount, { style: 'currency', currency, minimumFractionDigits: 2, maximumFractionDigits: 4 })
