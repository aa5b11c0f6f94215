import type { Bot } from '@folio/protocol'
import { useEffect, useMemo, type ReactNode } from 'react'
import { botsWords as words } from '../../words/en/bots.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { Banner } from '../Banner.tsx'
import { Leaf } from '../Leaf.tsx'
import { Link } from '../Link.tsx'
import { PageHead } from '../PageHead.tsx'
import { Problem } from '../Problem.tsx'
import { useLibrary, useLibraryState } from '../library/context.ts'
import { homeFirst } from './order.ts'
import { BotNotThere } from './BotNotThere.tsx'
import { useAsk } from './use-ask.ts'
import '../../styles/library.css'

export function BotsPage({ drawer }: { drawer: ReactNode }) {
  const library = useLibrary()
  const bots = useLibraryState(state => state.bots)
  const list = useLibraryState(state => state.botList)
  const { ask, trouble } = useAsk()
  const all = useMemo(() => Object.values(bots).sort(homeFirst), [bots])

  useEffect(() => void library.load.bots(), [library])

  return (
    <>
      <PageHead title={words.title} drawer={drawer} />
      <Banner />
      <Leaf>
        <h2 className="leaf-title">
          <span className="pilcrow" aria-hidden="true">
            ¶
          </span>
          {words.who}
        </h2>
        <p className="leaf-lead">{words.lead}</p>
        <div className="add">
          <Link className="button button-main" href="/bots/new">
            {words.newBot}
          </Link>
        </div>
        {list.status === 'failed' && <BotNotThere listing={list} onRetry={() => void library.load.bots()} />}
        {trouble && <Problem text={trouble} requestId={null} />}
        {all.length > 0 && (
          <ul className="shelf" aria-label={words.title}>
            {all.map(bot => (
              <BotRow key={bot.id} bot={bot} onAsk={() => void ask(bot.id)} />
            ))}
          </ul>
        )}
        {list.older !== null && (
          <button type="button" className="word more-rows" onClick={() => void library.load.bots(true)}>
            {buttons.showMore}
          </button>
        )}
      </Leaf>
    </>
  )
}

function BotRow({ bot, onAsk }: { bot: Bot; onAsk: () => void }) {
  return (
    <li className="source">
      <div className="source-line">
        <Link className="source-title" href={`/bots/${bot.id}`}>
          {bot.name}
        </Link>
        <div className="source-actions">
          <button type="button" className="word" aria-label={words.askOne(bot.name)} onClick={onAsk}>
            {words.ask}
          </button>
        </div>
      </div>
      <p className="source-facts">
        {factsOf(bot).map(fact => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
    </li>
  )
}

function factsOf({ is_default, org_id, writable, model, refusal_text }: Bot): string[] {
  const facts = [
    is_default ? words.isDefault : '',
    org_id === null ? '' : writable ? words.shared : words.toAsk,
    model ?? '',
    is_default || refusal_text === null ? '' : words.onlyDocuments,
  ]
  return facts.filter(fact => fact !== '')
}
