import { useSyncExternalStore } from 'react'
import type { Chat } from '../../chat/chat.ts'
import { createLibrary, type Library } from '../../chat/library.ts'
import { newsOf } from '../../chat/library-news.ts'
import type { LibraryState } from '../../chat/library-state.ts'
import { createUpload } from '../../chat/upload.ts'
import { useChat } from '../context.ts'
import { tellNews } from '../news.ts'

const libraries = new WeakMap<Chat, Library>()

/** Opened by whoever needs it first. */
export function libraryOf(chat: Chat): Library {
  const known = libraries.get(chat)
  if (known) return known
  const { base, session, call, clock, onJob } = chat.way
  const upload = createUpload(session, base)
  const isVisible = () => chat.getState().visible
  const library = createLibrary({ call, upload, clock, storage: sessionStorage, isVisible, onJob })
  libraries.set(chat, library)
  speak(library)
  return library
}

function speak({ subscribe, getState }: Library): void {
  let before = getState()
  subscribe(() => {
    const after = getState()
    const news = newsOf(before, after)
    before = after
    if (news.length > 0) tellNews(news.join('. '))
  })
}

export const useLibrary = (): Library => libraryOf(useChat())

/** A part of what is known. It has to be the same object as long as it says the same. */
export function useLibraryState<T>(select: (state: LibraryState) => T): T {
  const { subscribe, getState } = useLibrary()
  return useSyncExternalStore(subscribe, () => select(getState()))
}
