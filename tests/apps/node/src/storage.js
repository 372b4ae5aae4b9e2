// Copyright: (c) 2026, golive.web contributors
// GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
//
// The database, and Redis, by which all processes and hosts hear of a message.
'use strict'

const { createClient } = require('@redis/client')
const { Pool } = require('pg')

const PATIENCE_MS = 2000

const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  max: 5,
  connectionTimeoutMillis: PATIENCE_MS,
  statement_timeout: PATIENCE_MS,
})
const redis = createClient({
  url: process.env.REDIS_URL,
  // What can't be said now isn't said later, to somebody who has long gone.
  disableOfflineQueue: true,
  socket: { connectTimeout: PATIENCE_MS, reconnectStrategy: (tries) => Math.min(100 * tries, PATIENCE_MS) },
})
const subscriber = redis.duplicate()

// Without these, a connection that is lost would end the process. Their texts may hold addresses.
pool.on('error', (error) => console.error(`database: ${error.code ?? error.name}`))
for (const client of [redis, subscriber]) client.on('error', (error) => console.error(`redis: ${error.code ?? error.name}`))

function connect() {
  for (const client of [redis, subscriber]) client.connect().catch((error) => console.error(`redis: ${error.code ?? error.name}`))
}

async function close() {
  for (const client of [redis, subscriber]) if (client.isOpen) client.destroy()
  await pool.end()
}

module.exports = { pool, redis, subscriber, connect, close }
