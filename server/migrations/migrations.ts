import * as documentsAndGuests from './0001-documents-and-guests.ts'

/** In order, forward only. */
export const MIGRATIONS = { '0001-documents-and-guests': documentsAndGuests }
