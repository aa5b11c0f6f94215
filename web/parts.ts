import type { Plugin } from 'vite'

/** What the page takes of marked, by the names that its one file exports. */
const USED = ['Hooks', 'Lexer', 'Parser', 'Renderer', 'Tokenizer']
/** The one object at the end of that file which holds all of it fast: the class that nobody here makes use of. */
const HOLDER = /var (\w+)=new \w+;function (\w+)\((\w+),(\w+)\)\{return \1\.parse\(\3,\4\)\}/

/** Leaves out of marked what the page does not use, 1.6 KiB of the first answer: no bundler sees that it may go. */
export function partsOfMarked(): Plugin {
  return {
    name: 'parts-of-marked',
    apply: 'build',
    transform: {
      filter: { id: /\/marked\/lib\/marked\.esm\.js$/ },
      handler(code) {
        const start = HOLDER.exec(code)?.index
        const [, list = ''] = /export\{([^}]*)\}/.exec(code) ?? []
        const names = list.split(',').filter(name => USED.includes(name.split(' as ').at(-1) ?? ''))
        if (start === undefined || names.length !== USED.length) throw new Error('marked is not made as it was')
        return { code: `${code.slice(0, start)}export{${names.join()}}`, map: null }
      },
    },
  }
}
