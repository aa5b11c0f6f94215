import type { Chat } from '../../chat/chat.ts'
import type { Library } from '../../chat/library.ts'
import type { UploadItem } from '../../chat/library-state.ts'
import { isUnderWay, stageOfUpload } from '../../chat/stage.ts'
import { libraryOf } from './context.ts'

/** Sends files along with what is written next in a conversation. */
export function attach(chat: Chat, conversation: string, files: readonly File[]): void {
  const library = libraryOf(chat)
  const asked = chat.getState().conversations[conversation]?.bot_id ?? null
  library.uploads.attach(files, conversation, () => library.load.botFor(asked))
}

/** What was ready has gone with the message; what is still on its way stays in sight. */
export function leave(chat: Chat, from: string, to: string): void {
  const { uploads, dispatch, getState } = libraryOf(chat)
  for (const item of getState().uploads) {
    if (item.conversation !== from) continue
    if (isUnderWay(stageOf(getState(), item)))
      dispatch({ type: 'upload changed', id: item.id, change: { conversation: to } })
    else uploads.drop(item.id)
  }
}

export const stageOf = ({ sources }: ReturnType<Library['getState']>, item: UploadItem) =>
  stageOfUpload(item, sources[item.sourceId ?? ''])

/** A file that was never sent along is not kept either; one that was here before is. */
export async function detach(library: Library, item: UploadItem): Promise<void> {
  library.uploads.drop(item.id)
  if (item.state === 'done' && item.sourceId !== null) await library.sources.remove(item.sourceId)
}
