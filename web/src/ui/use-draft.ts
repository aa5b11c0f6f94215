import { useCallback, useEffect, useLayoutEffect, type RefObject } from 'react'
import { useChat, useSelect } from './context.ts'
import { growToText } from './grow.ts'

/** Fills the composer with what was begun in this conversation, here or in another tab. */
export function useDraft(
  field: RefObject<HTMLTextAreaElement | null>,
  conversationId: string,
  onText: (hasText: boolean) => void,
): void {
  const { drafts } = useChat()
  const present = useSelect(state => state.drafts[conversationId] ?? false)

  const fill = useCallback(() => {
    if (!field.current) return
    const text = drafts.get(conversationId)
    if (field.current.value !== text) field.current.value = text
    growToText(field.current)
    onText(text.trim() !== '')
  }, [drafts, conversationId, field, onText])

  useLayoutEffect(fill, [fill])

  // A draft that appears while nothing is written here was put back, or comes from another tab.
  useLayoutEffect(() => {
    if (present && field.current?.value === '') fill()
  }, [present, fill, field])

  useEffect(() => {
    // Where nothing else has been written here, what another tab writes or sends is followed.
    function listen({ key, oldValue }: StorageEvent): void {
      if (drafts.named(key) === conversationId && field.current?.value === (oldValue ?? '')) fill()
    }
    window.addEventListener('storage', listen)
    return () => window.removeEventListener('storage', listen)
  }, [drafts, conversationId, field, fill])
}
