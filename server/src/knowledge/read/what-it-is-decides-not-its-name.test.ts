import { expect, test } from 'vitest'
import { makeDocx, makePdf, makeZip } from '../testing/documents.ts'
import { readOne } from '../testing/read-one.ts'
import { DOCX } from './docx.ts'

const kindOf = async (name: string, content: string | Uint8Array, mediaType: string | null = null) =>
  (await readOne(name, content, mediaType)).mediaType

test('a file is read as what it is under any name', async () => {
  for (const name of ['a', 'a.txt', 'a.pdf', 'a.docx', 'a.json']) {
    expect(await kindOf(name, makePdf(['words']))).toBe('application/pdf')
    expect(await kindOf(name, makeDocx(['words']))).toBe(DOCX)
    expect(await kindOf(name, '<!doctype html><html><body><p>words</p></body></html>')).toBe('text/html')
    expect(await kindOf(name, '{"a": "words"}')).toBe('application/json')
    expect(await kindOf(name, '{"a": 1}\n{"a": 2}\n')).toBe('application/x-ndjson')
    expect(await kindOf(name, 'a;b\n1;2\n3;4\n5;6\n')).toBe('text/csv')
    expect(await kindOf(name, 'Some words, and others.\n\nMore, of them.')).toBe('text/plain')
  }
})

test('among texts the name says what the content leaves open', async () => {
  const text = '# Title\n\nWords.'
  expect(await kindOf('a.md', text)).toBe('text/markdown')
  expect(await kindOf('a.txt', text)).toBe('text/plain')
  expect(await kindOf('a', text, 'text/markdown; charset=utf-8')).toBe('text/markdown')
  expect(await kindOf('a', `${text}\n\n- one\n- two\n`)).toBe('text/markdown')
  expect(await kindOf('a', 'name,age\nAnn,7\n')).toBe('text/plain')
  expect(await kindOf('a.csv', 'name,age\nAnn,7\n')).toBe('text/csv')
  expect(await kindOf('readme.md', '<h1 align="center">Logo</h1>\n\n## Use\n\nWords.')).toBe('text/markdown')
})

test('a text may be in one of many encodings', async () => {
  const text = 'Größe, naïve café, 漢字'
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le')
  expect((await readOne('a', text)).text).toBe(text)
  expect((await readOne('a', `\ufeff${text}`)).text).toBe(text)
  expect((await readOne('a', wide)).text).toBe(text)
  expect((await readOne('a', Buffer.from(wide).swap16())).text).toBe(text)
  expect((await readOne('a', Buffer.from('plain letters only', 'utf16le'))).text).toBe('plain letters only')
  expect((await readOne('a', Buffer.from('Größe \x80 \x93caf\xe9\x94', 'latin1'))).text).toBe('Größe € “café”')
})

test('what cannot be read says why', async () => {
  const codeOf = (name: string, content: string | Uint8Array) =>
    readOne(name, content).then(
      () => 'read',
      (cause: { code: string }) => cause.code,
    )
  expect(await codeOf('a.txt', '')).toBe('empty')
  expect(await codeOf('a.txt', ' \n \n')).toBe('empty')
  expect(await codeOf('a.html', '<!doctype html><html><body><script>x</script></body></html>')).toBe('empty')
  expect(await codeOf('a.png', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))).toBe('unsupported_type')
  expect(await codeOf('a.doc', Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1', 'latin1'))).toBe('unsupported_type')
  expect(await codeOf('a.xlsx', makeZip({ 'xl/workbook.xml': '<x/>' }))).toBe('unsupported_type')
  expect(await codeOf('a.txt', 'word '.repeat(30_000))).toBe('too_large')
})
