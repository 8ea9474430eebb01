import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MIGRATIONS } from '../../server/migrations/migrations.ts'
import { type Database, openDatabase } from '../../server/platform/database.ts'
import { Search } from '../../server/search/search.ts'
import { Access } from '../../server/sharing/access.ts'
import type { Passage } from '../../shared/search/search-results.ts'
import { askerOf } from '../sharing/askers.ts'

let folder: string
let db: Database
let search: Search

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'interline-search-'))
  db = await openDatabase(join(folder, 'interline.sqlite'), MIGRATIONS)
  search = new Search(db, new Access(db, { now: () => 1, after: () => () => undefined }))
})
afterEach(async () => {
  await db.destroy()
  rmSync(folder, { recursive: true, force: true })
})

const reads = (id: string, text: string) =>
  db.transaction().execute((trx) => search.index(trx, id, text))

/** A document that says this, in the lists of these people. */
async function writes(id: string, text: string, people = ['ann'], at = 1): Promise<void> {
  const row = { id, creator: people[0] ?? 'ann', title: '', created_at: at, changed_at: at }
  await db.insertInto('document').values(row).execute()
  for (const person of people) {
    await db.insertInto('visit').values({ document: id, person, at }).execute()
  }
  await reads(id, text)
}

const finds = async (question: string, person = 'ann') =>
  (await search.find(askerOf(person), question)).findings

const idsOf = async (question: string, person = 'ann') =>
  (await finds(question, person)).map(({ id }) => id)

/** The passage with its marks drawn. */
const drawn = ({ text, marks }: Passage) =>
  marks.reduceRight(
    (line, [from, to]) => `${line.slice(0, from)}[${line.slice(from, to)}]${line.slice(to)}`,
    text,
  )

test('[SE1] every word must be there, the last may still be growing', async () => {
  await writes('plan', 'Plan for autumn\nBuy paint for the fence\nand brushes')
  await writes('list', 'Shopping\npaint')
  expect(await idsOf('paint fence')).toEqual(['plan'])
  expect(await idsOf('fence pai')).toEqual(['plan'])
  expect(await idsOf('pai fence')).toEqual([])
  expect((await idsOf('pai')).sort()).toEqual(['list', 'plan'])
  expect(await idsOf('autumn brushes')).toEqual(['plan'])
  expect(await idsOf('nothing')).toEqual([])
})

test('[SE2] a find in a title stands before any number of finds in a text', async () => {
  await writes('text', `Diary\n${'garden '.repeat(200)}`, ['ann'], 9)
  await writes('title', 'The garden\nWords', ['ann'], 1)
  expect(await idsOf('garden')).toEqual(['title', 'text'])
})

test('[SE3] where the words stand is said in ranges, in title and text', async () => {
  await writes('plan', 'Plan for autumn\nThe fence wants paint,\n\nand autumn is short')
  const [found] = await finds('autumn')
  expect(found && drawn(found.title)).toBe('Plan for [autumn]')
  expect(found?.text && drawn(found.text)).toBe('The fence wants paint, and [autumn] is short')
  const [byText] = await finds('fen')
  expect(byText && drawn(byText.title)).toBe('Plan for autumn')
  expect(byText?.text && drawn(byText.text)).toBe('The [fen]ce wants paint, and autumn is short')
  await writes('bare', 'Only a title')
  expect((await finds('only'))[0]?.text).toBeNull()
})

test('[SE4] accents, case and markup make no difference, and markup stays text', async () => {
  await writes('cafe', 'Café Crème\nDie GRÖSSE des Übermuts <b>naïve</b> & "quoted"')
  for (const question of ['cafe creme', 'CAFÉ', 'grosse', 'ubermut', 'naive quoted', '<b>naïve']) {
    expect(await idsOf(question), question).toEqual(['cafe'])
  }
  const [found] = await finds('naive')
  expect(found?.text && drawn(found.text)).toBe('Die GRÖSSE des Übermuts <b>[naïve]</b> & "quoted"')
})

test('[SE4] scripts without spaces are found from the middle of a sentence', async () => {
  await writes('tokyo', '東京の会議\n来週の火曜日に会いましょう')
  await writes('thai', 'ประชุม\nสวัสดีชาวโลก')
  expect(await idsOf('火曜日')).toEqual(['tokyo'])
  expect(await idsOf('会議')).toEqual(['tokyo'])
  expect(await idsOf('日曜')).toEqual([])
  expect(await idsOf('ชาวโลก')).toEqual(['thai'])
  const [found] = await finds('火曜日')
  expect(found?.text && drawn(found.text)).toBe('来週の[火曜日]に会いましょう')
})

