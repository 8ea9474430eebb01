/** Names of the colour tokens the interface has for people; the server gives one to each person. */
export const COLOURS = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'] as const
export type Colour = (typeof COLOURS)[number]
