import { expect, test } from 'vitest'
import { readOne } from '../testing/read-one.ts'

const read = async (body: string, head = '') => {
  const page = `<!doctype html><html><head><title>A  page</title>${head}</head><body>${body}</body></html>`
  return readOne('a.html', page)
}

test('headings, lists, tables and code keep their form; links and emphasis are words', async () => {
  const { text, title } = await read(`
    <h1>Main</h1><p>Some <b>bold</b> words and <a href="https://example.org/x">a link</a>.</p>
    <h2>Lists</h2><ul><li>one</li><li>two</li></ul><ol><li>first</li><li>second</li></ol>
    <table><tr><th>Name</th><th>Age</th></tr><tr><td>Ann</td><td>7</td></tr></table>
    <pre><code>if (a)\n  b()</code></pre>`)
  expect(title).toBe('A page')
  expect(text).toContain('Some bold words and a link.')
  expect(text).toContain('## Lists\n\n- one\n- two')
  expect(text).toContain('1. first\n2. second')
  expect(text).toContain('| Name | Age |\n| Ann | 7 |')
  expect(text).toContain('```\nif (a)\n  b()\n```')
})

test('nothing is escaped: what is quoted is what was written', async () => {
  expect((await read('<p>1. snake_case * [x] # y \\ `z`</p>')).text).toBe('1. snake_case * [x] # y \\ `z`')
})

test('what a browser does not show is not read', async () => {
  const { text } = await read(
    '<p>seen</p><script>no1</script><p hidden>no2</p><p style="Display : NONE">no3</p><!-- no4 --><nav>no5</nav><template>no6</template>',
    '<style>no7</style>',
  )
  expect(text).toBe('seen')
})

test('an article is found among what surrounds it', async () => {
  const paragraph = `<p>${'The cell divides into two, and each of them is a cell again. '.repeat(8)}</p>`
  const aside = '<div class="sidebar"><ul><li><a href="/a">Subscribe now</a></li></ul></div>'
  const { text } = await read(`${aside}<article><h1>Cells</h1>${paragraph.repeat(6)}</article>${aside}`)
  expect(text).toContain('The cell divides')
  expect(text).not.toContain('Subscribe')
})

test('a page without an article is read as it is', async () => {
  const { text } = await read('<div>Opening hours</div><div>Monday 9 to 5</div>')
  expect(text).toBe('Opening hours\n\nMonday 9 to 5')
})
