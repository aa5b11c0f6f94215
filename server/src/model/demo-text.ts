import type { Turn } from './model.ts'

/**
 * What the demo model says to the last user's turn: the same for the same turn, so that it can go on from any point.
 */
export function demoText(turns: readonly Turn[]): string {
  const question = turns.findLast(turn => turn.role === 'user')?.content ?? ''
  const said = new Set(question.toLowerCase().split(/[^a-z]+/))
  const everything = said.has('markdown')
  const samples = SAMPLES.filter(({ words }) => words.some(word => said.has(word)) || (everything && words !== LONG))
  const opening = samples.length > 0 ? `${GREETING} Here is a sample of what you asked for.` : GREETING
  return [opening, ...samples.map(({ text }) => text), CONNECT].join('\n\n')
}

const GREETING =
  'This is a placeholder response: no model is connected yet, so Folio answers with a text of its own, ' +
  'piece by piece, as a model would.'

export const CONNECT =
  'To connect a real model, set `OPENAI_API_KEY`, or `OPENAI_BASE_URL` for any server that speaks the ' +
  'same protocol, and start Folio again.'

const CODE = `A function with a comment, and what calls it:

\`\`\`ts
/** The n-th number of Fibonacci's. */
function fibonacci(n: number): number {
  let [a, b] = [0, 1]
  for (let i = 0; i < n; i++) [a, b] = [b, a + b]
  return a
}

console.log(\`fibonacci(10) = \${fibonacci(10)}\`) // 55
\`\`\`

\`\`\`sh
npm start   # then open http://localhost:8000
\`\`\`

Between words, \`code\` looks like this.`

const TABLE = `| Planet | Moons | Day, in hours |
| :----- | :---: | ------------: |
| Earth | 1 | 23.9 |
| Mars | 2 | 24.6 |
| Jupiter | 97 | 9.9 |
| **Saturn** | *274* | 10.7 |`

const LIST = `1. Boil the water.
   - It need not be much.
   - A lid saves time:
     - and gas,
     - and patience.
2. Warm the pot.
3. Wait *four* minutes.

- [x] tea
- [ ] biscuits`

const QUOTE = `> A good question is half of a good answer.
>
> > A quote within a quote is set further in.`

const LINKS =
  'See [the CommonMark specification](https://spec.commonmark.org/) or <https://example.com/>: each opens in a new tab.'

const EMOJI = `Some need more than one unit: 🌍 🚀 👩‍🚀 👨‍👩‍👧‍👦 🏳️‍🌈 🇪🇺 👍🏽 — and not only emoji: naïve, 東京, שלום, 𝒳.`

const MATH = String.raw`Inline, $E = mc^2$; and set apart:

$$
\sum_{k=1}^{n} k = \frac{n(n+1)}{2}
$$`

const PASSAGES = [
  'A long answer shows how the page behaves while text keeps coming: it should follow the last line, ' +
    'and stay where you are as soon as you scroll up to read.',
  'You may stop it at any point. What has been written so far is kept, and **Continue** goes on behind ' +
    'the last word, without a gap and without saying anything twice.',
  'You may also close this page, put the device away, or open the conversation on another one. The ' +
    'answer goes on without you, and you will find all of it when you come back.',
  'None of this needs a model. It does need patience, which is why a placeholder writes no faster than ' +
    'a real one would, and does not have much more to say.',
]

const LONG = ['long', 'longer', 'story', 'essay', 'paragraphs']

const SAMPLES: readonly { words: readonly string[]; text: string }[] = [
  {
    words: ['code', 'function', 'program', 'script', 'python', 'typescript', 'javascript'],
    text: `## Code\n\n${CODE}`,
  },
  { words: ['table', 'tables'], text: `## A table\n\n${TABLE}` },
  { words: ['list', 'lists', 'steps'], text: `## A list\n\n${LIST}` },
  { words: ['quote', 'quotes'], text: `## A quote\n\n${QUOTE}` },
  { words: ['link', 'links'], text: `## Links\n\n${LINKS}` },
  { words: ['emoji', 'emojis', 'unicode'], text: `## Emoji\n\n${EMOJI}` },
  { words: ['math', 'formula', 'latex'], text: `## A formula\n\n${MATH}` },
  { words: LONG, text: longText() },
]

/** Twelve paragraphs: enough to scroll, to stop, and to leave and come back to. */
function longText(): string {
  const paragraphs = Array.from({ length: 12 }, (_, index) => {
    return `### Part ${index + 1}\n\n${PASSAGES[index % PASSAGES.length]}`
  })
  return `## A long answer\n\n${paragraphs.join('\n\n')}`
}
