import { useRef, useState, type RefObject } from 'react'
import type { Faults } from './faults.ts'

type Given = (name: string) => string
type Form<T> = { box: RefObject<T | null>; faults: Faults; submit: () => void; clear: () => void }

/**
 * The fields in `box`, which keep what is typed whatever comes of it. `send` answers what is wrong, if something is: the
 * first field that this concerns is then in hand.
 */
export function useForm<T extends HTMLElement>(send: (given: Given) => Promise<Faults>): Form<T> {
  const box = useRef<T>(null)
  const [faults, setFaults] = useState<Faults>({})
  const busy = useRef(false)
  const field = (name: string) => box.current?.querySelector<HTMLInputElement>(`input[name="${name}"]`)

  async function submit(): Promise<void> {
    if (busy.current) return
    busy.current = true
    const found = await send(name => field(name)?.value ?? '').finally(() => (busy.current = false))
    setFaults(found)
    const first = Object.keys(found)[0]
    if (first !== undefined) field(first)?.focus()
  }
  function clear(): void {
    for (const input of box.current?.querySelectorAll('input') ?? []) input.value = ''
  }
  return { box, faults, submit: () => void submit(), clear }
}
