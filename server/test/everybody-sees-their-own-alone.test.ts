import { clientFrame } from '@folio/protocol/requests'
import type { Env } from 'hono'
import { expect, test } from 'vitest'
import { createRoutes, type Doors } from '../src/http/routes.ts'
import { CALLERS, FRAMES, MEMBERS, ROUTES, type Caller, type Row, type Things } from './access-matrix.ts'
import { call, textOf } from './world/http.ts'
import type { Person } from './world/person.ts'
import { openSocket } from './world/socket.ts'
import { CANARY, IN_TURN, MEMBERS_IN_TURN, readRows, setOrganisation, setStage, type Stage } from './world/stage.ts'
import { inEveryWorld, type World } from './world/world.ts'

const isRead = ({ route, endsRunning }: Row) => route.startsWith('GET ') && !endsRunning
const READS = ROUTES.filter(isRead)
const WRITES = ROUTES.filter(row => !isRead(row))
const SHARED = ROUTES.filter(({ shared }) => shared !== undefined)

test('every route has a row in the access matrix, and every row a route', () => {
  const rows = new Set(ROUTES.map(({ route }) => route))
  expect([...rows].sort()).toEqual([...new Set(listRoutes())].sort())
})

test('every route of bots, and of what they know, has a row of an organisation’s too', () => {
  const about = new Set(listRoutes().filter(route => / \/api\/(bots|sources|training|retrieve)\b/.test(route)))
  for (const { route } of SHARED) about.delete(route)
  expect([...about]).toEqual([])
})

test('every frame of a socket has a row too', () => {
  const types = clientFrame.options.map(option => option.shape.type.value)
  const things = new Proxy({} as Things, { get: () => '' })
  const rows = new Set(FRAMES.map(({ frame }) => frame(things).type))
  expect([...rows].sort()).toEqual([...types].sort())
})

inEveryWorld(world => {
  /** What is only asked for stays as it is: one stage serves all of it. */
  let standing: Promise<Stage> | undefined

  test.each(READS.map(row => [nameOf(row), row] as const))('%s', async (_, row) => {
    await knockInTurn(world, row, await (standing ??= setStage(world)))
  })

  test('what others have only asked for goes on to its end', async () => {
    expect(standing).toBeDefined()
    if (standing) await expectEnd(await standing)
  })

  test.each(WRITES.map(row => [nameOf(row), row] as const))('%s', async (_, row) => {
    const stage = await setStage(world)
    try {
      await knockInTurn(world, row, stage)
      if (!row.endsRunning) await expectEnd(stage)
    } finally {
      stage.gate.open()
    }
  })

  test.each(SHARED.map(row => [nameOf(row), row] as const))('of an organisation: %s', async (_, row) => {
    const stage = await setStage(world)
    const { people, things } = await setOrganisation(world, stage)
    for (const member of MEMBERS_IN_TURN) {
      const before = await readRows(world)
      const { status, text } = await knock(world, row, people[member], things)
      expect([member, status]).toEqual([member, row.shared?.[MEMBERS.indexOf(member)]])
      if (member === 'outsider') expect(text).not.toContain(CANARY)
      if (status >= 400) expect(await readRows(world)).toEqual(before)
    }
    stage.gate.open()
  })

  test('frames on a socket', async () => {
    const stage = await setStage(world)
    for (const caller of ['outsider', 'guest', 'other', 'owner'] as const) {
      const socket = await stage.people[caller].socket()
      for (const { frame, answers, about } of FRAMES) {
        const asked = frame(stage.thingsFor(caller))
        const before = await readRows(world)
        const answer = await socket.ask(asked)
        const said = answer.type === 'ack' ? 'ack' : answer.code
        const expected = answers[CALLERS.indexOf(caller)] ?? answers[1]
        expect([caller, asked.type, about, said]).toEqual([caller, asked.type, about, expected])
        if (said !== 'ack') expect(await readRows(world)).toEqual(before)
      }
      if (caller !== 'owner') {
        expect(JSON.stringify(socket.frames)).not.toContain(CANARY)
        expect((await stage.people.owner.row({ id: stage.thingsFor(caller).running })).status).toBe('streaming')
      }
      socket.close()
    }
    const { ended } = stage.people
    expect((await (await ended.socket()).closed).code).toBe(4401)
    for (const { frame } of FRAMES) {
      const socket = await openSocket(world.base)
      socket.send(frame(stage.thingsFor('nobody')))
      expect((await socket.closed).code).toBe(4401)
      expect(socket.frames).toEqual([])
    }
  })

  test('an id of somebody else’s inside of something of one’s own is as absent as any other', async () => {
    const stage = await setStage(world)
    const { message, reply, running } = stage.thingsFor('other')
    for (const person of [stage.people.other, stage.people.guest]) {
      const own = await person.conversation()
      const path = `/api/conversations/${own}`
      for (const [method, where, body, status] of [
        ['POST', `${path}/messages`, { content: 'hello', parent_id: reply }, 404],
        ['POST', `${path}/messages`, { content: 'hello', id: message }, 422],
        ['POST', `${path}/messages`, { content: 'hello', reply_id: running }, 422],
        ['PATCH', path, { head_message_id: message }, 404],
        ['GET', `${path}/messages?before=${reply}`, undefined, 404],
        ['GET', `/chat/history?before=${message}`, undefined, 404],
      ] as const) {
        const before = await readRows(world)
        const answer = await person.ask(method, where, { body })
        expect([where, answer.status]).toEqual([where, status])
        expect(answer.text).not.toContain(CANARY)
        const after = await readRows(world)
        // The conversation that /chat/history shows is made when it is first looked at.
        if (!where.startsWith('/chat')) expect(after).toEqual(before)
        expect(after.messages).toEqual(before.messages)
      }
    }
    stage.gate.open()
    expect((await stage.people.owner.ended({ id: running })).status).toBe('complete')
  })
})

