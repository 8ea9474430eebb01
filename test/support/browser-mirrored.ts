import type { Person } from './browser-person.ts'

/**
 * Words in Latin letters: what people wrote is Greek here, and the interface Arabic. Left over
 * are names of keys, of languages, and what nobody sees or hears.
 */
export function untranslated({ page }: Person): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const isLatin = (text: string | null) => /[a-z]{2,}/i.test(text ?? '')
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const { parentElement: parent, textContent: text } = node
      if (!parent || !isLatin(text) || parent.closest('script, style, noscript, kbd, option[lang]'))
        continue
      if (parent.checkVisibility()) found.push(`“${text}”`)
    }
    const names = ['aria-label', 'aria-description', 'aria-roledescription', 'placeholder', 'alt']
    for (const name of names) {
      for (const each of document.querySelectorAll(`body [${name}]`)) {
        const text = each.getAttribute(name)
        if (isLatin(text) && each.checkVisibility()) found.push(`${name}=“${text}”`)
      }
    }
    return found
  })
}

/** What sticks out at a side, and is in nothing that scrolls. */
export function overflowing({ page }: Person): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth, dir } = document.documentElement
    const found = dir === 'rtl' ? [] : [`dir is ${dir}`]
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide`)
    const clips = (element: Element): boolean => {
      const { overflowX, clipPath } = getComputedStyle(element)
      if (overflowX !== 'visible' || clipPath !== 'none') return true
      return element.parentElement !== null && clips(element.parentElement)
    }
    for (const each of document.querySelectorAll('body *')) {
      if (!each.checkVisibility({ visibilityProperty: true })) continue
      const { left, right, width } = each.getBoundingClientRect()
      const isIn = left >= -1 && right <= clientWidth + 1
      if (isIn || width === 0 || clips(each.parentElement ?? each)) continue
      found.push(`<${each.tagName} class="${each.className}"> ${left}…${right}`)
    }
    return found
  })
}
