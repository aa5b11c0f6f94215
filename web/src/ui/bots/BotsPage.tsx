import type { Bot } from '@folio/protocol'
import { useEffect, useMemo, type ReactNode } from 'react'
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
      <PageHead title="Bots" drawer={drawer} />
      <Banner />
      <Leaf>
        <h2 className="leaf-title">
          <span className="pilcrow" aria-hidden="true">
            ¶
          </span>
          Who answers
        </h2>
        <p className="leaf-lead">
          A bot answers from documents of its own, and in its own way. Give it what it should know and how it should
          speak, then ask it.
        </p>
        <div className="add">
          <Link className="button button-main" href="/bots/new">
            New bot
          </Link>
        </div>
        {list.status === 'failed' && <BotNotThere listing={list} onRetry={() => void library.load.bots()} />}
        {trouble && <Problem text={trouble} requestId={null} />}
        {all.length > 0 && (
          <ul className="shelf" aria-label="Bots">
            {all.map(bot => (
              <BotRow key={bot.id} bot={bot} onAsk={() => void ask(bot.id)} />
            ))}
          </ul>
        )}
        {list.older !== null && (
          <button type="button" className="word more-rows" onClick={() => void library.load.bots(true)}>
            Show more
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
          <button type="button" className="word" aria-label={`Ask ${bot.name}`} onClick={onAsk}>
            Ask
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
    is_default ? 'Answers where no other bot is asked' : '',
    org_id === null ? '' : writable ? 'Shared with your organisation' : 'Of your organisation, to ask only',
    model ?? '',
    is_default || refusal_text === null ? '' : 'Only from its documents',
  ]
  return facts.filter(fact => fact !== '')
}
