const WORKER = '/sw.js'
/** A tab that stays open for days asks now and then. */
const ASK_AGAIN_MS = 3_600_000

/**
 * Lets the worker open this page when the server is out of reach, and tells when the server has another version of the
 * page than this one. Answers how to stop.
 */
export function installWorker(onNewer: () => void): () => void {
  const { serviceWorker } = navigator
  // Only where the connection is safe: https, or this machine.
  if (!serviceWorker) return () => {}
  const quiet = new AbortController()
  const { signal } = quiet
  let asked = Date.now()

  async function compare(): Promise<void> {
    if (!(await isNewest())) onNewer()
  }
  async function ask(): Promise<void> {
    if (document.visibilityState !== 'visible' || Date.now() - asked < ASK_AGAIN_MS) return
    asked = Date.now()
    const registration = await serviceWorker.getRegistration()
    await registration?.update()
  }
  // A new build brings a new worker, which takes over at once; the page itself stays as it is.
  serviceWorker.addEventListener('controllerchange', () => void compare(), { signal })
  document.addEventListener('visibilitychange', () => void ask().catch(() => {}), { signal })
  if (document.readyState === 'complete') void register()
  else window.addEventListener('load', () => void register(), { signal })
  return () => quiet.abort()
}

async function register(): Promise<void> {
  try {
    await navigator.serviceWorker.register(addressOf(WORKER) as string)
  } catch {
    const answer = await fetch(WORKER, { cache: 'no-store' }).catch(() => undefined)
    if (answer?.status === 404) await remove()
  }
}

/** A server without a worker wants none. */
async function remove(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration()
  await registration?.unregister()
  for (const name of await caches.keys()) if (name.startsWith('folio-')) await caches.delete(name)
}

/** True where the server's page still loads the script that this page has; or nobody can tell. */
async function isNewest(): Promise<boolean> {
  const scripts = [...document.querySelectorAll<HTMLScriptElement>('script[type=module]')]
  const answer = await fetch('/', { cache: 'no-cache' }).catch(() => undefined)
  if (!answer?.ok) return true
  const page = await answer.text()
  return scripts.every(({ src }) => page.includes(new URL(src).pathname))
}

type Policies = { createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): ScriptAddresses }
type ScriptAddresses = { createScriptURL(url: string): unknown }
let addresses: ScriptAddresses | undefined

/** The page's policy takes the address of a script from here alone, and only this one. */
function addressOf(url: typeof WORKER): unknown {
  const { trustedTypes } = window as { trustedTypes?: Policies }
  addresses ??= trustedTypes?.createPolicy('folio', { createScriptURL: () => WORKER })
  return addresses?.createScriptURL(url) ?? url
}
