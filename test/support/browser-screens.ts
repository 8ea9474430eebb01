import type { Person } from './browser-person.ts'
import type { Stage } from './browser-stage.ts'
import { appendBlock } from './browser-yjs.ts'
import { Guest } from './cast.ts'

/** A screen of the product, and how to get there. Words are fixtures: no screen is found by them. */
export interface Screen {
  name: string
  show: (who: Person) => Promise<void>
}

const TITLES = [
  'Minutes of the harbour committee, 12 May',
  'Reading list',
  'Supercalifragilisticexpialidociousdocumentwithoutanyspaceinitstitle',
  'Budget 2027',
]
const COMMENTS = ['Do we have a date for this?', 'Maybe say who pays.']

export interface Furnished {
  document: string
  /** Deleted by whoever made it. */
  trashed: string
}

/** Documents in the list, words and threads in one of them, others in there, one in the trash. */
export async function furnish(stage: Stage, owner: Person, others: Person[]): Promise<Furnished> {
  await owner.visits('/')
  await owner.page.locator('h1').waitFor()
  const ids = await owner.page.evaluate(async (count) => {
    const made: string[] = []
    for (let n = 0; n < count; n += 1) {
      const body = JSON.stringify({})
      const headers = { 'content-type': 'application/json' }
      const reply = await fetch('/api/documents', { method: 'POST', headers, body })
      made.push((await reply.json()).id)
    }
    return made
  }, TITLES.length + 1)
  for (const [n, id] of ids.entries()) {
    const doc = await stage.client(id)
    appendBlock(doc, {}, TITLES[n] ?? 'An old draft')
    if (n > 0) continue
    appendBlock(doc, { kind: 'heading', level: 2 }, 'What we decided')
    appendBlock(doc, {}, 'The quay is mended before the summer. ', 'Everyone lends a hand.')
    appendBlock(doc, { list: 'task', checked: true }, 'Ask for three offers')
    appendBlock(doc, { list: 'task' }, 'Tell the neighbours')
    appendBlock(doc, { kind: 'quote' }, 'A harbour is a promise.')
    appendBlock(doc, { kind: 'code' }, 'depth = tide + 2.4')
    appendBlock(doc, {}, 'Boats over twelve metres stay outside until the crane is back.')
  }
  const [document = '', trashed = ''] = [ids[0], ids.at(-1)]
  for (const who of [owner, ...others]) await who.opens(document)
  const [first] = others
  if (first) {
    await comments(first, 'before the summer', COMMENTS[0] ?? '')
    await comments(first, 'twelve metres', COMMENTS[1] ?? '')
  }
  await owner.page.evaluate((id) => fetch(`/api/documents/${id}/trash`, { method: 'PUT' }), trashed)
  return { document, trashed }
}

async function comments(who: Person, words: string, comment: string): Promise<void> {
  await who.selects(words)
  await who.presses('Control+Alt+m')
  await who.page.locator('.ProseMirror[contenteditable="true"]').nth(1).waitFor()
  await who.types(comment)
  await who.presses('Control+Enter')
  await who.page.getByText(comment).first().waitFor()
  await who.presses('Escape')
}

/** Somebody nobody knows yet has an empty library; they come before anything is furnished. */
export const EMPTY_LIBRARY: Screen = {
  name: 'library-empty',
  show: async (who) => {
    await who.visits('/')
    await who.page.locator('h1').waitFor()
    await who.page.locator('main button').first().waitFor()
  },
}

export function screens({ document }: Furnished): Screen[] {
  const at = async (who: Person, path: string) => {
    await who.visits(path)
    await who.page.locator('h1').first().waitFor()
  }
  const atDocument = async (who: Person) => {
    await who.opens(document)
    await who.page.locator('[data-live]').waitFor({ state: 'attached' })
  }
  const palette = '[role="combobox"]'
  return [
    {
      name: 'library',
      show: async (who) => {
        await at(who, '/')
        await who.page
          .locator('main li a')
          .nth(TITLES.length - 1)
          .waitFor()
      },
    },
    {
      name: 'library-search',
      show: async (who) => {
        await at(who, '/')
        await who.page.locator('input[type="search"]').fill('harbour')
        await who.page.locator('main mark').first().waitFor()
      },
    },
    { name: 'document', show: atDocument },
    {
      name: 'document-thread',
      show: async (who) => {
        await atDocument(who)
        await who.clicks('after', 'before the sum')
        await who.presses('Control+Alt+k')
        await who.page.locator('[data-thread]').first().waitFor()
      },
    },
    {
      name: 'document-compose',
      show: async (who) => {
        await atDocument(who)
        await who.selects('lends a hand')
        await who.presses('Control+Alt+m')
        await who.page.locator('.ProseMirror[contenteditable="true"]').nth(1).waitFor()
        await who.types('Who exactly?')
      },
    },
    {
      name: 'document-threads',
      show: async (who) => {
        await atDocument(who)
        await who.page.locator('header [aria-expanded][data-threads]').click()
      },
    },
    {
      name: 'document-link',
      show: async (who) => {
        await atDocument(who)
        await who.selects('neighbours')
        await who.presses('Control+Shift+k')
        await who.page.locator('input[inputmode="url"]').waitFor()
      },
    },
    {
      name: 'document-sync',
      show: async (who) => {
        await atDocument(who)
        await who.page.locator('[data-sync]').click()
      },
    },
    { name: 'document-missing', show: (who) => at404(who) },
    { name: 'trash', show: (who) => at(who, '/trash') },
    { name: 'kept', show: (who) => at(who, '/kept') },
    {
      name: 'account',
      show: async (who) => {
        await at(who, '/')
        await who.page.locator('header button').last().click()
        await who.page.locator('dialog[open] #my-name').waitFor()
      },
    },
    {
      name: 'palette',
      show: async (who) => {
        await atDocument(who)
        await who.presses('Control+k')
        await who.page.locator(palette).waitFor()
      },
    },
    {
      name: 'keyboard-help',
      show: async (who) => {
        await atDocument(who)
        await who.presses('Control+/')
        await who.page.locator('dialog[open] kbd').first().waitFor()
      },
    },
  ]
}

async function at404(who: Person): Promise<void> {
  await who.visits('/d/no-such-document')
  await who.page.locator('main h2').waitFor()
}

/** A document nobody has shared yet. */
export async function bareDocument(stage: Stage): Promise<string> {
  return (await Guest.arrives('prop', stage.server)).makesDocument()
}
