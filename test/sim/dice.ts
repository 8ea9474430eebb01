import { must } from '../../shared/kit/assert.ts'
import { time } from './virtual-time.ts'

/** Throws of the world's own chance: the same seed throws the same. */
export const chance = (of: number): boolean => time.chance() < of

/** A whole number from 0 to `most`, both in. */
export const upTo = (most: number): number => Math.floor(time.chance() * (most + 1))

export const pick = <T>(from: readonly T[]): T => must(from[upTo(from.length - 1)], 'a choice')
