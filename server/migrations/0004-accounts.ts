import { type Kysely, sql } from 'kysely'

/**
 * Who has an account. better-auth writes `person`, `sign_in`, `way_in`, `proof` and `passkey` and
 * keeps times there as ISO text; their names are mapped in server/accounts/auth-tables.ts. Whoever
 * has an account has a row in `guest`, too, under the same id and with a cookie that nobody can
 * have: so that one table knows everybody's name and colour.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`create table person (
      id text primary key, name text not null, address text not null unique,
      is_verified integer not null default 0, picture text, colour text not null,
      language text, time_zone text, is_owner integer not null default 0,
      created_at text not null, updated_at text not null)`,
    sql`create unique index one_owner on person (is_owner) where is_owner = 1`,
    sql`create table sign_in (
      id text primary key, token text not null unique,
      person text not null references person (id) on delete cascade,
      expires_at text not null, network_address text, user_agent text,
      created_at text not null, updated_at text not null)`,
    sql`create index sign_in_by_person on sign_in (person)`,
    sql`create table way_in (
      id text primary key, person text not null references person (id) on delete cascade,
      provider text not null, subject text not null, password text, access_token text,
      refresh_token text, id_token text, access_token_expires_at text,
      refresh_token_expires_at text, scope text,
      created_at text not null, updated_at text not null)`,
    sql`create index way_in_by_person on way_in (person)`,
    sql`create unique index way_in_by_subject on way_in (provider, subject)`,
    sql`create table proof (
      id text primary key, identifier text not null, value text not null,
      expires_at text not null, created_at text not null, updated_at text not null)`,
    sql`create index proof_by_identifier on proof (identifier)`,
    sql`create index proof_by_expiry on proof (expires_at)`,
    sql`create table passkey (
      id text primary key, person text not null references person (id) on delete cascade,
      name text, public_key text not null, credential text not null unique,
      counter integer not null, device_type text not null, backed_up integer not null,
      transports text, aaguid text, created_at text)`,
    sql`create index passkey_by_person on passkey (person)`,
    sql`create table access_token (
      id text primary key, person text not null references person (id) on delete cascade,
      name text not null, token_hash text not null unique, scope text not null, document text,
      expires_at integer, last_use integer, at integer not null)`,
    sql`create index access_token_by_person on access_token (person)`,
    sql`create table letter (
      id text primary key, recipient text not null, subject text not null, text text not null,
      attempts integer not null, due_at integer, why text, at integer not null)`,
    sql`create index letter_by_due on letter (due_at) where due_at is not null`,
    sql`create table adoption (
      guest text primary key, person text not null, at integer not null,
      is_logged integer not null default 0) without rowid`,
    sql`create table instance (
      only integer primary key check (only = 1), sign_up text not null)`,
    sql`create trigger person_named after insert on person begin
      insert into guest (id, token_hash, name, colour, created_at)
        values (new.id, 'person ' || new.id, new.name, new.colour, unixepoch() * 1000)
        on conflict (id) do update set name = excluded.name, colour = excluded.colour;
    end`,
    sql`create trigger person_renamed after update of name, colour on person begin
      update guest set name = new.name, colour = new.colour where id = new.id;
    end`,
    sql`create trigger person_gone after delete on person begin
      delete from guest where id = old.id;
    end`,
  ]
  for (const statement of statements) await statement.execute(db)
}
