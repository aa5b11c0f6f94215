import { Suspense, type ComponentType, type ReactNode } from 'react'
import { buttonsWords as buttons } from '../words/en/buttons.ts'
import { pageWords as words } from '../words/en/page.ts'
import { Banner } from './Banner.tsx'
import { PageHead } from './PageHead.tsx'
import type { Route } from './address.ts'
import { whenThere } from './when-there.ts'

type Props<Page extends Route['page']> = { route: Extract<Route, { page: Page }>; drawer: ReactNode }

const LibraryPage = later(async () => (await import('./library/LibraryPage.tsx')).LibraryPage)
const BotsPage = later(async () => (await import('./bots/BotsPage.tsx')).BotsPage)
const BotPage = later(async () => (await import('./bots/BotPage.tsx')).BotPage)
const SettingsPage = later(async () => (await import('./settings/SettingsPage.tsx')).SettingsPage)
const ArchivePage = later(async () => (await import('./conversation/ArchivePage.tsx')).ArchivePage)
const UnknownPage = later(async () => (await import('./conversation/UnknownPage.tsx')).UnknownPage)
const SourcePage = later(async () => (await import('./passage/SourcePage.tsx')).SourcePage)

/** The pages beside conversations: each is fetched when somebody goes there. */
export function OtherPage({ route, drawer }: Props<Exclude<Route['page'], 'conversation'>>) {
  return <Suspense fallback={<header className="head">{drawer}</header>}>{pageOf(route, drawer)}</Suspense>
}

function pageOf(route: Exclude<Route, { page: 'conversation' }>, drawer: ReactNode): ReactNode {
  switch (route.page) {
    case 'library':
      return <LibraryPage route={route} drawer={drawer} />
    case 'bots':
      return <BotsPage route={route} drawer={drawer} />
    case 'bot':
      return <BotPage key={route.id} route={route} drawer={drawer} />
    case 'settings':
      return <SettingsPage route={route} drawer={drawer} />
    case 'archive':
      return <ArchivePage route={route} drawer={drawer} />
    case 'unknown':
      return <UnknownPage route={route} drawer={drawer} />
    case 'source':
      return <SourcePage key={route.id} route={route} drawer={drawer} />
  }
}

function later<Page extends Route['page']>(load: () => Promise<ComponentType<Props<Page>>>) {
  return whenThere(load, Unreachable)
}

/** A page whose script did not arrive: an old one after an update of the server, or no server at all. */
function Unreachable({ drawer }: { drawer: ReactNode }) {
  return (
    <>
      <PageHead title={words.notHere} drawer={drawer} />
      <Banner />
      <div className="blank-area">
        <div className="blank">
          <p className="blank-title">{words.notFetched}</p>
          <button type="button" className="button" onClick={() => location.reload()}>
            {buttons.tryAgain}
          </button>
        </div>
      </div>
    </>
  )
}
