import { late } from '../ui/late.tsx'

/** Whatever of sharing is needed now; none of it is loaded before. */
export const LateSharing = late(() =>
  import('./open-sharing.ts').then(({ openSharing }) => openSharing()),
)
