import { useEffect, useState } from 'react'
import { followTheme, getTheme, nextTheme, setTheme } from '../theme.ts'
import { pageWords as words } from '../words/en/page.ts'

export function ThemeControl() {
  const [theme, show] = useState(getTheme)
  useEffect(() => followTheme(() => show(getTheme())), [])

  function turn(): void {
    setTheme(nextTheme(theme, matchMedia('(prefers-color-scheme: dark)').matches))
  }
  return (
    <button type="button" className="row theme" onClick={turn}>
      <span>{words.theme}</span> <span className="theme-now">{words.themes[theme]}</span>
    </button>
  )
}
