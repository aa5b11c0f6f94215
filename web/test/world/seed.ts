import { randomUUID } from 'node:crypto'
import type { Session } from '@folio/protocol'
import type { Visit } from './visit.ts'

const FIRST = Date.UTC(2026, 2, 1)

/** A conversation of so many turns, as its owner had exported it; answers its id. */
export async function seedTurns({ context }: Visit, url: string, turns: number): Promise<string> {
  const { request } = context
  const session = (await (await request.post(`${url}/auth/refresh`)).json()) as Session
  const id = randomUUID()
  const at = (n: number) => new Date(FIRST + n * 1_000).toISOString()
  let parent: string | null = null
  const messages = Array.from({ length: turns * 2 }, (_, n) => {
    const [mine, parent_id] = [randomUUID(), parent]
    parent = mine
    const turn = Math.floor(n / 2)
    const said =
      n % 2 === 0 ? `Question ${turn}` : `Answer ${turn}.\n\n${'It is one of many, with **some** text.\n\n'.repeat(3)}`
    return { id: mine, parent_id, role: n % 2 === 0 ? 'user' : 'assistant', content: said, created_at: at(n) }
  })
  const times = { created_at: at(0), updated_at: at(messages.length) }
  const conversation = { id, title: `${turns} turns`, ...times, head_message_id: parent, messages }
  const file = { format: 'folio', version: 1, exported_at: at(0), bots: [], sources: [], conversations: [conversation] }
  const answer = await request.post(`${url}/api/import`, {
    headers: { Authorization: `Bearer ${session.access_token}` },
    data: file,
  })
  if (!answer.ok()) throw new Error(`the import was answered with ${answer.status()}: ${await answer.text()}`)
  return id
}
