import { element, type HtmlNode } from '../../shared/document/html.ts'

/** The page's nodes as plain data; comments and other things without words are left out. */
export function treeOf(parent: ParentNode & Node): HtmlNode[] {
  const nodes: HtmlNode[] = []
  for (const child of parent.childNodes) {
    if (child instanceof Text) nodes.push(child.data)
    else if (child instanceof Element)
      nodes.push(element(tagOf(child), attrsOf(child), treeOf(child)))
  }
  return nodes
}

/** Plain data as nodes, made one by one: nothing is ever parsed as markup. */
export function domOf(nodes: readonly HtmlNode[], page: Document): DocumentFragment {
  const fragment = page.createDocumentFragment()
  for (const node of nodes) {
    if (typeof node === 'string') fragment.append(node)
    else {
      const made = page.createElement(node.tag)
      for (const [name, value] of Object.entries(node.attrs)) made.setAttribute(name, value)
      made.append(domOf(node.children, page))
      fragment.append(made)
    }
  }
  return fragment
}

function tagOf(node: Element): string {
  return node.localName.toLowerCase()
}

function attrsOf(node: Element): Record<string, string> {
  return Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value]))
}
