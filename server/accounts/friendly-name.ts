import type { Rng } from '../../shared/kit/rng.ts'

const MANNERS = [
  ...['Quiet', 'Bright', 'Gentle', 'Swift', 'Merry', 'Calm', 'Bold', 'Kind', 'Nimble', 'Sunny'],
  ...['Patient', 'Curious', 'Witty', 'Brave', 'Cheerful', 'Steady', 'Humble', 'Lively'],
]
const ANIMALS = [
  ...['Otter', 'Heron', 'Badger', 'Finch', 'Hare', 'Lynx', 'Marten', 'Owl', 'Robin', 'Seal'],
  ...['Wren', 'Fox', 'Beaver', 'Crane', 'Dolphin', 'Falcon', 'Hedgehog', 'Kestrel', 'Puffin'],
]

/** A name for someone who has not said theirs. */
export function friendlyName(rng: Rng): string {
  return `${pick(MANNERS, rng)} ${pick(ANIMALS, rng)}`
}

export function pick<T>(choices: readonly [T, ...T[]] | readonly T[], rng: Rng): T {
  const choice = choices[Math.floor(rng() * choices.length)]
  if (choice === undefined) throw new Error('nothing to choose from')
  return choice
}
