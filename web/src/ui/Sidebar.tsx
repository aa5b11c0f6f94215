import { listWords as words } from '../words/en/list.ts'
import { AccountFoot } from './account/AccountFoot.tsx'
import { isMac, shortcutOf } from './bindings.ts'
import { ConversationList } from './ConversationList.tsx'
import { Link } from './Link.tsx'
import { openOverlay } from './overlay.ts'
import type { Route } from './address.ts'
import { go, goTo } from './route.ts'
import { ThemeControl } from './ThemeControl.tsx'

type Props = { route: Route; onChosen?: () => void }

export function Sidebar({ route, onChosen }: Props) {
  function choose(id: string | null): void {
    go(id)
    onChosen?.()
  }
  function search(): void {
    onChosen?.()
    openOverlay('search')
  }
  const entry = (name: string, href: string, isOpen: boolean) => (
    <Link className="row" href={href} aria-current={isOpen ? 'page' : undefined} onClick={onChosen}>
      {name}
    </Link>
  )
  return (
    <>
      <Link className="name" href="/" onClick={onChosen}>
        Folio<span className="name-dot">.</span>
      </Link>
      <button type="button" className="new" onClick={() => choose(null)} aria-keyshortcuts={shortcutOf('begin')}>
        {words.newConversation}
        <kbd aria-hidden="true">{isMac ? '⌘ ⇧ O' : words.newKeys}</kbd>
      </button>
      <button type="button" className="row find" onClick={search} aria-keyshortcuts={shortcutOf('search')}>
        {words.search}
        <kbd aria-hidden="true">{isMac ? '⌘ K' : words.searchKeys}</kbd>
      </button>
      <ConversationList open={route.page === 'conversation' ? route.id : null} onChoose={choose} />
      <nav className="places" aria-label={words.places}>
        {entry(words.library, '/library', route.page === 'library')}
        {entry(words.bots, '/bots', route.page === 'bots' || route.page === 'bot')}
        {entry(words.archive, '/archive', route.page === 'archive')}
      </nav>
      <AccountFoot />
      <ThemeControl />
      <button
        type="button"
        className="row"
        aria-current={route.page === 'settings' ? 'page' : undefined}
        onClick={() => {
          goTo('/settings')
          onChosen?.()
        }}
      >
        {words.settings}
      </button>
    </>
  )
}
