import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openIdentityService } from '../../server/test/world/identity.ts'
import { newId } from '../../server/src/lib/id.ts'
import { TEXT } from './world/documents.ts'
import { useWorld, type Page } from './world/index.ts'
import { shelfOf } from './world/shelf.ts'

const folder = await mkdtemp(join(tmpdir(), 'folio-identity-'))
const identity = await openIdentityService(folder)
const world = useWorld({ demo: true, env: { ...(identity.env as Record<string, string>) } })
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Somebody of an organisation: the page gets its tokens where the organisation's own sign-in would put them. */
async function colleague(org_id: string, role: 'admin' | 'member'): Promise<Page> {
  const { context, tab } = await world.visit()
  const id = newId()
  const user = { id, kind: 'external', email: null, display_name: null, created_at: new Date().toISOString() }
  const session = { access_token: identity.token({ sub: id, org_id, role }), token_type: 'Bearer', expires_in: 3_600 }
  await context.route('**/auth/refresh', route => route.fulfill({ json: { ...session, user } }))
  return tab('/')
}

test('its documents and settings are shown to colleagues, who may ask and not change', async () => {
  const org = newId()
  const admin = await colleague(org, 'admin')
  await admin.tab.goto(`${world.url}/bots/new`)
  await admin.tab.getByLabel('Name').fill('House rules')
  await admin.tab.getByLabel('Instructions').fill('Be brief.')
  await admin.press('Make it')
  await admin.button('Ask this bot').waitFor()
  const theirs = shelfOf(admin)
  await theirs.choose(TEXT.file)
  await theirs.says('ferry', 'Ready')

  const member = await colleague(org, 'member')
  await member.tab.goto(`${world.url}/bots`)
  await member.tab.getByText('Of your organisation, to ask only').waitFor()
  await member.tab.getByRole('link', { name: 'House rules' }).click()
  const shelf = shelfOf(member)
  await shelf.says('ferry', 'Ready')
  await member.tab.getByText('How it answers').click()
  await member.tab.getByText('Be brief.').waitFor()
  for (const name of [/^Delete/, /^Choose files/, /^Save/])
    expect(await member.tab.getByRole('button', { name }).count()).toBe(0)
  await member.press('Ask this bot')
  await member.composer.waitFor()
  await member.ask(TEXT.question)
  await member.ended()
  expect(await member.text()).toContain(TEXT.fact)

  // What is attached there goes to the member's own documents.
  await member.tab.locator('.composer input[type=file]').setInputFiles({ ...TEXT.file, name: 'mine.txt' })
  await member.tab.locator('.pill', { hasText: 'ready' }).waitFor()
  await shelf.open('/library')
  await shelf.says('mine', 'Ready')
})
