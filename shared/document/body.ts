import type * as Y from 'yjs'
import { SCHEMA_VERSION } from './grammar.ts'

/**
 * The flat text of a document, safe to hold while remote updates arrive. Whoever names this root type
 * must do so through here: a plain `getText` makes Yjs clean formats up after remote updates, so that
 * somebody who only looks on writes ([DM40]).
 */
export function bodyOf(doc: Y.Doc): Y.Text {
  return quieten(doc.getText('body'))
}

/** Switches off what Yjs would write by itself into `text`, and the cache our writer does not keep. */
export function quieten(text: Y.Text): Y.Text {
  Object.defineProperty(text, '_hasFormatting', {
    configurable: true,
    get: () => false,
    set: () => {},
  })
  text._searchMarker = null
  return text
}

/** The highest schema version that wrote here; 0 when nobody has said. */
export function schemaVersionOf(doc: Y.Doc): number {
  const version = doc.getMap('about').get('schema')
  return typeof version === 'number' ? version : 0
}

/** Says that this version writes here. To be called inside the writing transaction. */
export function signSchemaVersion(doc: Y.Doc): void {
  if (schemaVersionOf(doc) < SCHEMA_VERSION) doc.getMap('about').set('schema', SCHEMA_VERSION)
}
