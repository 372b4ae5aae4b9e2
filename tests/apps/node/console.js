// Copyright: (c) 2026, golive.web contributors
// GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
//
// node console.js migrate|pending: applies schema changes under a lock, or prints those that lack and then exits with 3.
'use strict'

const { close, pool } = require('./src/storage')

const EXIT_USAGE = 64
const EXIT_PENDING = 3
const LOCK = 7164912 // any number, as long as nobody else locks by it

// Name and statement, in order. They only expand, since the release before works on the schema after; one that was released never changes.
const MIGRATIONS = {
  '0001_messages': `CREATE TABLE messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, gig_id integer NOT NULL, author text NOT NULL, text text NOT NULL,
    sent timestamptz NOT NULL DEFAULT now())`,
  '0002_messages_of_a_gig': 'CREATE INDEX messages_gig_id ON messages (gig_id, id)',
}

async function lacking(client) {
  const { rows } = await client.query("SELECT to_regclass('migrations') IS NOT NULL AS there")
  if (!rows[0].there) return Object.keys(MIGRATIONS)
  const { rows: applied } = await client.query('SELECT name FROM migrations')
  return Object.keys(MIGRATIONS).filter((name) => !applied.some((row) => row.name === name))
}

async function migrate(client) {
  await client.query('BEGIN')
  await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
  await client.query('CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY)')
  for (const name of await lacking(client)) {
    await client.query(MIGRATIONS[name])
    await client.query('INSERT INTO migrations VALUES ($1)', [name])
    console.log(`migrated ${name}`)
  }
  await client.query('COMMIT')
}

async function pending(client) {
  const names = await lacking(client)
  names.forEach((name) => console.log(name))
  if (names.length) process.exitCode = EXIT_PENDING
}

async function main() {
  const command = { migrate, pending }[process.argv[2]]
  if (!command) {
    console.error('usage: node console.js migrate|pending')
    process.exitCode = EXIT_USAGE
    return
  }
  const client = await pool.connect()
  try {
    await command(client)
  } finally {
    client.release()
    await close()
  }
}

main().catch((error) => {
  console.error(`console: ${error.message}`)
  process.exitCode = 1
})
