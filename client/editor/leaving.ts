import { Plugin } from '@tiptap/pm/state'

/** Tab indents, so Escape lets the next Tab through: nobody may be trapped in the page. */
export function leavingByTab(): Plugin {
  let leaving = false
  return new Plugin({
    props: {
      handleDOMEvents: {
        keydown: (_view, event) => {
          const lets = leaving && event.key === 'Tab'
          leaving = event.key === 'Escape' || (leaving && event.key === 'Shift')
          return lets
        },
      },
    },
  })
}
