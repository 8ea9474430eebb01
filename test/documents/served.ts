import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import { LIMITS } from '../../server/live/limits.ts'
import { MIGRATIONS } from '../../server/migrations/migrations.ts'
import { type Database, openDatabase } from '../../server/platform/database.ts'
import { MemoryDisk, openMemoryLog } from '../../server/platform/log-store-memory.ts'
import { meSchema } from '../../shared/accounts/me.ts'
import { documentListSchema } from '../../shared/documents/document-summary.ts'
import { trashListSchema } from '../../shared/documents/trashed-document.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { findingsSchema } from '../../shared/search/search-results.ts'
import { problemSchema } from '../../shared/wire/problem.ts'

type App = Awaited<ReturnType<typeof createApp>> & { db: Database }

/** The whole server on a real database file, asked without a network; time moves by hand. */
export class Served {
  readonly folder: string
  readonly disk: MemoryDisk
  /** What went to the operator's log. */
  readonly reports: unknown[]
  readonly #clock: Clock
  readonly #env: Record<string, string>
  #app: App

  private constructor(
    folder: string,
    disk: MemoryDisk,
    reports: unknown[],
    clock: Clock,
    env: Record<string, string>,
    app: App,
  ) {
    this.folder = folder
    this.disk = disk
    this.reports = reports
    this.#clock = clock
    this.#env = env
    this.#app = app
  }

  static async opens(
    clock: Clock,
    limits = LIMITS,
    env: Record<string, string> = {},
  ): Promise<Served> {
    const folder = mkdtempSync(join(tmpdir(), 'interline-served-'))
    mkdirSync(join(folder, 'dist/assets'), { recursive: true })
    writeFileSync(join(folder, 'dist/index.html'), '<!doctype html><title>Interline</title>')
    writeFileSync(join(folder, 'dist/assets/app-1a2b.js'), 'export {}')
    const reports: unknown[] = []
    const disk = new MemoryDisk()
    const app = await appOn(folder, disk, clock, reports, env, limits)
    return new Served(folder, disk, reports, clock, env, app)
  }

  /** Ends and begins again on the same folder. */
  async restarts(): Promise<void> {
    await this.#app.drain(0)
    this.#app = await appOn(this.folder, this.disk, this.#clock, this.reports, this.#env)
  }

  /** The server's own connection. */
  get db(): Database {
    return this.#app.db
  }

  /** Every route there is, those included that only run before others. */
  get routes(): { method: string; path: string }[] {
    return this.#app.app.routes
  }

  /** `env`: what the network says of it. */
  request(path: string, init?: RequestInit, env?: object): Response | Promise<Response> {
    return this.#app.app.request(path, init, env)
  }

  async closes(): Promise<void> {
    await this.#app.drain(0)
    rmSync(this.folder, { recursive: true, force: true })
  }
}

async function appOn(
  folder: string,
  disk: MemoryDisk,
  clock: Clock,
  reports: unknown[],
  env: Record<string, string>,
  limits = LIMITS,
): Promise<App> {
  const outcome = readConfig({ INTERLINE_DATA: folder, ...env })
  if (outcome.kind === 'wrong') throw new Error(outcome.sentence)
  const db = await openDatabase(join(folder, 'interline.sqlite'), MIGRATIONS)
  const app = await createApp({
    config: outcome.config,
    db,
    log: openMemoryLog({ disk, origin: 'o1', newLogId: 'log' }),
    clock,
    limits,
    rng: seededRng(7),
    dist: join(folder, 'dist'),
    report: (event, facts) => reports.push({ event, ...facts }),
    onBroken: (error) => {
      throw error
    },
  })
  return { ...app, db }
}

/** A browser: keeps its cookie. */
export class Browser {
  cookie = ''
  readonly #served: Served

  constructor(served: Served) {
    this.#served = served
  }

  asks(method: string, path: string, body?: unknown): Promise<Response> {
    return this.sends(method, path, body)
  }

  /** `shown`: headers that this request has and others have not. */
  async sends(
    method: string,
    path: string,
    body?: unknown,
    shown: Record<string, string> = {},
  ): Promise<Response> {
    const headers = new Headers({ host: 'localhost:3000', ...shown })
    if (this.cookie) headers.set('cookie', this.cookie)
    const init = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await this.#served.request(path, { method, headers, ...init })
    this.cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? this.cookie
    return answer
  }

  /** The status, and the refusal if it is one. */
  async tries(method: string, path: string): Promise<[number] | [number, string]> {
    const answer = await this.asks(method, path)
    if (answer.ok) return [answer.status]
    return [answer.status, problemSchema.parse(await answer.json()).refusal]
  }

  async makes(id?: string): Promise<{ status: number; id: string }> {
    const answer = await this.asks('POST', '/api/documents', id === undefined ? undefined : { id })
    return { status: answer.status, id: (await answer.json()).id }
  }

  async me() {
    return meSchema.parse(await (await this.asks('GET', '/api/me')).json())
  }

  async list() {
    return documentListSchema.parse(await (await this.asks('GET', '/api/documents')).json())
      .documents
  }

  async trash() {
    return trashListSchema.parse(await (await this.asks('GET', '/api/trash')).json()).documents
  }

  async finds(question: string) {
    const path = `/api/search?q=${encodeURIComponent(question)}`
    return findingsSchema.parse(await (await this.asks('GET', path)).json())
  }
}
