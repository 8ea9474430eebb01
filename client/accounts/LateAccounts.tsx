import { late } from '../ui/late.tsx'

/** The pages about people; none of them is loaded before somebody goes there. */
export const LateAccounts = late(() =>
  import('./open-accounts.ts').then(({ openAccounts }) => openAccounts()),
)
