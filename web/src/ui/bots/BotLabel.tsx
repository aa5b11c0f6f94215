import { useEffect } from 'react'
import { chatWords as words } from '../../words/en/chat.ts'
import { Link } from '../Link.tsx'
import { useLibrary, useLibraryState } from '../library/context.ts'

/** Which bot answers here. */
export function BotLabel({ id }: { id: string }) {
  const library = useLibrary()
  const bot = useLibraryState(state => state.bots[id])
  const isGone = useLibraryState(state => state.missingBots[id]?.status === 'missing')
  useEffect(() => void library.load.bot(id), [library, id])

  if (bot) {
    return (
      <Link className="head-bot" href={`/bots/${id}`}>
        <span className="unseen">{words.answeredBy}</span>
        {bot.name}
      </Link>
    )
  }
  return isGone ? <span className="head-bot">{words.botGone}</span> : null
}
