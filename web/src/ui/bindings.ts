/** A key, with what is held down beside it. `shift` left out: as the layout of the keyboard has it. */
export type Combination = { mod?: boolean; shift?: boolean; key: string }

/** What has keys of its own, everywhere or in the field for messages. The page listens by this list, and shows it. */
export const BINDINGS = {
  search: { mod: true, shift: false, key: 'k' },
  begin: { mod: true, shift: true, key: 'o' },
  stop: { key: 'Escape' },
  keys: { mod: false, key: '?' },
  send: { shift: false, key: 'Enter' },
  line: { shift: true, key: 'Enter' },
} as const satisfies Record<string, Combination>

export type Binding = keyof typeof BINDINGS

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

export function isPressed(name: Binding, { key, ctrlKey, metaKey, shiftKey }: Pressed): boolean {
  const wanted: Combination = BINDINGS[name]
  if (wanted.mod !== undefined && wanted.mod !== (ctrlKey || metaKey)) return false
  if (wanted.shift !== undefined && wanted.shift !== shiftKey) return false
  return key.toLowerCase() === wanted.key.toLowerCase()
}

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

/** As assistive technology is told of it. */
export function shortcutOf(name: Binding): string {
  const { mod, shift, key }: Combination = BINDINGS[name]
  const rest = `${shift ? 'Shift+' : ''}${key.length === 1 ? key.toUpperCase() : key}`
  return mod ? `Control+${rest} Meta+${rest}` : rest
}
