import { useEffect, useState } from 'react'
import { followTheme, getTheme, nextTheme, setTheme } from '../theme.ts'

const NAMES = { light: 'Light', dark: 'Dark', system: 'System' }

export function ThemeControl() {
  const [theme, show] = useState(getTheme)
  useEffect(() => followTheme(() => show(getTheme())), [])

  function turn(): void {
    const next = nextTheme(theme, matchMedia('(prefers-color-scheme: dark)').matches)
    setTheme(next)
    show(next)
  }
  return (
    <button type="button" className="row theme" onClick={turn}>
      <span>Theme</span> <span className="theme-now">{NAMES[theme]}</span>
    </button>
  )
}
