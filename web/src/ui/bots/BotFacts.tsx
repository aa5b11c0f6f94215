import type { Bot } from '@folio/protocol'
import { botsWords as words } from '../../words/en/bots.ts'
import { formatNumber } from '../../words/format.ts'

/** How a bot is set, for those who may only ask it. */
export function BotFacts({ bot: { system_prompt, model, temperature, refusal_text } }: { bot: Bot }) {
  return (
    <dl className="bot-facts">
      <dt>{words.instructions}</dt>
      <dd>{system_prompt ?? words.none}</dd>
      <dt>{words.model}</dt>
      <dd>{model ?? words.modelOfServer}</dd>
      <dt>{words.temperature}</dt>
      <dd>{temperature === null ? words.temperatureOfModel : formatNumber(temperature)}</dd>
      <dt>{words.silent}</dt>
      <dd>{refusal_text === null ? words.answersAnyway : words.quoted(refusal_text)}</dd>
    </dl>
  )
}
