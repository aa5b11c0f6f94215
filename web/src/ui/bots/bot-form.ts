import type { Bot } from '@folio/protocol'
import type { BotChange } from '../../chat/library-api.ts'
import { botsWords as words } from '../../words/en/bots.ts'

/** What stands in the fields: text, until it is handed over. */
export type BotFields = {
  name: string
  instructions: string
  model: string
  temperature: string
  /** Without evidence it says `refusal`, or answers all the same. */
  silent: 'says' | 'answers'
  refusal: string
}

export const newBot = (): BotFields => ({
  name: '',
  instructions: '',
  model: '',
  temperature: '',
  silent: 'says',
  refusal: words.refusal,
})

export function fieldsOf(bot: Bot): BotFields {
  return {
    name: bot.name,
    instructions: bot.system_prompt ?? '',
    model: bot.model ?? '',
    temperature: bot.temperature === null ? '' : String(bot.temperature),
    silent: bot.refusal_text === null ? 'answers' : 'says',
    refusal: bot.refusal_text ?? words.refusal,
  }
}

/** What is not filled in is left to the server, or to the model. */
export function changeOf(fields: BotFields): BotChange & { name: string } {
  return {
    name: fields.name.trim(),
    system_prompt: fields.instructions.trim() === '' ? null : fields.instructions,
    model: fields.model === '' ? null : fields.model,
    temperature: fields.temperature.trim() === '' ? null : Number(fields.temperature),
    refusal_text: fields.silent === 'answers' ? null : fields.refusal.trim(),
  }
}

/** What is wrong, by field. */
export function faultsOf({ name, temperature, silent, refusal }: BotFields): Partial<Record<keyof BotFields, string>> {
  const degrees = Number(temperature)
  return {
    ...(name.trim() === '' && { name: words.nameMissing }),
    ...(!(degrees >= 0 && degrees <= 2) && { temperature: words.temperatureWrong }),
    ...(silent === 'says' && refusal.trim() === '' && { refusal: words.refusalMissing }),
  }
}
