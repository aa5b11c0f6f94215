import { Suspense, useLayoutEffect } from 'react'
import { ArchivedDoor } from './ArchivedDoor.tsx'
import { Banner } from './Banner.tsx'
import { BriefDoor } from './BriefDoor.tsx'
import { useChat } from './context.ts'
import { ConversationPage } from './ConversationPage.tsx'
import { Drawer } from './Drawer.tsx'
import { Header } from './Header.tsx'
import { useKeys } from './keys.ts'
import { News } from './News.tsx'
import { OtherPage } from './OtherPage.tsx'
import { OverlayDoor } from './OverlayDoor.tsx'
import { PassageDoor } from './PassageDoor.tsx'
import { useRoute } from './route.ts'
import { Sidebar } from './Sidebar.tsx'
import { Status } from './Status.tsx'
import { whenThere } from './when-there.ts'
import { useWide } from './wide.ts'

/** Not in the way of the first answer. */
const INSTALL_AFTER_MS = 1_500
const Installed = whenThere(async () => {
  await new Promise(resolve => setTimeout(resolve, INSTALL_AFTER_MS))
  return (await import('./installed/Installed.tsx')).Installed
})

export function App() {
  const chat = useChat()
  const route = useRoute()
  const wide = useWide()
  const id = route.page === 'conversation' ? route.id : null
  const drawer = wide ? null : <Drawer route={route} />

  useLayoutEffect(() => chat.open(id), [chat, id])
  useKeys(id)

  return (
    <div className="app">
      {wide && (
        <aside className="side">
          <Sidebar route={route} />
        </aside>
      )}
      <main className="page">
        <Suspense>
          <Installed />
        </Suspense>
        {route.page === 'conversation' ? (
          <>
            <Header id={id} drawer={drawer} />
            <Banner />
            <ArchivedDoor id={id} />
            <ConversationPage id={id} />
            <PassageDoor />
          </>
        ) : (
          <OtherPage route={route} drawer={drawer} />
        )}
      </main>
      <OverlayDoor id={id} />
      <Status id={id} />
      <News />
      <BriefDoor />
    </div>
  )
}
