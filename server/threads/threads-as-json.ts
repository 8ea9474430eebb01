/**
 * The threads of a document as `threadSchema` reads them. Anchors and bodies lie there as JSON and go
 * out as they are: read and written anew, a thousand long ones hold up everybody for a second.
 */
import { byOf } from '../facts/store.ts'
import type { ThreadRows } from './store.ts'

export function threadsAsJson({ threads, comments, edits, turns }: ThreadRows): string {
  const commentsIn = Map.groupBy(comments, ({ thread }) => thread)
  const editsOf = Map.groupBy(edits, ({ comment }) => comment)
  const turnsOf = Map.groupBy(turns, ({ thread }) => thread)
  const all = threads.map(({ id, document, anchor, revision, resolution, opened_at: openedAt }) => {
    const own = turnsOf.get(id) ?? []
    const said = (commentsIn.get(id) ?? []).map((row) => commentAsJson(row, editsOf.get(row.id)))
    const rest = {
      resolution: resolutionOf(own.find((turn) => turn.id === resolution)),
      turns: own.map((turn) => turn.id),
    }
    return withJson({ id, document, revision, openedAt, ...rest }, { anchor, comments: list(said) })
  })
  return list(all)
}

function commentAsJson(
  row: ThreadRows['comments'][number],
  edits: ThreadRows['edits'] = [],
): string {
  const { id, person, at, body } = row
  const replaced = edits.map((edit) => withJson({ id: edit.id, at: edit.at }, { body: edit.body }))
  return withJson(
    { id, person, by: named(row), at },
    { body: body ?? 'null', edits: list(replaced) },
  )
}

function resolutionOf(turn: ThreadRows['turns'][number] | undefined) {
  if (!turn) return null
  const { id, person, at, reason } = turn
  return { id, person, by: named(turn), at, reason }
}

function named({ name, colour }: { name: string | null; colour: string | null }) {
  return byOf(name, colour)
}

/** An object with more fields, whose values are JSON already. */
export function withJson(value: Record<string, unknown>, more: Record<string, string>): string {
  const fields = Object.entries(more).map(([name, json]) => `,"${name}":${json}`)
  return `${JSON.stringify(value).slice(0, -1)}${fields.join('')}}`
}

function list(values: readonly string[]): string {
  return `[${values.join(',')}]`
}
