import { account } from './account.ts'
import { bots } from './bots.ts'
import { buttons } from './buttons.ts'
import { chat } from './chat.ts'
import { composer } from './composer.ts'
import { conversation } from './conversation.ts'
import { failures } from './failures.ts'
import { figures } from './figures.ts'
import { installed } from './installed.ts'
import { library } from './library.ts'
import { list } from './list.ts'
import { menu } from './menu.ts'
import { markdown } from './markdown.ts'
import { page } from './page.ts'
import { passage } from './passage.ts'
import { search } from './search.ts'
import { settings } from './settings.ts'
import { shares } from './shares.ts'
import { transfer } from './transfer.ts'
import { usage } from './usage.ts'

/** Everything that the page says, in German. */
export const german = {
  search,
  settings,
  shares,
  figures,
  buttons,
  page,
  list,
  markdown,
  chat,
  composer,
  conversation,
  menu,
  passage,
  bots,
  installed,
  library,
  failures,
  transfer,
  account,
  usage,
}
export type Words = typeof german
