import { paletteLabels } from '../palette/labels.en.ts'

/**
 * The sentences that are needed early, by slice. Each part that is loaded later brings its own
 * (`labels.en.ts` beside it), and so do the editor and the threads.
 */
export const en = {
  app: {
    name: 'Interline',
    close: 'Close',
    loading: 'Loading',
    newVersion: 'A new version of Interline is ready.',
    reload: 'Reload',
    later: 'Later',
    plainHttp:
      'This page came over plain http, so this browser cannot open it without the network. Everything else works.',
  },
  library: {
    notRestored: '{{title}} could not be restored. {{sentence}}',
    title: 'Documents',
    new: 'New document',
    untitled: 'Untitled',
    failed: 'Your documents could not be fetched',
    failedText: 'The server does not answer. Documents you have open stay safe in their tabs.',
    again: 'Try again',
    notMade: 'The document could not be made. Try again in a moment.',
    linkCopied: 'Link copied.',
    linkNotCopied: 'This browser does not let the link be copied: {{link}}',
    delete: 'Delete',
    leave: 'Remove from my list',
    deleted: '{{title}} is in the trash.',
    left: '{{title}} is not in your list any more.',
    undo: 'Undo',
  },
  trash: {
    noAnswer: 'The server does not answer.',
    title: 'Trash',
    restore: 'Restore',
    inTrashHere: 'You deleted this document. Nobody can write in it now.',
    inTrashTitle: 'This document is in your trash',
    inTrashText: 'Nobody can open it now. Restore it, and everything is back for everyone.',
  },
  document: {
    back: 'All documents',
    untitled: 'Untitled',
    mayRead: 'You may read here.',
    mayComment: 'You may read and comment here. Select some words to begin.',
    share: 'Share',
    menu: 'What to do with this document',
    rename: 'Rename',
    delete: 'Delete this document',
    letVisitors: {
      write: 'Let anyone who knows the address write',
      comment: 'Let anyone who knows the address comment',
      read: 'Let anyone who knows the address read only',
      nobody: 'Let nobody in by the address alone',
    },
    visitorsMay: {
      write: 'Anyone who knows the address may write now.',
      comment: 'Anyone who knows the address may comment now.',
      read: 'Anyone who knows the address may read now.',
      nobody: 'The address alone lets nobody in now.',
    },
    shareLink: 'Share',
    copyAll: 'Copy the text as Markdown',
    download: 'Download as Markdown',
    visitorsFailed: 'It stays as it was: the server did not take the change.',
    copyLink: 'Copy link',
    opening: 'Opening the document',
    unreadable:
      'The server cannot read this document from its disk now. It opens here as soon as it can.',
    late: 'This is taking longer than it should. The document opens as soon as it is here.',
    copyWords: 'Copy the text',
    wordsCopied: 'Text copied.',
    pasteTooLarge: 'This is too much at once. Paste it in parts.',
    missingTitle: 'There is no document here',
    missingText:
      'The address may be mistyped, or the document was never made. Nothing of yours is lost.',
    notYetTitle: 'There is no document here for you yet',
    notYetText:
      'It may not be shared with you, it may still be on the way from where it was begun, or the address may be mistyped. This page opens it as soon as you can.',
    lostTitle: 'You cannot open this document any more',
    lostText: 'Your access to it was taken back, or the document is gone.',
    lostTextKept:
      'Your access to it was taken back, or the document is gone. Words of yours that had not been sent are kept on this device.',
    goneTitle: 'This document was deleted',
    goneText:
      'Whoever made it can restore it for thirty days. What you wrote and had not sent is still on this device.',
    refusedTitle: 'This document cannot be opened',
    refused: '{{sentence}} Your words are kept in this browser.',
    refusedBroken:
      '{{sentence}} This browser cannot keep your words either: copy them before you close this tab.',
    refusedUnsent: '{{sentence}} Words of yours that had not been sent are kept on this device.',
    storageBroken:
      'This browser cannot keep a copy (its storage is full, blocked or broken). Writing works; keep this tab open until it says Saved.',
    newer:
      'Somebody wrote here with a newer version of Interline. What this one does not know is shown as a placeholder and kept as it is. Reload the page to get the newer version.',
    strangerTitle: 'The server does not answer',
    strangerText: 'This browser has not been here before, so it needs the server once.',
    failedTitle: 'This document did not open',
    failedText:
      'A part of this page could not be fetched. What you wrote is kept; opening it again should help.',
    openAgain: 'Open again',
  },
  kept: {
    title: 'Kept on this device',
    show: 'Show',
    roleFell: 'You may no longer write here. What you had not sent is kept on this device.',
  },
  sync: {
    loading: 'Opening…',
    saved: 'Saved',
    saving: 'Saving…',
    'on-this-device': 'On this device',
    'not-saved': 'Not saved since {{time}}',
    refused: 'Refused',
    missing: 'Not found',
    waiting: 'What you wrote since {{time}} waits to be sent.',
    about: {
      loading: 'Fetching the document from this device and the server.',
      saved: 'The server has written every word of yours to its disk.',
      saving: 'Your last words are on the way to the server.',
      offline:
        'You are offline. What you write is kept in this browser and sent when the network is back.',
      unreachable:
        'The server does not answer. What you write is kept in this browser and sent as soon as it does.',
      'no-receipt':
        'The server has not confirmed your last words. They are kept in this browser; keep this tab open, or try again now.',
      'no-device-storage':
        'Your last words are only in this tab: this browser cannot keep a copy and the server has not confirmed them. Keep the tab open.',
      missing: 'The server knows no document at this address.',
    },
    retry: 'Try again now',
    sendNow: 'Send what waits now',
  },
  refusals: {
    malformed: 'Something this page sent could not be read.',
    unauthenticated: 'The server does not know who you are.',
    forbidden: 'Your access to this document does not allow that.',
    'wrong-origin': 'This page may not speak to this server.',
    'wrong-host': 'This server does not answer under that name.',
    'foreign-client': 'These words carry the mark of somebody else.',
    'unknown-document': 'There is no such document.',
    'unknown-thread': 'This thread or comment is not there any more.',
    discarded: 'This comment was deleted.',
    stale: 'Somebody has changed this meanwhile.',
    'must-not-merge': 'This copy belongs to an earlier version of the document.',
    deleted: 'This document was deleted.',
    'too-large': 'This is more than the server takes at once.',
    'invalid-request': 'What this page asked for has the wrong shape.',
    quarantined: 'Your last change could not be checked and was set aside.',
    'storage-full': 'The server has no room left to save this.',
  },
  people: {
    here: 'People here',
    rest: '+{{count}}',
    count: '{{count}}',
    wroteNear: '{{names}} wrote near you.',
    someNear: 'Somebody wrote near you.',
    all: 'Here: {{names}}',
    goTo: 'Go to {{name}}',
    above: '{{name}}, further up',
    below: '{{name}}, further down',
    came: '{{names}} joined.',
    left: '{{names}} left.',
  },
  account: {
    open: 'You: {{name}}',
    signIn: 'Sign in',
    signOut: 'Sign out',
    ended:
      'You are signed out here. What you wrote is kept in this browser until you sign in again.',
    failed: 'This part of the page could not be fetched. Try again in a moment.',
    use: { system: 'Appearance of the system', light: 'Light appearance', dark: 'Dark appearance' },
  },
  palette: paletteLabels,
}
