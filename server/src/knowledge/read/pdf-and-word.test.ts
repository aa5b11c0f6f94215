import { expect, test } from 'vitest'
import { split } from '../split.ts'
import { docxBody, makeDocx, makePdf } from '../testing/documents.ts'
import { readOne } from '../testing/read-one.ts'

const LONG = 'This line of the paragraph is as long as a line of this page can be'

test('each page of a PDF has its place in the text', async () => {
  const { text, pages, title } = await readOne(
    'a.pdf',
    makePdf(['First page.', 'Second page.', '', 'Fourth.'], { title: 'The title' }),
  )
  expect(title).toBe('The title')
  expect(text).toBe('First page.\n\nSecond page.\n\nFourth.')
  expect(pages?.map(start => text.slice(start).split('\n')[0])).toEqual([
    'First page.',
    'Second page.',
    'Fourth.',
    'Fourth.',
  ])
  expect(split({ text, form: 'prose', pages })[0]?.page).toBe(1)
})

test('lines of one paragraph are joined, with the words that were parted', async () => {
  const { text } = await readOne('a.pdf', makePdf([`${LONG}\n${LONG} inter-\nnational.\nShort.\n\n\nNext paragraph.`]))
  expect(text).toBe(`${LONG} ${LONG} international.\nShort.\n\nNext paragraph.`)
})

test('a name that a program wrote is no title', async () => {
  expect((await readOne('a.pdf', makePdf(['x'], { title: 'Microsoft Word - draft3.doc' }))).title).toBeNull()
})

test('a PDF without any text needs to be looked at, not read', async () => {
  await expect(readOne('a.pdf', makePdf(['', '']))).rejects.toMatchObject({ code: 'needs_ocr' })
})

test('one page that cannot be read does not hide the others', async () => {
  const pdf = Buffer.from(makePdf(['First page.', 'Second page.'])).toString('latin1')
  const broken = pdf.replace('/Type /Page /Parent', '/Type /Xage /Xarent')
  expect((await readOne('a.pdf', Buffer.from(broken, 'latin1'))).text).toContain('Second page.')
})

test('a Word document keeps its headings, lists and tables', async () => {
  const cell = (text: string) => `<w:tc><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:tc>`
  const table = `<w:tbl><w:tr>${cell('Name')}${cell('Age')}</w:tr><w:tr>${cell('Ann')}${cell('7')}</w:tr></w:tbl>`
  const { text, title, form } = await readOne(
    'a.docx',
    makeDocx([{ heading: 1, text: 'Cells & more' }, 'They <divide>.', { heading: 2, text: 'Water' }, 'It flows.']),
  )
  expect([title, form]).toEqual(['Cells & more', 'markdown'])
  expect(text).toBe('# Cells & more\n\nThey <divide>.\n\n## Water\n\nIt flows.')
  const withTable = makeDocx([], { 'word/document.xml': docxBody(table) })
  expect((await readOne('a.docx', withTable)).text).toBe('| Name | Age |\n| Ann | 7 |')
})

test('what was deleted from a Word document is not read', async () => {
  const body = '<w:p><w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>struck</w:delText></w:r></w:del></w:p>'
  expect((await readOne('a.docx', makeDocx([], { 'word/document.xml': docxBody(body) }))).text).toBe('kept')
})
