import { late } from '../ui/late.tsx'

/**
 * What stands in a document's place where there is none; the server was asked, so it can be had.
 * Without the network the word about saving still says what is the matter.
 */
export const LateNoDocument = late(() =>
  import('./open-nothing.ts').then(({ openNothing }) => openNothing()),
)
