/**
 * The only module through which HTML enters the page: a string goes in, a fragment of allowed elements comes out.
 * Whoever writes the string has escaped all content already; this is the second wall, not the first.
 */
import DOMPurify, { type Config } from 'dompurify'

const ATTRIBUTES = [
  'href',
  'rel',
  'target',
  'class',
  'type',
  'disabled',
  'checked',
  'start',
  'dir',
  'tabindex',
  'role',
  'aria-label',
  'aria-pressed',
  'value',
]

/** MathML that only draws: nothing that leads anywhere, hides anything or holds HTML. */
const MATH_TAGS = [
  'math',
  'mrow',
  'mi',
  'mn',
  'mo',
  'mtext',
  'mspace',
  'msup',
  'msub',
  'msubsup',
  'mfrac',
  'msqrt',
  'mroot',
  'mover',
  'munder',
  'munderover',
  'mmultiscripts',
  'mprescripts',
  'mtable',
  'mtr',
  'mtd',
  'mstyle',
  'mpadded',
  'mphantom',
  'menclose',
]
const MATH_ATTRIBUTES = [
  'display',
  'displaystyle',
  'scriptlevel',
  'mathvariant',
  'form',
  'fence',
  'separator',
  'stretchy',
  'symmetric',
  'largeop',
  'movablelimits',
  'accent',
  'accentunder',
  'lspace',
  'rspace',
  'minsize',
  'maxsize',
  'width',
  'height',
  'depth',
  'voffset',
  'linethickness',
  'notation',
  'columnspan',
  'rowspan',
]

const CONFIG: Config = {
  RETURN_DOM_FRAGMENT: true,
  ALLOWED_TAGS: [
    '#text',
    'p',
    'h3',
    'h4',
    'h5',
    'h6',
    'ul',
    'ol',
    'li',
    'blockquote',
    'hr',
    'pre',
    'code',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'strong',
    'em',
    'del',
    'sup',
    'a',
    'br',
    'div',
    'span',
    'button',
    'input',
    ...MATH_TAGS,
  ],
  ALLOWED_ATTR: [...ATTRIBUTES, ...MATH_ATTRIBUTES],
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:)/i,
  // The pattern above is asked for every attribute that is not named here, not only for addresses.
  ADD_URI_SAFE_ATTR: [...ATTRIBUTES.filter(name => name !== 'href'), ...MATH_ATTRIBUTES],
  KEEP_CONTENT: false,
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
}

const CLASSES = new RegExp(
  '^(?:code|code-head|code-lang|code-wrap|code-copy|table-scroll|align-(?:left|center|right)|task|plain|html' +
    '|math|(?:(?:tml|chr)-[\\w-]{1,16} ?){1,4}|link-host|image-link|cite|cites|language-[\\w+#.-]{1,32}|hljs-[\\w -]{1,64})$',
)

const MATHML = 'http://www.w3.org/1998/Math/MathML'

let configured = false

/** Never throws on hostile input; what is not allowed is missing from the result. */
export function sanitise(html: string): DocumentFragment {
  if (!configured) configure()
  return DOMPurify.sanitize(html) as unknown as DocumentFragment
}

function configure(): void {
  DOMPurify.setConfig(CONFIG)
  const ofMath = new Set(MATH_ATTRIBUTES)
  DOMPurify.addHook('uponSanitizeAttribute', (node, attribute) => {
    const isForeign = ofMath.has(attribute.attrName) && node.namespaceURI !== MATHML
    if (isForeign || (attribute.attrName === 'class' && !CLASSES.test(attribute.attrValue))) attribute.keepAttr = false
  })
  configured = true
}
