import { markdownWords as words } from '../words/en/markdown.ts'

const COPIED_MS = 1_500

/** Makes the buttons of every code block under `root` work, now and later. Once for a transcript; answers how to undo. */
export function bindCodeButtons(root: HTMLElement): () => void {
  const onClick = (event: MouseEvent) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    const block = button?.closest('.code')
    if (!button || !block) return
    if (button.classList.contains('code-wrap')) toggleWrap(button, block)
    if (button.classList.contains('code-copy')) void copy(button, block)
  }
  root.addEventListener('click', onClick)
  return () => root.removeEventListener('click', onClick)
}

function toggleWrap(button: Element, block: Element): void {
  button.setAttribute('aria-pressed', String(block.classList.toggle('is-wrapped')))
}

async function copy(button: Element, block: Element): Promise<void> {
  const isCopied = await copyText(block.querySelector('code')?.textContent ?? '')
  button.textContent = isCopied ? words.copied : words.notCopied
  setTimeout(() => {
    button.textContent = words.copy
  }, COPIED_MS)
}

/** Also works where the page is served without TLS and browsers offer no clipboard. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

function copyBySelection(text: string): boolean {
  const onCopy = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
  }
  document.addEventListener('copy', onCopy, { once: true })
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    document.removeEventListener('copy', onCopy)
  }
}