test('[SE5] nothing that is typed is read as syntax', async () => {
  await writes('war', 'War AND peace\nNEAR the end, title: none, c++ O\'Brien a-b "x" 100% 🎉')
  const found: [string, string[]][] = [
    ['"', []],
    ['""""', []],
    ['*', []],
    ['- * ^ : ( ) { } + , .', []],
    ['🎉', []],
    ['\u0000', []],
    ['\u0000war\u0000', ['war']],
    ['war OR xyz', []],
    ['war AND', ['war']],
    ['war NOT peace', []],
    ['NEAR(war peace)', []],
    ['near(the end)', ['war']],
    ['title:war', []],
    ['title: war', ['war']],
    ['-war', ['war']],
    ['"war', ['war']],
    ['war" OR "x', []],
    ['wa*', ['war']],
    ["O'Brien", ['war']],
    ["o'br", ['war']],
    ['a-b', ['war']],
    ['c++', ['war']],
    ["'; drop table document; --", []],
    ['\ud800 war', ['war']],
    ['\ufff9war\ufffb', ['war']],
    ['', []],
    ['   \n\t ', []],
  ]
  for (const [question, ids] of found) {
    expect(await idsOf(question), JSON.stringify(question)).toEqual(ids)
  }
  for (const long of ['war '.repeat(25_000), 'w'.repeat(100_000), '"'.repeat(100_000)]) {
    expect((await finds(long)).length, long.slice(0, 5)).toBeLessThan(2)
  }
})

test('[SE3] marks in a document are not taken for marks of what was found', async () => {
  await writes('sly', 'Sly \ufff9title\ufffb\na \u0002b\u0003 \ufff9word\ufffb')
  const [found] = await finds('word')
  expect(found?.text && drawn(found.text)).toBe('a b [word]')
  expect(found?.title.marks).toEqual([])
})

test('[SE6] only what is in my own list is found, and what lies in the trash is not', async () => {
  await writes('mine', 'Secret plan', ['ann'])
  await writes('ours', 'Shared plan', ['bo', 'ann'])
  await writes('theirs', 'Their plan', ['bo'])
  expect((await idsOf('plan')).sort()).toEqual(['mine', 'ours'])
  expect((await idsOf('plan', 'bo')).sort()).toEqual(['ours', 'theirs'])
  expect(await idsOf('plan', 'cleo')).toEqual([])
  await db.updateTable('document').set({ trashed_at: 5 }).where('id', '=', 'ours').execute()
  expect(await idsOf('plan')).toEqual(['mine'])
})

test('[SE6] a document is found by what it says now, and forgotten with it', async () => {
  await writes('plan', 'First\nold words')
  await reads('plan', 'Second\nnew words')
  expect(await idsOf('old')).toEqual([])
  expect(await idsOf('first')).toEqual([])
  expect(await idsOf('second new')).toEqual(['plan'])
  await reads('plan', 'Second\nnew words')
  await db.transaction().execute((trx) => search.forget(trx, 'plan'))
  expect(await idsOf('second')).toEqual([])
  await writes('next', 'Another\nPEPPERMINT')
  await db.transaction().execute((trx) => search.forget(trx, 'next'))
  await db.destroy()
  const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
  expect(bytes.join('').toLowerCase()).not.toContain('peppermint')
  db = await openDatabase(join(folder, 'interline.sqlite'), MIGRATIONS)
})

test('[SE8] a text that is nothing but finds costs no more than another', async () => {
  await writes('chant', `Chant\n${'na '.repeat(300_000)}hey jude`)
  expect(await idsOf('na')).toEqual(['chant'])
  expect(await idsOf('na hey jud')).toEqual(['chant'])
  const [found] = await finds('jude')
  expect(found?.text && drawn(found.text)).toMatch(/na na hey \[jude\]$/)
})

test('[SE8] a word of accents and nothing else costs no more than another', async () => {
  const tower = `a${'\u0301'.repeat(99)}`.repeat(200)
  for (const id of ['one', 'two', 'three', 'four']) await writes(id, `Tower\n${tower}`)
  const found = await finds('a'.repeat(200))
  expect(found.map(({ text }) => text?.marks)).toEqual(Array(4).fill([[0, 260]]))
})

test('[SE8] one question walks through so much text, and shows of the rest how it begins', async () => {
  const long = `begins\n${'hay '.repeat(450_000)}`
  for (let n = 1; n <= 9; n++) await writes(`long${n}`, `Long ${n}\n${long}needle`, ['ann'], 10 - n)
  const found = await finds('needle')
  const shows = found.map(({ text }) => text && drawn(text).includes('[needle]'))
  expect(shows).toEqual([...Array(8).fill(true), false])
  expect(found[8]?.text?.text).toMatch(/^begins hay/)
})

test('[SE8] one letter is looked for in titles, and of several words those that stand together', async () => {
  await writes('pears', `Pears\nwild apples. ${'x '.repeat(400)}wild pears and plums`)
  expect(await idsOf('p')).toEqual(['pears'])
  expect(await idsOf('w')).toEqual([])
  const [found] = await finds('pears plums')
  expect(found?.text && drawn(found.text)).toContain('[pears] and [plums]')
})

test('[SE8] a word as long as a document, and many finds, are answered in short', async () => {
  await writes('long', `Long\n${'x'.repeat(50_000)} needle ${'y'.repeat(50_000)}`)
  const [found] = await finds('needle')
  expect(found?.text?.text.length).toBeLessThan(270)
  expect(found?.text && drawn(found.text)).toContain('[needle]')
  for (let n = 0; n < 40; n++) await writes(`many${n}`, `Many ${n}\nneedle`)
  const outcome = await search.find(askerOf('ann'), 'needle')
  expect([outcome.findings.length, outcome.more]).toEqual([20, true])
  expect((await search.find(askerOf('ann'), 'many7')).more).toBe(false)
})
