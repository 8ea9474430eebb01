import * as z from 'zod/mini'
import { REFUSAL_REASONS, REFUSALS, type RefusalReason } from './refusals.ts'

/** `application/problem+json` (RFC 9457) with our reason. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  refusal: z.enum(REFUSAL_REASONS),
})
export type Problem = z.infer<typeof problemSchema>

export function problem(reason: RefusalReason, detail?: string): Problem {
  const { status, sentence } = REFUSALS[reason]
  return {
    type: 'about:blank',
    title: reason,
    status,
    detail: detail ?? sentence,
    refusal: reason,
  }
}
