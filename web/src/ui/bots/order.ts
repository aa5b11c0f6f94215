import type { Bot } from '@folio/protocol'

/** As the server lists them: the default one, then the newest. */
export const homeFirst = (a: Bot, b: Bot): number =>
  Number(b.is_default) - Number(a.is_default) || (a.id < b.id ? 1 : -1)
