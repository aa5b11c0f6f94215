import type { Bot } from '@folio/protocol'
import type { BotChange } from '../../chat/library-api.ts'

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

const REFUSAL = 'The documents I was given do not say anything about this.'

export const NEW_BOT: BotFields = {
  name: '',
  instructions: '',
  model: '',
  temperature: '',
  silent: 'says',
  refusal: REFUSAL,
}

export function fieldsOf(bot: Bot): BotFields {
  return {
    name: bot.name,
    instructions: bot.system_prompt ?? '',
    model: bot.model ?? '',
    temperature: bot.temperature === null ? '' : String(bot.temperature),
    silent: bot.refusal_text === null ? 'answers' : 'says',
    refusal: bot.refusal_text ?? REFUSAL,
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
    ...(name.trim() === '' && { name: 'Give it a name.' }),
    ...(!(degrees >= 0 && degrees <= 2) && { temperature: 'A number from 0 to 2, or nothing.' }),
    ...(silent === 'says' && refusal.trim() === '' && { refusal: 'Write what it says, or let it answer anyway.' }),
  }
}
