import type { Bot } from '@folio/protocol'

/** How a bot is set, for those who may only ask it. */
export function BotFacts({ bot: { system_prompt, model, temperature, refusal_text } }: { bot: Bot }) {
  return (
    <dl className="bot-facts">
      <dt>Instructions</dt>
      <dd>{system_prompt ?? 'None'}</dd>
      <dt>Model</dt>
      <dd>{model ?? 'As the server has it'}</dd>
      <dt>Temperature</dt>
      <dd>{temperature ?? 'As the model has it'}</dd>
      <dt>Where its documents say nothing</dt>
      <dd>{refusal_text === null ? 'It answers anyway' : `“${refusal_text}”`}</dd>
    </dl>
  )
}
