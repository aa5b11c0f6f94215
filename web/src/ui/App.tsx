import { useLayoutEffect } from 'react'
import { Banner } from './Banner.tsx'
import { useChat, useSelect } from './context.ts'
import { ConversationPage } from './ConversationPage.tsx'
import { Drawer } from './Drawer.tsx'
import { Header } from './Header.tsx'
import { useKeys } from './keys.ts'
import { useRoute } from './route.ts'
import { Sidebar } from './Sidebar.tsx'
import { Status } from './Status.tsx'
import { useWide } from './wide.ts'

export function App() {
  const chat = useChat()
  const id = useRoute()
  const wide = useWide()
  const title = useSelect(state => (id === null ? undefined : state.conversations[id]?.title))

  useLayoutEffect(() => chat.open(id), [chat, id])
  useLayoutEffect(() => void (document.title = title ? `${title} · Folio` : 'Folio'), [title])
  useKeys(id)

  return (
    <div className="app">
      {wide && (
        <aside className="side">
          <Sidebar open={id} />
        </aside>
      )}
      <main className="page">
        <Header id={id} drawer={wide ? null : <Drawer open={id} />} />
        <Banner />
        <ConversationPage id={id} />
      </main>
      <Status id={id} />
    </div>
  )
}
