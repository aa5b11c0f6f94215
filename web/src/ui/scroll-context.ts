import { createContext, use } from 'react'
import type { Scroll } from './scroll.ts'

export const ScrollContext = createContext<Scroll | null>(null)

export function useScroll(): Scroll {
  const scroll = use(ScrollContext)
  if (!scroll) throw new Error('ScrollContext is missing')
  return scroll
}
