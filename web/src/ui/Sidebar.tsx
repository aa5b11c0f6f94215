import { listWords as words } from '../words/en/list.ts'
import { ConversationList } from './ConversationList.tsx'
import { isMac } from './keys.ts'
import { Link } from './Link.tsx'
import { go, goTo, type Route } from './route.ts'
import { ThemeControl } from './ThemeControl.tsx'

type Props = { route: Route; onChosen?: () => void }

export function Sidebar({ route, onChosen }: Props) {
  function choose(id: string | null): void {
    go(id)
    onChosen?.()
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
      <button
        type="button"
        className="new"
        onClick={() => choose(null)}
        aria-keyshortcuts="Control+Shift+O Meta+Shift+O"
      >
        {words.newConversation}
        <kbd aria-hidden="true">{isMac ? '⌘ ⇧ O' : words.newKeys}</kbd>
      </button>
      <ConversationList open={route.page === 'conversation' ? route.id : null} onChoose={choose} />
      <nav className="places" aria-label={words.places}>
        {entry(words.library, '/library', route.page === 'library')}
        {entry(words.bots, '/bots', route.page === 'bots' || route.page === 'bot')}
      </nav>
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
