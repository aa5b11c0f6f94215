import { useEffect, useState, type ClipboardEvent } from 'react'

/** Takes files that are dropped anywhere on the page; answers whether some are being held over it. */
export function useDrop(onFiles: ((files: File[]) => void) | undefined): boolean {
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (!onFiles) return undefined
    const quiet = new AbortController()
    const options = { signal: quiet.signal }
    function over(event: DragEvent): void {
      if (!event.dataTransfer?.types.includes('Files')) return
      // Without this the browser would open the file in place of the page.
      event.preventDefault()
      event.dataTransfer.dropEffect = document.querySelector('dialog:modal') ? 'none' : 'copy'
      setHeld(true)
    }
    function leave({ relatedTarget }: DragEvent): void {
      if (relatedTarget === null) setHeld(false)
    }
    function drop(event: DragEvent): void {
      setHeld(false)
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      const files = filesOf(event.dataTransfer)
      if (files.length > 0 && !document.querySelector('dialog:modal')) onFiles?.(files)
    }
    window.addEventListener('dragover', over, options)
    window.addEventListener('dragleave', leave, options)
    window.addEventListener('drop', drop, options)
    return () => quiet.abort()
  }, [onFiles])
  return held
}

/** Takes files that are pasted. What is text as well is text: a table, say, brings a picture of itself along. */
export function pasteFiles(event: ClipboardEvent, onFiles: (files: File[]) => void): void {
  const files = filesOf(event.clipboardData)
  if (files.length === 0 || event.clipboardData.types.includes('text/plain')) return
  event.preventDefault()
  onFiles(files)
}

/** Without the folders: those cannot be read as files. */
function filesOf({ items, files }: DataTransfer): File[] {
  if (items.length === 0) return [...files]
  return [...items].flatMap(item => {
    if (item.kind !== 'file' || item.webkitGetAsEntry()?.isDirectory) return []
    return item.getAsFile() ?? []
  })
}
