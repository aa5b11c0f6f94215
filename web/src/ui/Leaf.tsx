import type { ReactNode } from 'react'
import '../styles/leaf.css'

/** The column of text on a page that is no conversation; it scrolls by itself. */
export function Leaf({ children }: { children: ReactNode }) {
  return (
    <div className="stage">
      <div className="leaf-area">
        <div className="leaf">{children}</div>
      </div>
    </div>
  )
}
