import type { Conversation } from '@folio/protocol'
import type { Chat } from '../../chat/chat.ts'
import { getTheme, setTheme, type Theme } from '../../theme.ts'
import { pageWords } from '../../words/en/page.ts'
import { searchWords as words } from '../../words/en/search.ts'
import { chooseLanguage, LANGUAGES } from '../../words/words.ts'
import type { Binding } from '../bindings.ts'
import type { Asked } from '../conversation/MenuItems.tsx'
import { setArchived, setPinned } from '../conversation/shelve.ts'
import { openOverlay } from '../overlay.ts'
import { go, goTo } from '../route.ts'

/** Something that can be done from anywhere. Another one is another line of the list below. */
export type Command = {
  id: string
  name: string
  /** Where it has a key of its own. */
  binding?: Binding
  run: () => void
}

/** What can be done now; `conversation` is the one in sight. */
export function listCommands(chat: Chat, conversation: Conversation | undefined): Command[] {
  return [
    { id: 'begin', name: words.begin, binding: 'begin', run: () => go(null) },
    ...(conversation ? commandsOf(chat, conversation) : []),
    { id: 'library', name: words.library, run: () => goTo('/library') },
    { id: 'bots', name: words.bots, run: () => goTo('/bots') },
    { id: 'settings', name: words.settings, run: () => goTo('/settings') },
    { id: 'keys', name: words.keysTitle, binding: 'keys', run: () => openOverlay('keys') },
    ...themes(),
    ...languages(),
  ]
}

function commandsOf(chat: Chat, conversation: Conversation): Command[] {
  const { pinned, archived } = conversation
  const ask = (asked: Asked, name: string): Command => ({
    id: asked,
    name,
    run: () => openOverlay({ asked, conversation }),
  })
  return [
    ask('rename', words.rename),
    {
      id: 'pin',
      name: pinned ? words.unpin : words.pin,
      run: () => void setPinned(chat, conversation, !pinned),
    },
    {
      id: 'archive',
      name: archived ? words.unarchive : words.archive,
      run: () => void setArchived(chat, conversation, !archived),
    },
    ask('choices', words.choices),
    ask('share', words.share),
    ask('export', words.export),
    ask('delete', words.remove),
  ]
}

const THEMES: Theme[] = ['light', 'dark', 'system']

function themes(): Command[] {
  return THEMES.filter(theme => theme !== getTheme()).map(theme => ({
    id: `theme-${theme}`,
    name: words.theme(pageWords.themes[theme]),
    run: () => setTheme(theme),
  }))
}

function languages(): Command[] {
  return Object.entries(LANGUAGES)
    .filter(([code]) => code !== document.documentElement.lang)
    .map(([code, { name }]) => ({
      id: `language-${code}`,
      name: words.language(name),
      run() {
        chooseLanguage(code)
        location.reload()
      },
    }))
}
