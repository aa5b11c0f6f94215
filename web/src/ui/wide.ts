import { useSyncExternalStore } from 'react'

/** From here on the list of conversations has a column of its own. */
const wide = () => matchMedia('(min-width: 56rem)')

export function useWide(): boolean {
  return useSyncExternalStore(
    listener => {
      const query = wide()
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
    () => wide().matches,
  )
}

/** A finger, not a pointer: focus would bring up the keyboard. */
export const isTouch = () => matchMedia('(pointer: coarse)').matches