/** Everybody asks, and is answered as the table says; who is refused has changed nothing, and been told nothing. */
async function knockInTurn(world: World, row: Row, stage: Stage): Promise<void> {
  for (const caller of IN_TURN) {
    const expected = row.answers[CALLERS.indexOf(caller)] ?? row.answers[1]
    const before = await readRows(world)
    const who = caller === 'nobody' ? undefined : stage.people[caller]
    const { status, text } = await knock(world, row, who, stage.thingsFor(caller))
    expect([caller, status]).toEqual([caller, expected])
    if (caller === 'owner') continue
    if (row.byLink) expect(text).toContain(CANARY)
    else expect(text).not.toContain(CANARY)
    if (status >= 400)
      expect(withoutGuest(row, caller, await readRows(world))).toEqual(withoutGuest(row, caller, before))
  }
}

/** Nobody has stopped the owner's running reply. */
async function expectEnd({ gate, people, thingsFor }: Stage): Promise<void> {
  gate.open()
  const ended = await people.owner.ended({ id: thingsFor('owner').running })
  expect(ended).toMatchObject({ status: 'complete', content: `${CANARY} running to its end` })
}

const nameOf = ({ route, about }: Row) => (about === undefined ? route : `${route}, ${about}`)

/** What a caller is answered. Of a stream only the head is looked at, and of those that stay open the first event. */
async function knock(world: World, row: Row, who: Person | undefined, things: Things) {
  const [method = '', route = ''] = row.route.split(' ')
  const headers = { ...who?.credentials, ...row.headers?.(things) }
  const answer = await call(world.base, method, row.path?.(things) ?? route, { headers, body: row.body?.(things) })
  const streams = /event-stream|text\/plain/.test(answer.headers['content-type'] ?? '') && answer.status === 200
  if (!streams) return { status: answer.status, text: await textOf(answer.pieces) }
  let text = ''
  for await (const piece of answer.pieces) {
    text += piece
    break
  }
  answer.leave()
  return { status: answer.status, text }
}

/** Without who was made a guest by asking. */
function withoutGuest(row: Row, caller: Caller, { users, sessions, ...rest }: Record<string, string[]>) {
  return row.makesGuest && caller === 'nobody' ? rest : { ...rest, users, sessions }
}

/** All routes of the server's one page of them, as Hono knows them. */
function listRoutes(): string[] {
  const anything: unknown = new Proxy(() => {}, {
    get: (_, name) => (name === Symbol.iterator ? [][Symbol.iterator] : anything),
  })
  const { routes } = createRoutes(anything as Doors) as { routes: { method: string; path: string }[] } & Env
  return routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`)
}
