import { makeDocx, makePdf } from '../../../server/src/knowledge/testing/documents.ts'

/** A file as a browser takes it. */
export type Given = { name: string; mimeType: string; buffer: Buffer }

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const given = (name: string, mimeType: string, content: string | Uint8Array): Given => ({
  name,
  mimeType,
  buffer: Buffer.from(content),
})

/** One of each kind, each with a fact that no other has. */
export const KINDS = [
  {
    kind: 'PDF',
    title: 'handbook',
    file: given('handbook.pdf', 'application/pdf', makePdf(['The office at the mill opens at seven in the morning.'])),
    question: 'When does the office at the mill open?',
    fact: 'seven in the morning',
  },
  {
    kind: 'Word',
    title: 'Minutes',
    file: given('minutes.docx', DOCX, makeDocx([{ heading: 1, text: 'Minutes' }, 'The board wants a verdigris door.'])),
    question: 'Which door does the board want?',
    fact: 'a verdigris door',
  },
  {
    kind: 'Markdown',
    title: 'Lighthouse',
    file: given('lighthouse.md', 'text/markdown', '# Lighthouse\n\nThe keeper of the *lighthouse* is Ottoline.'),
    question: 'Who is the keeper of the lighthouse?',
    fact: 'Ottoline',
  },
  {
    kind: 'Text',
    title: 'ferry',
    file: given('ferry.txt', 'text/plain', 'The ferry to Marstal leaves at noon on Sundays.'),
    question: 'When does the ferry to Marstal leave?',
    fact: 'noon on Sundays',
  },
  {
    kind: 'Web page',
    title: 'Bees',
    file: given(
      'bees.html',
      'text/html',
      '<!doctype html><title>Bees</title><article><h1>Bees</h1><p>The abbey bees make forty jars of honey.</p></article>',
    ),
    question: 'How many jars of honey do the abbey bees make?',
    fact: 'forty jars',
  },
  {
    kind: 'Table',
    title: 'prices',
    file: given('prices.csv', 'text/csv', 'item,price in crowns\nlantern,42\nrope,7\n'),
    question: 'What is the price of a lantern in crowns?',
    fact: '42',
  },
  {
    kind: 'JSON',
    title: 'harbour',
    file: given('harbour.json', 'application/json', JSON.stringify({ harbour: { depth: 'nine fathoms' } })),
    question: 'What is the depth of the harbour?',
    fact: 'nine fathoms',
  },
] as const

/** Pages without a letter on them. */
export const SCAN = given('scan.pdf', 'application/pdf', makePdf(['', '']))
/** Says that it is one thing, and is another. */
export const BROKEN = given('broken.docx', DOCX, 'PK\x03\x04 this is no archive')
export const TEXT = KINDS[3]

/** So many bytes of text, which take their time on a slow line. */
export const large = (name: string, bytes: number): Given =>
  given(name, 'text/plain', 'A line of words that goes on.\n'.repeat(Math.ceil(bytes / 30)))
