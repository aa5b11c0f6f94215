import type { Bot } from '@folio/protocol'
import { useEffect, useState, type ReactNode } from 'react'
import { botsWords as words } from '../../words/en/bots.ts'
import { Banner } from '../Banner.tsx'
import { Leaf } from '../Leaf.tsx'
import { PageHead } from '../PageHead.tsx'
import { Problem } from '../Problem.tsx'
import { useLibrary, useLibraryState } from '../library/context.ts'
import { Documents } from '../library/Documents.tsx'
import type { Route } from '../address.ts'
import { goTo } from '../route.ts'
import { fieldsOf, newBot } from './bot-form.ts'
import { BotFacts } from './BotFacts.tsx'
import { BotForm } from './BotForm.tsx'
import { BotNotThere } from './BotNotThere.tsx'
import { RemoveBotDialog } from './RemoveBotDialog.tsx'
import { useAsk } from './use-ask.ts'
import '../../styles/library.css'

type Props = { route: Extract<Route, { page: 'bot' }>; drawer: ReactNode }

export function BotPage({ route: { id }, drawer }: Props) {
  const library = useLibrary()
  const bot = useLibraryState(state => (id === null ? undefined : state.bots[id]))
  const missing = useLibraryState(state => (id === null ? undefined : state.missingBots[id]))

  useEffect(() => {
    if (id !== null) void library.load.bot(id)
  }, [library, id])

  return (
    <>
      <PageHead title={id === null ? words.newBot : (bot?.name ?? words.bot)} drawer={drawer} />
      <Banner />
      <Leaf>
        {id === null && <NewBot />}
        {bot && <KnownBot bot={bot} />}
        {!bot && missing && <BotNotThere listing={missing} onRetry={() => void library.load.bot(id ?? '')} />}
      </Leaf>
    </>
  )
}

function NewBot() {
  const library = useLibrary()
  return (
    <>
      <Title>{words.aNewBot}</Title>
      <p className="leaf-lead">{words.documentsNext}</p>
      <BotForm
        start={newBot()}
        action={words.make}
        onSave={async bot => {
          const { made, failure } = await library.bots.create(bot)
          if (made) goTo(`/bots/${made.id}`)
          return failure
        }}
      />
    </>
  )
}

function KnownBot({ bot }: { bot: Bot }) {
  const library = useLibrary()
  const { ask, trouble } = useAsk()
  const [asked, setAsked] = useState(false)
  return (
    <>
      <Title>{bot.name}</Title>
      <div className="add">
        <button type="button" className="button button-main" onClick={() => void ask(bot.id)}>
          {words.askThis}
        </button>
        {!bot.writable && <p className="add-hint">{words.mayAsk}</p>}
      </div>
      {trouble && <Problem text={trouble} requestId={null} />}
      <details className="bot-ways">
        <summary data-show={words.show} data-hide={words.hide}>
          <h3 className="leaf-part">{words.how}</h3>
        </summary>
        <div className="bot-ways-inside">
          {bot.writable ? (
            <BotForm
              start={fieldsOf(bot)}
              action={words.save}
              onSave={async change => (await library.bots.change(bot.id, change)).failure}
            >
              {!bot.is_default && (
                <button type="button" className="word removes" onClick={() => setAsked(true)}>
                  {words.removeThis}
                </button>
              )}
            </BotForm>
          ) : (
            <BotFacts bot={bot} />
          )}
        </div>
      </details>
      <h3 className="leaf-part">{words.knows}</h3>
      <Documents bot={bot} />
      {asked && <RemoveBotDialog bot={bot} onClose={() => setAsked(false)} />}
    </>
  )
}

function Title({ children }: { children: ReactNode }) {
  return (
    <h2 className="leaf-title">
      <span className="pilcrow" aria-hidden="true">
        ¶
      </span>
      {children}
    </h2>
  )
}
