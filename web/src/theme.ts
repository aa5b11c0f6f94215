/** `system` follows the device. Kept in storage, where theme.js finds it before the first paint. */
export type Theme = 'light' | 'dark' | 'system'

const KEY = 'folio.theme'

export function getTheme(): Theme {
  const { theme } = document.documentElement.dataset
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

export function setTheme(theme: Theme): void {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset.theme
  else dataset.theme = theme
  try {
    if (theme === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

/** The next choice on the round, which from `system` begins with the one that is not in sight. */
export function nextTheme(theme: Theme, systemIsDark: boolean): Theme {
  const round: Theme[] = systemIsDark ? ['system', 'light', 'dark'] : ['system', 'dark', 'light']
  return round[(round.indexOf(theme) + 1) % round.length] ?? 'system'
}

/** Other tabs change with this one. */
export function followTheme(changed: () => void): () => void {
  const listen = ({ key, newValue }: StorageEvent) => {
    if (key !== KEY) return
    setTheme(newValue === 'light' || newValue === 'dark' ? newValue : 'system')
    changed()
  }
  window.addEventListener('storage', listen)
  return () => window.removeEventListener('storage', listen)
}
