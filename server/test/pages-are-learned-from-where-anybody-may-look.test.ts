import type { Problem } from '@folio/protocol'
import { afterAll, afterEach, expect, test } from 'vitest'
import { openCanary } from './world/canary.ts'
import { jobEnded, learn, queue, sourceOf } from './world/library.ts'
import type { Person } from './world/person.ts'
import { privateAddresses } from './world/private-addresses.ts'
import { inEveryWorld } from './world/world.ts'

const canary = await openCanary()
let page = '<html><head><title>Bees</title></head><body><p>Bees dance to say where the flowers are.</p></body></html>'
let leadsTo = ''
let sent: string[] = []
/** The one site that whoever runs these servers has listed. */
const wiki = await openCanary((request, response) => {
  const etag = `"${page.length}"`
  if (request.url === '/robots.txt') {
    response.setHeader('content-type', 'text/plain')
    response.end('User-agent: *\nDisallow: /no-programs')
  } else if (request.url === '/away') response.writeHead(302, { location: leadsTo }).end()
  else if (request.url === '/busy') response.writeHead(404).end()
  else if (request.url === '/picture') response.writeHead(200, { 'content-type': 'image/png' }).end('x')
  else if (request.headers['if-none-match'] === etag) response.writeHead(304).end()
  else {
    sent.push(request.url ?? '')
    response.writeHead(200, { 'content-type': 'text/html', etag }).end(page)
  }
})
afterEach(() => {
  canary.reset()
  wiki.reset()
  sent = []
})
afterAll(() => Promise.all([canary.close(), wiki.close()]))

async function codeOf(person: Person, url: string): Promise<string | undefined> {
  const { job_id: id } = await queue(person, { type: 'url', url })
  return (await jobEnded(person, id)).error?.code
}

inEveryWorld(
  world => {
    test('no way of naming what is private leads there', async () => {
      const ana = await world.member()
      const refused: string[] = []
      const jobs: string[] = []
      // Each kind a few times: that none gets through is shown of all of them where nothing else takes time. That one
      // name stands for something only where a test says so.
      const addresses = privateAddresses(canary.port).filter(
        ({ url }, n) => n % 5 === 0 && !url.includes('inside.example'),
      )
      for (const { url } of addresses) {
        const answer = await ana.post<Problem & { job_id: string }>('/api/training/queue', {
          source: { type: 'url', url },
        })
        if (answer.status === 202) jobs.push(answer.json.job_id)
        else refused.push(answer.json.code)
      }
      expect(jobs.length).toBeGreaterThan(15)
      expect(new Set(refused)).toEqual(new Set(['invalid_request']))
      for (const id of jobs) expect((await jobEnded(ana, id)).error?.code).toBe('address_not_allowed')
      expect(canary.connections).toBe(0)
    })

    test('a site that may be fetched does not lead there either', async () => {
      const ana = await world.member()
      const inside = [
        `${canary.url}/secret`,
        `http://[::1]:${canary.port}/`,
        'http://169.254.169.254/',
        'file:///etc/passwd',
      ]
      for (leadsTo of inside) expect(await codeOf(ana, `${wiki.url}/away`)).toBe('address_not_allowed')
      expect(canary.connections).toBe(0)
    })

    test('a page is learned, and fetched again only where it has changed', async () => {
      const ana = await world.member()
      const { source_id: id } = await learn(ana, { type: 'url', url: `${wiki.url}/bees` })
      const source = await sourceOf(ana, id)
      expect(source).toMatchObject({ type: 'url', title: 'Bees', status: 'ready', url: `${wiki.url}/bees` })
      expect((await ana.get(`/api/sources/${id}/text`)).text).toContain('Bees dance')
      expect(sent).toEqual(['/bees'])

      await learn(ana, { type: 'url', url: `${wiki.url}/bees` })
      expect(sent).toEqual(['/bees'])
      expect(await sourceOf(ana, id)).toMatchObject({ document_id: source.document_id, passages: source.passages })

      const before = page
      page = page.replace('Bees dance', 'All bees dance')
      await learn(ana, { type: 'url', url: `${wiki.url}/bees` })
      page = before
      expect(sent).toEqual(['/bees', '/bees'])
      expect((await ana.get(`/api/sources/${id}/text`)).text).toContain('All bees dance')
    })

    test.each([
      ['a page that the site keeps from programs', '/no-programs/page', 'refused_by_site'],
      ['a page that is not there', '/busy', 'refused_by_site'],
      ['a picture', '/picture', 'unsupported_type'],
    ])('%s is not learned, and the job says why', async (_, path, code) => {
      const ana = await world.member()
      expect(await codeOf(ana, `${wiki.url}${path}`)).toBe(code)
    })
  },
  { EGRESS_ALLOW: `127.0.0.1:${wiki.port}` },
)
