import { element, type HtmlElement, type HtmlNode } from '../../shared/document/html.ts'

/** As much of an HTML parser as written-out test pages need: every element closed, few entities. */
export function parseHtml(source: string): HtmlNode[] {
  const root: Open = { tag: '', attrs: {}, children: [] }
  const open: Open[] = [root]
  const here = () => open.at(-1) ?? root
  for (const [token] of source.matchAll(/<!--.*?-->|<!\[.*?\]>|<\/?[a-zA-Z][^>]*>|[^<]+/gs)) {
    if (token.startsWith('<!')) continue
    if (token.startsWith('</')) open.pop()
    else if (token.startsWith('<')) {
      const node = elementOf(token)
      here().children.push(node)
      if (!VOID.has(node.tag) && !token.endsWith('/>')) open.push(node)
    } else here().children.push(decode(token))
  }
  if (open.length !== 1) throw new Error(`unclosed <${here().tag}> in a test page`)
  return root.children
}

/** Written out again, so that a failing test shows HTML and not a tree. */
export function printHtml(nodes: readonly HtmlNode[]): string {
  return nodes
    .map((node) => (typeof node === 'string' ? encode(node) : printElement(node)))
    .join('')
}

interface Open extends HtmlElement {
  readonly children: HtmlNode[]
}

const VOID = new Set(['br', 'hr', 'img', 'input', 'meta', 'link', 'col'])

function elementOf(token: string): Open {
  const tag = /^<([\w:-]+)/.exec(token)?.[1]?.toLowerCase() ?? ''
  const attrs: Record<string, string> = {}
  const pairs = token.slice(tag.length + 1).matchAll(/([\w:-]+)(?:=(?:"([^"]*)"|'([^']*)'))?/g)
  for (const [, name = '', double, single] of pairs) attrs[name] = decode(double ?? single ?? '')
  return { ...element(tag, attrs), children: [] }
}

function printElement({ tag, attrs, children }: HtmlElement): string {
  const said = Object.entries(attrs).map(([name, value]) => ` ${name}='${encode(value)}'`)
  const start = `<${tag}${said.join('')}>`
  return VOID.has(tag) ? start : `${start}${printHtml(children)}</${tag}>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
}

function decode(text: string): string {
  return text.replace(/&(\w+|#\d+);/g, (whole, name: string) =>
    name.startsWith('#') ? String.fromCodePoint(Number(name.slice(1))) : (ENTITIES[name] ?? whole),
  )
}

function encode(text: string): string {
  return text.replace(/[&<>']/g, (sign) => `&#${sign.codePointAt(0)};`)
}
