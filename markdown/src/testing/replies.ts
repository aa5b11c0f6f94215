/** Texts like those that models write, with the constructs that are hard to cut. */
export const REPLIES: Record<string, string> = {
  'prose with a list, code and a table': `Give every reply its own **append-only log**, and make the browser a reader.

## What travels on the wire

- An \`id\` on each event, so that \`Last-Event-ID\` says where to resume.
- One terminal event: \`done\`, *stopped* or **error**.
- A third, with a [link](https://example.com/a_(b)) and ~~nothing~~ more.

\`\`\`ts
export async function* follow(id: string, after = 0) {
  // replay what is stored, then wait for more
  for await (const chunk of log.read(id, { after })) yield chunk

}
\`\`\`

| Event | Carries | Stored | p99 |
| :--- | --- | :-: | ---: |
| delta | text, **seq** | yes | 4 ms |
| title | \`a \\| b\` | yes | 9 ms |
| usage | x | no | 1 ms |
| done | usage | yes | 6 ms |

It costs $5 and $10. See https://example.com/docs for more.
`,
  'nested lists': `1. First
   - inner **one**
   - inner two
     continued

     with a paragraph
   - [x] done
   - [ ] to do
2. Second

   \`\`\`sh
   npm test
   - not a list
   \`\`\`
3. Third

4. Fourth after a blank line
5. Fifth
- other list
- of bullets
* and another
`,
  'headings of both kinds': `Title
=====

Part
----

### Third ###

Text
with two lines
---

***

#### Fourth
#tag is text
`,
  references: `A [first][one], a [second], an ![image][pic] and [none][x].

[one]: https://one.example "One"
[second]: <https://two.example/a b>
Text after.

[pic]: https://pic.example/a.png
`,
  'references that come first': `[one]: https://one.example

- see [one]
- and [that][one]
- or [one] again
- and a fourth
`,
  quotes: `> A quote with **bold**
> on two lines
lazy

> > deeper
> back

> - list in a quote
> - more
>
> \`\`\`
> code
> \`\`\`
`,
  'raw html': `<div class="x">
<b>bold</b> *not emphasis*
</div>

Text with <b>tags</b> and a <br> and <!-- a comment -->.

<details>
<summary>More</summary>

Inside **here**

</details>
<script>alert(1)</script>
`,
  'windows line ends':
    'One\r\ntwo\r\n\r\n- a\r\n- b\r\n- c\r\n- d\r\n\r\n```js\r\nlet a\r\n\r\nlet b\r\n```\r\n\r\n| a | b |\r\n|---|---|\r\n| 1 | 2 |\r\n',
  fences: `~~~python title="x"
\`\`\`
not the end
~~~~
\`\`\`\`md
\`\`\`js
inner
\`\`\`
\`\`\`\`
   \`\`\`
   indented
   \`\`\`

    indented code
    of two lines

\`\`\`
`,
  'an open fence': 'Before\n```js\nconst a = 1\n\n\n',
  tables: `| a | b |
|---|---|
| 1 | 2 |
| 3 |
| **4** | [x](https://x.example) | extra |
| 5 | 6 |
| 7 | 8 |
then a row without pipes

| not | a table |
| at all |

a | b
--|--
1 | 2

- item

  | in | list |
  | -- | ---- |
  | 1 | 2 |
`,
  'emphasis that is none': `2 * 3 * 4 and 5*x and snake_case_name and **open
and *this* **_both_** ***three*** a**b**c _x_y_ \\*escaped\\* \`code \`\`

line with two spaces  
and a backslash\\
and [brackets] and arr[0] and [unclosed](https://x.example
`,
  'other scripts': '这是**重点**内容。\n\n- שלום **עולם**\n- 👩‍👩‍👧 family 🎉\n- مرحبا\n- x\n\n> “quoted” — dash…\n',
}
