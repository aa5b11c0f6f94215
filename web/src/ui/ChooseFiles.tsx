import { useRef, type ReactNode } from 'react'

type Props = {
  className: string
  label?: string
  /** No more than one. */
  single?: boolean
  onFiles: (files: File[]) => void
  children: ReactNode
}

/** A button that opens the system's own choice of files. */
export function ChooseFiles({ className, label, single = false, onFiles, children }: Props) {
  const input = useRef<HTMLInputElement>(null)

  function change(): void {
    if (!input.current) return
    onFiles([...(input.current.files ?? [])])
    // The same file may be chosen again.
    input.current.value = ''
  }
  return (
    <>
      <button type="button" className={className} aria-label={label} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input ref={input} type="file" multiple={!single} hidden onChange={change} />
    </>
  )
}
