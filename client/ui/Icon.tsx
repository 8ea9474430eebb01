import type { IconNode } from 'lucide'
import {
  ArrowDown,
  ArrowLeft,
  ArrowUp,
  AtSign,
  Bold,
  Check,
  ChevronDown,
  CircleAlert,
  Clock,
  CloudCheck,
  CloudOff,
  CloudUpload,
  Code,
  Command,
  Copy,
  CornerDownLeft,
  Download,
  Ellipsis,
  FileQuestionMark,
  FileText,
  FileX,
  Heading1,
  Heading2,
  Heading3,
  Highlighter,
  Info,
  Italic,
  Keyboard,
  KeyRound,
  Laptop,
  Link,
  List,
  ListIndentDecrease,
  ListIndentIncrease,
  ListOrdered,
  ListTodo,
  Lock,
  LogOut,
  MessageSquarePlus,
  MessageSquareText,
  Minus,
  Monitor,
  Moon,
  Pencil,
  PencilLine,
  Pilcrow,
  Plus,
  Redo2,
  RefreshCw,
  RemoveFormatting,
  RotateCcw,
  Search,
  Share2,
  SquareCode,
  Strikethrough,
  Sun,
  TextQuote,
  Trash2,
  TriangleAlert,
  Underline,
  Undo2,
  Unlink,
  UserRound,
  X,
} from 'lucide'
import { h } from 'preact'

/** Only icons that are used somewhere; the bundler drops the rest of the set. */
const ICONS = {
  alert: CircleAlert,
  back: ArrowLeft,
  bold: Bold,
  break: CornerDownLeft,
  check: Check,
  clear: RemoveFormatting,
  close: X,
  code: Code,
  'code-block': SquareCode,
  commands: Command,
  comment: MessageSquarePlus,
  comments: MessageSquareText,
  copy: Copy,
  dark: Moon,
  discard: Trash2,
  divider: Minus,
  down: ArrowDown,
  download: Download,
  edit: Pencil,
  gone: FileX,
  heading1: Heading1,
  heading2: Heading2,
  heading3: Heading3,
  highlight: Highlighter,
  indent: ListIndentIncrease,
  info: Info,
  italic: Italic,
  key: KeyRound,
  keyboard: Keyboard,
  laptop: Laptop,
  leave: LogOut,
  light: Sun,
  link: Link,
  list: List,
  'list-ordered': ListOrdered,
  'list-task': ListTodo,
  lock: Lock,
  mention: AtSign,
  missing: FileQuestionMark,
  more: ChevronDown,
  open: FileText,
  options: Ellipsis,
  outdent: ListIndentDecrease,
  paragraph: Pilcrow,
  person: UserRound,
  plus: Plus,
  quote: TextQuote,
  redo: Redo2,
  rename: PencilLine,
  restore: RotateCcw,
  reopen: RotateCcw,
  retry: RefreshCw,
  saved: CloudCheck,
  saving: CloudUpload,
  search: Search,
  share: Share2,
  strike: Strikethrough,
  system: Monitor,
  trash: Trash2,
  underline: Underline,
  undo: Undo2,
  unlink: Unlink,
  unsaved: CloudOff,
  up: ArrowUp,
  waiting: Clock,
  warning: TriangleAlert,
} satisfies Record<string, IconNode>

export type IconName = keyof typeof ICONS

/** Icons that point along the line turn round with the writing direction. */
const DIRECTED: ReadonlySet<IconName> = new Set([
  'back',
  'indent',
  'list',
  'list-ordered',
  'list-task',
  'outdent',
  'quote',
  'redo',
  'undo',
])

/** A picture beside words or inside a named control: never the only carrier of a meaning. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      class={DIRECTED.has(name) ? 'directed' : undefined}
      width={size}
      height={size}
      viewBox='0 0 24 24'
      fill='none'
      stroke='currentColor'
      stroke-width='1.75'
      stroke-linecap='round'
      stroke-linejoin='round'
      aria-hidden='true'
    >
      {ICONS[name].map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  )
}
