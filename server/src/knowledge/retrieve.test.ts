import { describe, expect, test } from 'vitest'
import { addLibrary } from '../store/testing/chunks.ts'
import { onEachDatabase } from '../store/testing/on-each-database.ts'
import type { Question } from './question.ts'
import { createRetrieve } from './retrieve.ts'

const REFUNDS = [
  'Refund policy. You may send anything back and get refunds within 30 days of the delivery.',
  'Refund policy. The goods must be unused and in the original package. We pay the postage.',
  'Refund policy. Gift cards and opened software are excluded. Money comes back to the card it was paid with.',
]
const RUECKGABE = [
  'Rückgabe: Die Rückgabefrist beträgt 30 Tage ab Lieferung. Das Geld wird auf dasselbe Konto erstattet.',
  'Versand: Pakete innerhalb Europas werden kostenlos verschickt und kommen nach drei Werktagen an.',
]
const CHINESE = ['退款政策：客户可以在三十天内申请退款。', '运费由我们公司承担，包裹三天内送达。', '礼品卡不能退货。']
const JAPANESE = [
  '返金は商品の到着後三十日以内に申請できます。',
  '送料は当社が負担します。',
  'ギフトカードは返品できません。',
]
const KOREAN = ['환불 기간은 배송 후 삼십 일입니다.', '배송비는 회사가 부담합니다.', '상품권은 반품할 수 없습니다.']
const THAI = ['ลูกค้าสามารถขอคืนเงินได้ภายในสามสิบวัน', 'ค่าจัดส่งบริษัทเป็นผู้จ่าย', 'บัตรของขวัญคืนไม่ได้']

onEachDatabase(store => {
  const ask = async (
    documents: readonly (readonly string[])[],
    query: string,
    more: Partial<Question> & { k?: number } = {},
  ) => {
    const library = await addLibrary(store(), documents)
    const { k, history = [] } = more
    return createRetrieve({ db: store().db, vectors: undefined })(
      library,
      { query, history },
      k === undefined ? {} : { k },
    )
  }

  describe('in a library of three passages', () => {
    test.each([
      ['What is the refund period?', REFUNDS],
      ['How long do I have to get a refund?', REFUNDS],
      ['Are gift cards excluded?', REFUNDS],
      ['Who pays the postage?', REFUNDS],
      ['refund', REFUNDS],
      ['Wie lange ist die Rückgabefrist?', RUECKGABE],
      ['Wann kommen Pakete in Europa an?', RUECKGABE],
      ['退款期限是多久？', CHINESE],
      ['运费由谁承担？', CHINESE],
      ['返金はいつまでできますか？', JAPANESE],
      ['送料は誰が負担しますか？', JAPANESE],
      ['환불 기간은 얼마나 되나요?', KOREAN],
      ['คืนเงินได้ภายในกี่วัน', THAI],
    ])('%s is answered', async (query, passages) => {
      const { passages: found, reason } = await ask([passages], query)
      expect(reason).toBeNull()
      expect(found.length).toBeGreaterThan(0)
    })

    test.each([
      ['Who won the football world cup in 1998?', REFUNDS],
      ['What is the capital of Australia?', REFUNDS],
      ['How do I boil an egg?', REFUNDS],
      ['Which chess opening is best against e4?', REFUNDS],
      ['What is the meaning of life?', REFUNDS],
      ['Who are you?', REFUNDS],
      ['Wer hat die Mauer in Berlin gebaut?', RUECKGABE],
      ['Wie hoch ist der Eiffelturm?', RUECKGABE],
      ['澳大利亚的首都是哪里？', CHINESE],
      ['オーストラリアの首都はどこですか？', JAPANESE],
      ['호주의 수도는 어디인가요?', KOREAN],
      ['เมืองหลวงของออสเตรเลียคืออะไร', THAI],
    ])('%s is refused', async (query, passages) => {
      expect(await ask([passages], query)).toEqual({ passages: [], reason: 'no_evidence' })
    })
  })

  test('a follow-up is about what the question before it was about', async () => {
    const history = [
      { role: 'user' as const, content: 'Do you give refunds on gift cards?' },
      { role: 'assistant' as const, content: 'No, gift cards are excluded.' },
    ]
    expect((await ask([REFUNDS], 'And why?', { history })).reason).toBeNull()
    expect((await ask([REFUNDS], 'And why?')).reason).toBe('no_evidence')
    expect((await ask([REFUNDS], 'Who won the world cup in 1998?', { history })).reason).toBe('no_evidence')
  })

  test('quotes, operators, colons and wildcards are words like others', async () => {
    const [plain, ...odd] = await Promise.all(
      [
        'refund postage',
        '"refund" AND (postage)',
        'refund: postage*',
        "refund' OR postage --",
        'NEAR(refund postage) ^ -',
        'title:refund\\ postage %_',
      ].map(async query => (await ask([REFUNDS], query, { k: 3 })).passages.map(({ n }) => n)),
    )
    expect(plain).toHaveLength(3)
    for (const found of odd.slice(0, 3)) expect(found).toEqual(plain)
    for (const found of odd) expect(found.length).toBeGreaterThan(0)
  })

  test('the same text in many documents is found once', async () => {
    const { passages } = await ask([REFUNDS, REFUNDS, REFUNDS], 'refund policy')
    expect(passages.map(({ n }) => n).sort()).toEqual([0, 1, 2])
  })

  test('of one document no more than three are given, unless somebody wants to see many', async () => {
    const long = Array.from({ length: 150 }, (_, n) => `Chapter ${n} about tea, x${n}y.`)
    const documents = [long, ['A leaflet about tea.'], ['A poster about tea.']]
    const countOf = async (k?: number) => {
      const { passages } = await ask(documents, 'tea', k === undefined ? {} : { k })
      const counts = new Map<string, number>()
      for (const { document_id } of passages) counts.set(document_id, (counts.get(document_id) ?? 0) + 1)
      return [...counts.values()].sort((a, b) => b - a)
    }
    expect(await countOf()).toEqual([3, 1, 1])
    expect(await countOf(100)).toEqual([3, 1, 1])
    expect(await countOf(300)).toEqual([150, 1, 1])
  })

  test('passages come in order, with where they stand', async () => {
    const { passages } = await ask([REFUNDS], 'Who pays the postage of unused goods?')
    const text = REFUNDS.join('\n\n')
    expect(passages[0]).toMatchObject({ n: 1, title: 'A document', heading_path: [], page: null })
    expect(passages.map(({ score }) => score)).toEqual(passages.map(({ score }) => score).sort((a, b) => b - a))
    for (const passage of passages) expect(text.slice(passage.start, passage.end)).toBe(passage.text)
  })

  test('who asks for more than an answer is given sees also what is no evidence', async () => {
    const query = 'What does the capital of Australia do with unused money?'
    expect(await ask([REFUNDS], query)).toEqual({ passages: [], reason: 'no_evidence' })
    const { passages, reason } = await ask([REFUNDS], query, { k: 100 })
    expect([passages.length > 0, reason]).toEqual([true, 'no_evidence'])
  })
})
