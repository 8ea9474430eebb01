/** Words of the pages that stand in a document's place where there is none. */
export const nothingLabels = {
  document: {
    missingTitle: 'There is no document here',
    missingText:
      'The address may be mistyped, or the document was never made. Nothing of yours is lost.',
    notYetTitle: 'There is no document here for you yet',
    notYetText:
      'It may not be shared with you, it may still be on the way from where it was begun, or the address may be mistyped. This page opens it as soon as you can.',
    goneTitle: 'This document was deleted',
    goneText:
      'Whoever made it can restore it for thirty days. What you wrote and had not sent is still on this device.',
    refusedTitle: 'This document cannot be opened',
    lostTitle: 'You cannot open this document any more',
    lostText: 'Your access to it was taken back, or the document is gone.',
    lostTextKept:
      'Your access to it was taken back, or the document is gone. Words of yours that had not been sent are kept on this device.',
  },
  trash: {
    inTrashTitle: 'This document is in your trash',
    inTrashText: 'Nobody can open it now. Restore it, and everything is back for everyone.',
  },
} as const
