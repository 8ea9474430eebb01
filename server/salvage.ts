import { realClock } from '../shared/kit/clock.ts'
import { uuidv7 } from '../shared/kit/ids.ts'
import { readConfig } from './config.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { counted, onlyFolder } from './operations/arguments.ts'
import { salvage } from './operations/salvage.ts'
import { openDatabase } from './platform/database.ts'

const outcome = readConfig(process.env)
if (outcome.kind === 'wrong') end(outcome.sentence)
const { data } = outcome.config
const folder = onlyFolder(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd())
if (!folder)
  end(
    'Say where to put what can be read, a folder that is not there yet: npm run salvage -- FOLDER',
  )

const made = await salvage({
  ...{ data, folder, migrations: Object.keys(MIGRATIONS), now: realClock.now },
  newLogId: uuidv7(realClock.now()),
  makeLibrary: async (file) => (await openDatabase(file, MIGRATIONS)).destroy(),
}).catch((error) => end(`It could not be done: ${error.message}.`))
if (made.kind === 'refused') end(made.sentence)
const { documents, updates, lines } = made
console.log(
  `${folder} holds what can be read of ${data}: ${counted(documents, 'document')} and ${counted(updates, 'update')}.`,
)
console.log(lines.length === 0 ? 'Nothing is damaged.' : lines.join('\n'))
console.log(
  `To go on with it, move ${data} aside and run: npm run restore -- ${folder}\n` +
    'What is missing comes back with those who have it, or from an older backup.',
)

function end(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
