/* Opens the page while the server is out of reach. It answers for files of the build alone: what people wrote never
   passes through here. BUILD and FILES, the page first, stand above. */
const CACHE = `folio-${BUILD}`
const PLACES = /^\/(?:$|(?:c|library|bots|sources|settings|archive)(?:\/|$))/
/** A server that is slower than this is out of reach. */
const PATIENCE_MS = 3000

addEventListener('install', event => {
  skipWaiting()
  event.waitUntil(
    caches.open(CACHE).then(cache => cache.addAll(FILES.map(file => new Request(file, { cache: 'no-cache' })))),
  )
})

/* What was there before this build stays once more, for pages that are still open. */
addEventListener('activate', event => {
  const tidy = async () => {
    const names = (await caches.keys()).filter(name => name.startsWith('folio-') && name !== CACHE)
    await Promise.all(names.slice(0, -1).map(name => caches.delete(name)))
    await clients.claim()
  }
  event.waitUntil(tidy())
})

addEventListener('fetch', event => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (request.mode === 'navigate') {
    if (PLACES.test(pathname)) event.respondWith(openPage(request))
  } else if (pathname.startsWith('/assets/') || FILES.indexOf(pathname) > 0) event.respondWith(readFile(request))
})

async function openPage(request) {
  const kept = await caches.match('/', { ignoreVary: true, cacheName: CACHE })
  if (!kept) return fetch(request)
  const late = new Promise(resolve => setTimeout(resolve, PATIENCE_MS, kept))
  const fresh = fetch(request).then(
    answer => (answer.status < 500 ? answer : kept),
    () => kept,
  )
  return Promise.race([fresh, late])
}

async function readFile(request) {
  const cache = await caches.open(CACHE)
  const kept = (await cache.match(request, { ignoreVary: true })) ?? (await caches.match(request, { ignoreVary: true }))
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}
