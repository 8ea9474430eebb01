import { realClock } from '../shared/kit/clock.ts'
import { readConfig } from './config.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { counted, onlyFolder } from './operations/arguments.ts'
import { backUp } from './operations/backup.ts'

const outcome = readConfig(process.env)
if (outcome.kind === 'wrong') end(outcome.sentence)
const { data } = outcome.config
// npm runs us in the package's folder; a path is meant from where the person is.
const folder = onlyFolder(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd())
if (!folder)
  end('Say where the backup goes, a folder that is not there yet: npm run backup -- FOLDER')

const migrations = Object.keys(MIGRATIONS)
const backup = await backUp({ data, folder, migrations, now: realClock.now }).catch((error) =>
  end(`The backup failed: ${error.message}.`),
)
if (backup.kind === 'refused') end(backup.sentence)
const { documents, updates, damaged } = backup
console.log(
  `${folder} holds ${counted(documents, 'document')} and ${counted(updates, 'update')} of ${data}, read again and found whole.`,
)
if (damaged.length > 0) {
  end(
    `Except ${counted(damaged.length, 'document')} whose words are damaged: ${damaged.join(', ')}.`,
  )
}

function end(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
