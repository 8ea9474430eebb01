import * as documentsAndGuests from './0001-documents-and-guests.ts'
import * as factsAndThreads from './0002-facts-and-threads.ts'
import * as search from './0003-search.ts'
import * as accounts from './0004-accounts.ts'
import * as sharing from './0005-sharing.ts'
import * as recordSums from './0008-record-sums.ts'

/** In order, forward only. */
export const MIGRATIONS = {
  '0001-documents-and-guests': documentsAndGuests,
  '0002-facts-and-threads': factsAndThreads,
  '0003-search': search,
  '0004-accounts': accounts,
  '0005-sharing': sharing,
  '0008-record-sums': recordSums,
}
