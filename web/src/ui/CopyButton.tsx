import { useEffect, useState } from 'react'
import { copyText } from '../markdown/index.ts'
import { buttonsWords as buttons } from '../words/en/buttons.ts'

/** `describedBy`: where a page has more than one, what this one is about. */
export function CopyButton({ text, describedBy }: { text: () => string; describedBy?: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])

  return (
    <button
      type="button"
      className="word"
      aria-describedby={describedBy}
      onClick={() => void copyText(text()).then(setCopied)}
    >
      {copied ? buttons.copied : buttons.copy}
    </button>
  )
}
