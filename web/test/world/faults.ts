import type { Page as Tab } from 'playwright-core'

/**
 * What should never happen on any page, as it happens: an error that nobody caught, something that the content policy
 * had to stop, a dialog, a call of another origin.
 */
export function recordFaults(tab: Tab): string[] {
  const faults: string[] = []
  tab.on('pageerror', error => faults.push(`error: ${error.message}`))
  tab.on('console', message => {
    const text = message.text()
    if (/Content Security Policy|Trusted ?(?:Types|HTML|Script)/i.test(text)) faults.push(`policy: ${text}`)
    else if (message.type() === 'error' && !/Failed to load resource|WebSocket/.test(text)) faults.push(text)
  })
  tab.on('dialog', dialog => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  tab.on('request', request => {
    const page = tab.url()
    if (!URL.canParse(page) || !/^https?:/.test(page)) return
    const { protocol, origin } = new URL(request.url())
    if (/^(?:https?|wss?):$/.test(protocol) && origin !== new URL(page).origin) faults.push(`call: ${request.url()}`)
  })
  tab.on('popup', popup => faults.push(`popup: ${popup.url()}`))
  return faults
}
