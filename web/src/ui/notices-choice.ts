/** Whether this browser says that a reply has ended, and whether it shows words of it. */
export type NoticesChoice = 'off' | 'on' | 'text'

const KEY = 'folio.notices'

export function noticesChoice(): NoticesChoice {
  try {
    const kept = localStorage.getItem(KEY)
    return kept === 'on' || kept === 'text' ? kept : 'off'
  } catch {
    return 'off'
  }
}

export function chooseNotices(choice: NoticesChoice): void {
  try {
    if (choice === 'off') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, choice)
  } catch {
    // Storage may be forbidden; nothing is said then.
  }
}

/** Runs once it is wanted, here or in another tab. */
export function whenNoticesWanted(run: () => void): void {
  if (wantsNotices()) return run()
  window.addEventListener('storage', ({ key }) => key === KEY && wantsNotices() && run())
}

/** Only what was asked for and allowed: what the browser was never asked stays silent. */
export function wantsNotices(): boolean {
  return noticesChoice() !== 'off' && 'Notification' in window && Notification.permission === 'granted'
}
