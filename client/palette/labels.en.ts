/** The words of the palette and the keyboard help; the keys are `palette.*`. */
export const paletteLabels = {
  open: 'All commands',
  title: 'Commands',
  find: 'What would you like to do?',
  nothing: 'No command of that name',
  found_one: '{{count}} command',
  found_other: '{{count}} commands',
  help: 'Keyboard',
  helpOpen: 'Keyboard help',
  helpMore:
    'Everything else is in the list of all commands. In the text, Escape and then Tab leaves it.',
  groups: {
    app: 'Interline',
    document: 'Document',
    documents: 'Documents',
    people: 'People',
    appearance: 'Appearance',
  },
  goLibrary: 'All documents',
  goTrash: 'Trash',
  goKept: 'Kept on this device',
  goAccount: 'Your account',
  goInstance: 'This installation',
  you: 'Your name and colour',
  openDocument: 'Open {{title}}',
  ofRow: '{{what}}: {{title}}',
  update: 'Open the new version',
} as const
