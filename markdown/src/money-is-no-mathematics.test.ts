import { describe, expect, test } from 'vitest'
import { closeInline } from './close-inline.ts'
import { createMath, drawMath } from './math.ts'
import { leastCpuMs } from './testing/cpu.ts'
import { toHtml } from './to-html.ts'

/** The sources of the formulas in a text. */
function formulas(text: string): string[] {
  return [...toHtml(text).matchAll(/<(span|div) class="math"[^>]*>([^<]*)<\/\1>/g)].map(([, , source]) => source ?? '')
}

test.each([
  '$5 and $10',
  'It costs $5 and $10.',
  'From $5 to $10, or $5-$10, or $5/$10.',
  'US$5 and CA$6',
  'between $5k and $6k, and 5$ or 6$',
  'set $HOME and $PATH, then $HOME/bin:$PATH',
  'if ($a=$b) { $c[$d] = "$e"; }',
  '`$x^2$` is code',
  'a restaurant for $$ or $$$, not $$$$',
  '$ x^2 $ has spaces inside',
  '\\$x^2\\$ is escaped',
  'the shell says $? and $# and $$',
  'earns $1,000.00 (plus $50 = $1,050)',
  '\\[not a link\\]',
  '\\(an aside\\)',
  '\\[x\\] and \\[ \\] are boxes',
  'costs $20 + tax, $30 + tax',
  '| $5 | $10 |\n|---|---|\n| $6 | $7 |',
  '$AB_CD$ and $FOO_BAR$',
  '$5^ and up',
  '$$',
  '$$\n\n$$',
  'a\n\n$$\nnever closed',
])('%j has no formula', text => {
  expect(formulas(text)).toEqual([])
})

test.each([
  ['$$x^2$$', ['$$x^2$$']],
  ['$$\nx = 5\n$$', ['$$\nx = 5\n$$']],
  ['Text:\n$$\na\n\nb\n$$\nmore', ['$$\na\n\nb\n$$']],
  ['Inside a line $$E = mc^2$$ stands one.', ['$$E = mc^2$$']],
  ['\\[\nx\n\\]', ['\\[\nx\n\\]']],
  ['\\[ \\frac{a}{b} \\]', ['\\[ \\frac{a}{b} \\]']],
  ['so \\(x\\) and \\(\\alpha + 1\\).', ['\\(x\\)', '\\(\\alpha + 1\\)']],
  ['so $x$, $x^2$, $x_1$, $n$-th, $n$th, $\\alpha$.', ['$x$', '$x^2$', '$x_1$', '$n$', '$n$', '$\\alpha$']],
  ['$E = mc^2$ and $O(n \\log n)$ and $f(x)$', ['$E = mc^2$', '$O(n \\log n)$', '$f(x)$']],
  ['It costs $5, and $a + b = c$ for $10.', ['$a + b = c$']],
  ['**Given $x^*$**: it is *$y*z$*.', ['$x^*$', '$y*z$']],
  ['- one\n\n  $$\n  y\n  $$\n- two $z$', ['$$\ny\n$$', '$z$']],
  ['> $$\n> y\n> $$', ['$$\ny\n$$']],
  ['| $x^2$ | b |\n|---|---|\n| $y$ | 1 |', ['$x^2$', '$y$']],
  ['# About $\\pi$', ['$\\pi$']],
  ['$10^6$ of them', ['$10^6$']],
])('%j has formulas', (text, sources) => {
  expect(formulas(text)).toEqual(sources)
})

test('stars inside a formula are no emphasis, and close none', () => {
  expect(toHtml('**Given $x^*$**: $a*b*c$')).toBe(
    '<p><strong>Given <span class="math">$x^*$</span></strong>: <span class="math">$a*b*c$</span></p>',
  )
})

describe('drawn', () => {
  const shown = (text: string) => toHtml(text, [], { math: drawMath })

  test('it is MathML alone, in the line or in a line of its own', () => {
    expect(shown('so $x^2$')).toMatch(/^<p>so <span class="math"><math[^>]*><msup>.*<\/msup><\/math><\/span><\/p>$/)
    expect(shown('$$\n\\frac{a}{b}\n$$')).toMatch(
      /^<div class="math" tabindex="0" role="group" aria-label="Formula"><math display="block"><mfrac>/,
    )
  })

  test.each([
    '$$\\notacommand{x}$$',
    '$$\\frac{a}{$$',
    '$$\\href{javascript:alert(1)}{x}$$',
    '$$\\includegraphics{https://evil.example/p.png}$$',
    '$$\\htmlData{x=y}{z} \\class{a}{b}$$',
    '$$\\def\\a{\\a\\a}\\a$$',
    '$$\\newcommand{\\a}{xx}\\a$$',
  ])('%j is shown as its source', text => {
    expect(shown(text)).not.toContain('<math')
    expect(formulas(text)).toEqual([text])
  })

  test('no address, style or name of the author gets through', () => {
    const html = shown('$$\\color{red}{x} \\text{<img src=x onerror=alert(1)>} \\boxed{y} \\url{https://x.example}$$')
    expect(html).not.toMatch(/style=|href=|src="|id="|<img|<a /)
  })
})

test.each([
  ['braces in braces', `$$${'{'.repeat(1_900)}${'}'.repeat(1_900)}$$`],
  ['fractions in fractions', `$$${'\\frac{'.repeat(400)}x${'}{1}'.repeat(400)}$$`],
  ['a long one', `$$${'x+'.repeat(50_000)}y$$`],
  ['as long as may be', `$$${'x+'.repeat(1_990)}y$$`],
  ['a wide matrix', `$$\\begin{matrix}${`${'a&'.repeat(40)}\\\\`.repeat(40)}\\end{matrix}$$`],
  ['exponents of exponents', `$$x${'^{x'.repeat(900)}${'}'.repeat(900)}$$`],
  ['macros of macros', `$$\\def\\a{${'x'.repeat(900)}}${'\\a'.repeat(900)}$$`],
  ['built-in macros', `$$${'\\dots '.repeat(600)}$$`],
  ['dollars', '$'.repeat(16_000)],
  ['dollars and letters', '$x '.repeat(5_000)],
  ['formulas without end', '\\(x '.repeat(4_000)],
  ['brackets without end', '\\[ x\n'.repeat(3_000)],
  ['lines of dollars', '$$\nx\n\n'.repeat(2_000)],
  ['many small ones', '$x^2$ '.repeat(2_500)],
])('%s: drawn soon, or not at all', (_name, text) => {
  const tookMs = leastCpuMs(() => toHtml(text, [], { math: createMath() }))
  // Several times the budget of 50 ms for 8 KiB: not every machine is quick.
  expect(tookMs).toBeLessThan(250)
})

test.each([
  ['so $x^', 'so'],
  ['so \\(\\frac{a', 'so'],
  ['so $$a +', 'so'],
  ['**so $x^*', '**so**'],
  ['so $x$ and **b', 'so $x$ and **b**'],
  ['it costs $5', 'it costs $5'],
  ['and $HOME', 'and $HOME'],
])('%j is shown as %j in a frame: half a formula is held back, half a price is not', (text, shown) => {
  expect(closeInline(text)).toBe(shown)
})
