import { forgetKept } from './forget-kept.ts'

/** What the device was set to, whoever sits at it. */
const OF_THE_DEVICE = new Set(['folio.theme', 'folio.language', 'folio.session-lock'])

/** Takes away what this browser has stored of a person. Whoever stores something uses a key under `folio.`. */
async function forgetPerson(): Promise<void> {
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage)) {
      if (key.startsWith('folio.') && !OF_THE_DEVICE.has(key)) storage.removeItem(key)
    }
  }
  // Where a page still reads them the copies go when that has gone.
  await Promise.race([forgetKept(), new Promise(resolve => setTimeout(resolve, PATIENCE_MS))])
}

const PATIENCE_MS = 300

/** The page of somebody who was never here. */
export async function startAfresh(): Promise<void> {
  document.body.replaceChildren()
  await forgetPerson()
  location.replace('/')
}
