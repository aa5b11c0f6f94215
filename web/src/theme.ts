/** `system` follows the device. Kept in storage, where theme.js finds it before the first paint. */
export type Theme = 'light' | 'dark' | 'system'

const KEY = 'folio.theme'

export function getTheme(): Theme {
  const { theme } = document.documentElement.dataset
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

const followers = new Set<() => void>()

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
  for (const follower of followers) follower()
}

/** The next choice on the round, which from `system` begins with the one that is not in sight. */
export function nextTheme(theme: Theme, systemIsDark: boolean): Theme {
  const round: Theme[] = systemIsDark ? ['system', 'light', 'dark'] : ['system', 'dark', 'light']
  return round[(round.indexOf(theme) + 1) % round.length] ?? 'system'
}

/** Whatever changes it, here or in another tab. */
export function followTheme(changed: () => void): () => void {
  const listen = ({ key, newValue }: StorageEvent) => {
    if (key === KEY) setTheme(newValue === 'light' || newValue === 'dark' ? newValue : 'system')
  }
  followers.add(changed)
  window.addEventListener('storage', listen)
  return () => {
    followers.delete(changed)
    window.removeEventListener('storage', listen)
  }
}
