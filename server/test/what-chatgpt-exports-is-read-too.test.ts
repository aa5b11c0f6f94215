import type { Conversation, Message, Page } from '@folio/protocol'
import { expect, test } from 'vitest'
import { newId } from '../src/lib/id.ts'
import { expectStatus } from './world/person.ts'
import { imported } from './world/transfer.ts'
import { inEveryWorld } from './world/world.ts'

inEveryWorld(world => {
  test('a conversation has its branches, times and models; what nobody said is left out', async () => {
    const ana = await world.guest()
    const id = newId()
    const file = [chat(id), { title: 'Nothing in it', create_time: 1, mapping: { root: node('root', null, ['x']) } }]
    const reasons = { empty: 1 }
    expect(await imported(ana, file)).toEqual({ conversations: 1, messages: 6, sources: 0, skipped: 1, reasons })
    const conversation = expectStatus(await ana.get<Conversation>(`/api/conversations/${id}`), 200)
    expect(conversation).toMatchObject({ title: 'Bread and salt', created_at: '2026-03-01T12:00:00.500Z' })

    const shown = async () => expectStatus(await ana.get<Page<Message>>(`/api/conversations/${id}/messages`), 200).items
    const path = await shown()
    expect(path.map(({ role, content, model, status }) => [role, content, model, status])).toEqual([
      ['user', 'How do I bake bread?\n\n[Image]', null, 'complete'],
      ['assistant', 'With flour.', 'gpt-5', 'complete'],
      ['user', 'And then?', null, 'complete'],
      ['assistant', 'Looked it up: wait.', 'gpt-5', 'complete'],
    ])
    expect(path.map(({ sibling_ids }) => sibling_ids.length)).toEqual([1, 2, 1, 1])
    expect(path[1]?.sibling_ids.indexOf(path[1].id)).toBe(0)
    expect(path[1]?.created_at).toBe('2026-03-01T12:00:02.000Z')

    // The other branch is there too.
    const other = path[1]?.sibling_ids[1] ?? ''
    await ana.patch(`/api/conversations/${id}`, { head_message_id: other })
    expect((await shown()).map(({ content }) => content)).toEqual([
      'How do I bake bread?\n\n[Image]',
      'With yeast.',
      'Thanks',
    ])
    expect(await imported(ana, file)).toMatchObject({ conversations: 0, reasons: { already_there: 1, empty: 1 } })
  })

  test('nodes may come in any order, have names that are no ids, and lead round in a circle', async () => {
    const ana = await world.guest()
    const said = (role: string, text: string) => ({
      author: { role },
      content: { content_type: 'text', parts: [text] },
    })
    const mapping = {
      b: { ...node('b', 'a'), message: said('assistant', 'Yes.') },
      a: { ...node('a', 'root', ['b']), message: said('user', 'Is it?') },
      round: { ...node('round', 'about', ['about']), message: said('user', 'lost') },
      about: { ...node('about', 'round', ['round']), message: said('assistant', 'lost') },
      root: node('root', null, ['a']),
    }
    const file = [{ title: null, create_time: null, mapping, current_node: 'b' }]
    expect(await imported(ana, file)).toMatchObject({ conversations: 1, messages: 2 })
    expect(await imported(ana, file)).toMatchObject({ conversations: 0, skipped: 1 })
    const { items } = expectStatus(await ana.get<Page<Conversation>>('/api/conversations'), 200)
    const messages = await ana.get<Page<Message>>(`/api/conversations/${items[0]?.id}/messages`)
    expect(messages.json.items.map(({ content }) => content)).toEqual(['Is it?', 'Yes.'])
  })
})

const node = (id: string, parent: string | null, children: string[] = []) => ({ id, parent, children, message: null })

function chat(id: string): object {
  const [question, system, reply, again, thanks, next, call, tool, final] = Array.from({ length: 9 }, () => newId())
  const at = Date.UTC(2026, 2, 1, 12) / 1_000
  let passed = 0
  const said = (role: string, parts: unknown[], more: object = {}) => ({
    author: { role },
    create_time: at + ++passed,
    status: 'finished_successfully',
    content: { content_type: 'text', parts },
    metadata: { model_slug: 'gpt-5' },
    recipient: 'all',
    ...more,
  })
  const nodes = [
    node('client-created-root', null, [system ?? '']),
    { ...node(system ?? '', 'client-created-root', [question ?? '']), message: said('system', ['']) },
    {
      ...node(question ?? '', system ?? '', [reply ?? '', again ?? '']),
      message: said('user', [
        'How do I bake bread?',
        { content_type: 'image_asset_pointer', asset_pointer: 'file://x' },
      ]),
    },
    {
      ...node(reply ?? '', question ?? '', [next ?? '']),
      message: said('assistant', ['With flour.'], { create_time: at + 2 }),
    },
    { ...node(again ?? '', question ?? '', [thanks ?? '']), message: said('assistant', ['With yeast.']) },
    { ...node(thanks ?? '', again ?? ''), message: said('user', ['Thanks']) },
    { ...node(next ?? '', reply ?? '', [call ?? '']), message: said('user', ['And then?']) },
    {
      ...node(call ?? '', next ?? '', [tool ?? '']),
      message: said('assistant', ['search("bread")'], { recipient: 'web' }),
    },
    { ...node(tool ?? '', call ?? '', [final ?? '']), message: said('tool', ['results']) },
    { ...node(final ?? '', tool ?? ''), message: said('assistant', ['Looked it up: wait.']) },
  ]
  return {
    title: 'Bread and\nsalt',
    create_time: at + 0.5,
    update_time: at + 60,
    mapping: Object.fromEntries(nodes.map(each => [each.id, each])),
    current_node: final,
    conversation_id: id,
    moderation_results: [],
  }
}
