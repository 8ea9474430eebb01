import pino from 'pino'

/** JSON lines on stderr for whoever runs this: ids, numbers and reasons; never content or names. */
export function openOperatorLog(): (event: string, facts: Record<string, unknown>) => void {
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
  return (event, facts) => log.info(facts, event)
}
