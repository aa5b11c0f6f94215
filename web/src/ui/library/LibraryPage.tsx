import type { Bot } from '@folio/protocol'
import { useEffect, useMemo, type ReactNode } from 'react'
import { libraryWords as words } from '../../words/en/library.ts'
import { Banner } from '../Banner.tsx'
import { Leaf } from '../Leaf.tsx'
import { PageHead } from '../PageHead.tsx'
import type { Route } from '../address.ts'
import { goTo } from '../route.ts'
import { BotNotThere } from '../bots/BotNotThere.tsx'
import { homeFirst } from '../bots/order.ts'
import { useLibrary, useLibraryState } from './context.ts'
import { Documents } from './Documents.tsx'
import '../../styles/library.css'

type Props = { route: Extract<Route, { page: 'library' }>; drawer: ReactNode }

export function LibraryPage({ route, drawer }: Props) {
  const library = useLibrary()
  const bots = useLibraryState(state => state.bots)
  const list = useLibraryState(state => state.botList)
  const home = useMemo(() => Object.values(bots).find(bot => bot.is_default), [bots])
  const bot = route.botId === null ? home : bots[route.botId]
  const missing = useLibraryState(state => (route.botId === null ? undefined : state.missingBots[route.botId]))

  useEffect(() => void library.load.bots(), [library])
  useEffect(() => {
    if (route.botId !== null) void library.load.bot(route.botId)
  }, [library, route.botId])

  return (
    <>
      <PageHead title={words.title} drawer={drawer} />
      <Banner />
      <Leaf>
        {bot && (
          <>
            <h2 className="leaf-title">
              <span className="pilcrow" aria-hidden="true">
                ¶
              </span>
              {bot.name}
            </h2>
            <p className="leaf-lead">{leadOf(bot)}</p>
            <Chooser bot={bot} />
            <Documents key={bot.id} bot={bot} isMain />
          </>
        )}
        {!bot && missing && <BotNotThere listing={missing} onRetry={() => void library.load.bot(route.botId ?? '')} />}
        {!bot && !missing && list.status === 'failed' && (
          <BotNotThere listing={list} onRetry={() => void library.load.bots()} />
        )}
      </Leaf>
    </>
  )
}

const leadOf = (bot: Bot) => (bot.is_default ? words.leadOfHome : words.leadOf(bot.name))

/** Whose documents are shown, where there is a choice. */
function Chooser({ bot }: { bot: Bot }) {
  const bots = useLibraryState(state => state.bots)
  const all = useMemo(() => Object.values(bots).sort(homeFirst), [bots])
  if (all.length < 2) return null
  return (
    <label className="chooser">
      {words.documentsOf}{' '}
      <select
        className="select"
        value={bot.id}
        onChange={({ target }) => goTo(bots[target.value]?.is_default ? '/library' : `/library?bot=${target.value}`)}
      >
        {all.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
