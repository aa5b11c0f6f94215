import type { Conversation } from '@folio/protocol'
import { menuWords as words } from '../../words/en/menu.ts'
import { useChat } from '../context.ts'
import { focusComposer } from '../focus.ts'
import { setArchived } from './shelve.ts'
import '../../styles/conversation.css'

/** Above a conversation that is out of the list: it works like any other. */
export function InArchive({ conversation }: { conversation: Conversation }) {
  const chat = useChat()
  function takeOut(): void {
    focusComposer()
    void setArchived(chat, conversation, false)
  }
  return (
    <div className="in-archive">
      <p>{words.inArchive}</p>
      <button type="button" className="word" onClick={takeOut}>
        {words.unarchive}
      </button>
    </div>
  )
}
