import { get } from 'node:http'
import type { Session } from '@folio/protocol'
import { expect, test } from 'vitest'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()
const KEPT = 'This is what your browser has kept.'

/** Resolves when the worker is there, and a copy of the open conversation. */
async function isKept(page: Page, conversations: number): Promise<void> {
  await page.tab.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await soon(() => page.tab.evaluate(async () => (await caches.keys()).length)).toBe(1)
  await soon(() => countCopies(page)).toBe(conversations)
}

function countCopies({ tab }: Page): Promise<number> {
  return tab.evaluate(async () => {
    // To open one that is not there would make it.
    if (!(await indexedDB.databases()).some(({ name }) => name === 'folio.kept')) return 0
    return new Promise<number>((resolve, reject) => {
      const request = indexedDB.open('folio.kept')
      request.addEventListener('error', () => reject(request.error ?? new Error('no database')))
      request.addEventListener('success', () => {
        const count = request.result.transaction('conversations').objectStore('conversations').count()
        count.addEventListener('success', () => {
          request.result.close()
          resolve(count.result)
        })
      })
    })
  })
}

test('a conversation that was open is read after a reload without the server, and goes on when it is back', async () => {
  world.model.script([{ text: 'The first answer.' }], [{ text: 'The second answer.' }], [{ text: 'The third answer.' }])
  const page = await world.guest({ worker: true })
  await page.ask('The first question')
  await page.ended()
  await soon(() => countCopies(page)).toBe(1)
  await page.press('New conversation')
  await page.ask('The second question')
  await page.ended()
  await isKept(page, 2)

  world.line.cut()
  await page.reload()
  await page.shows('The second answer.')
  await page.banner.getByText(KEPT).waitFor()
  expect(await page.titles()).toEqual(['The second question', 'The first question'])
  await page.rows.nth(1).click()
  await page.shows('The first answer.')
  await page.ask('The third question')
  await page.tab.getByText('Goes out when the server is back.').waitFor()

  world.line.mend()
  await page.ended('complete', 2)
  await page.shows('The third answer.')
  await page.banner.waitFor({ state: 'detached' })
  expect(await page.questions.allInnerTexts()).toEqual(['The first question', 'The third question'])
  expect(world.model.calls()).toBe(3)
})

test('of what is deleted on another device nothing stays here', async () => {
  world.model.script([{ text: 'To be deleted.' }])
  const visit = await world.visit({ worker: true })
  const page = await visit.tab('/')
  await page.ask('A conversation')
  await page.ended()
  await isKept(page, 1)
  const id = page.address().slice('/c/'.length)
  await page.tab.close()
  const { request } = visit.context
  const { access_token: token } = (await (await request.post(`${world.url}/auth/refresh`)).json()) as Session
  await request.delete(`${world.url}/api/conversations/${id}`, { headers: { Authorization: `Bearer ${token}` } })
  const next = await visit.tab('/')
  await soon(() => countCopies(next)).toBe(0)
})

test('somebody else finds nothing of it', async () => {
  world.model.script([{ text: 'For my eyes only.' }])
  const visit = await world.visit({ worker: true })
  const page = await visit.tab('/')
  await page.ask('A secret')
  await page.ended()
  await isKept(page, 1)
  const address = page.address()
  await page.tab.close()
  await visit.context.clearCookies()
  const next = await visit.tab(address)
  await soon(() => countCopies(next)).toBe(0)
  world.line.cut()
  await next.reload()
  await next.banner.waitFor()
  expect(await next.tab.locator('body').innerText()).not.toMatch(/secret|eyes only/)
})

test('the worker is small, is asked for each time, and keeps nothing that people wrote', async () => {
  const text = await new Promise<string>((resolve, reject) => {
    get(`${world.url}/sw.js`, response => {
      expect(response.headers['cache-control']).toBe('no-cache')
      expect(response.headers['content-type']).toBe('text/javascript; charset=utf-8')
      let body = ''
      response.on('data', piece => (body += String(piece))).on('end', () => resolve(body))
    }).on('error', reject)
  })
  expect(text.slice(text.indexOf('const CACHE')).length).toBeLessThan(2_048)

  world.model.script([{ text: 'An answer.' }])
  const page = await world.guest({ worker: true })
  await page.ask('A question')
  await page.ended()
  await isKept(page, 1)
  await page.reload()
  await page.ended()
  const paths = await page.tab.evaluate(async () => {
    const requests = await Promise.all((await caches.keys()).map(async name => (await caches.open(name)).keys()))
    return requests.flat().map(({ url }) => new URL(url).pathname)
  })
  expect(paths).toContain('/')
  const isOfBuild = (path: string) => /^\/(?:$|assets\/|theme\.js$|favicon\.svg$|manifest\.webmanifest$)/.test(path)
  expect(paths.filter(path => !isOfBuild(path))).toEqual([])
})

test('a newer page is told of quietly, and nothing is loaded by itself', async () => {
  const page = await world.guest({ worker: true })
  await page.tab.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await soon(() => page.tab.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  const takeOver = () => page.tab.evaluate(() => navigator.serviceWorker.dispatchEvent(new Event('controllerchange')))
  const note = page.tab.getByText('A new version of Folio is there.').locator('visible=true')
  const asked = page.tab.waitForResponse(`${world.url}/`)
  await takeOver()
  await asked
  expect(await note.count()).toBe(0)

  await page.tab.route(`${world.url}/`, route =>
    route.request().isNavigationRequest() ? route.continue() : route.fulfill({ body: '<p>another build</p>' }),
  )
  await page.composer.fill('A draft')
  await takeOver()
  await note.first().waitFor()
  expect(await page.composer.inputValue()).toBe('A draft')
  await page.press('Later')
  expect(await page.button('Later').count()).toBe(0)
  await takeOver()
  await page.button('Reload').click()
  await page.composer.waitFor()
  expect(await page.composer.inputValue()).toBe('A draft')
})

test('it can be installed: a manifest, and icons of its own', async () => {
  const page = await world.guest()
  const href = await page.tab.locator('link[rel=manifest]').getAttribute('href')
  const answer = await page.tab.request.get(`${world.url}${href}`)
  expect(answer.headers()['content-type']).toBe('application/manifest+json')
  const manifest = (await answer.json()) as { name: string; display: string; icons: Icon[] }
  expect([manifest.name, manifest.display]).toEqual(['Folio', 'standalone'])
  expect(manifest.icons.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(['192x192', '512x512']))
  expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true)
  const touch = await page.tab.locator('link[rel=apple-touch-icon]').getAttribute('href')
  for (const { src, type } of [...manifest.icons, { src: touch ?? '', type: 'image/png' }]) {
    const icon = await page.tab.request.get(world.url + src)
    expect([icon.status(), icon.headers()['content-type']]).toEqual([200, type])
  }
})

type Icon = { src: string; sizes: string; type: string; purpose?: string }
