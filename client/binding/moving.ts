/** What knows moves again, and brings home what was left behind. */
export type Moving = Pick<typeof import('./gesture.ts'), 'Gesture'> &
  Pick<typeof import('./stranded.ts'), 'bringHome' | 'strandedAt'>

/**
 * Loaded behind the editor: nobody moves a block before they can type. On a page that lost its server
 * a move is a cut and a paste, as for everybody who knows no more.
 */
export function learnMoving(learn: (moving: Moving) => void): void {
  Promise.all([import('./gesture.ts'), import('./stranded.ts')])
    .then(([gesture, stranded]) => learn({ ...gesture, ...stranded }))
    .catch(() => {})
}
