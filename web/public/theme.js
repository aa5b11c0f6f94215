// Loaded before the styles are applied, so that the first frame has the chosen colours. See src/theme.ts.
try {
  const theme = localStorage.getItem('folio.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage may be forbidden; the system's choice holds then.
}
