import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'

/** Recordings lie beside the repository, not in it: 1 MB of other people's work (CC BY 4.0). */
const FOLDER =
  process.env.INTERLINE_TRACES ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'traces')

const Patch = z.tuple([z.number(), z.number(), z.string()])

const Recording = z.object({
  endContent: z.string(),
  txns: z.array(
    z.object({
      parents: z.array(z.number()).default([]),
      agent: z.number().default(0),
      patches: z.array(Patch),
    }),
  ),
})

export type Patch = z.infer<typeof Patch>
export type Recording = z.infer<typeof Recording>

/** Null where the recordings are not at hand: then their tests say so and do not run. */
export function recording(name: string): Recording | null {
  const path = join(FOLDER, `${name}.json.gz`)
  if (!existsSync(path)) {
    console.warn(`DID NOT RUN: no recording at ${path} (INTERLINE_TRACES names another folder)`)
    return null
  }
  return Recording.parse(JSON.parse(gunzipSync(readFileSync(path)).toString()))
}
