// Copyright: (c) 2026, golive.web contributors
// GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
//
// Messages about a gig: kept in the database, and told to everybody who follows them, whichever process they are connected to.
'use strict'

const { Router, json } = require('express')
const { pool, redis } = require('./storage')

const CHANNEL = 'messages'
const COLUMNS = 'id, gig_id, author, text, sent'
const MOST = { gig_id: 2 ** 31 - 1, author: 100, text: 5000 }

// What is wrong with which field; PostgreSQL's text holds no NUL.
function faults({ gig_id: gig, ...texts }) {
  const found = Number.isInteger(gig) && gig >= 1 && gig <= MOST.gig_id ? {} : { gig_id: 'must be a whole number of at least 1' }
  for (const field of ['author', 'text']) {
    const value = texts[field]
    const fits = typeof value === 'string' && value.trim() !== '' && value.length <= MOST[field] && !value.includes('\0')
    if (!fits) found[field] = `must be a text of 1 to ${MOST[field]} characters`
  }
  return found
}

const router = Router()

router.get('/api/messages', async (request, response) => {
  const gig = Number(request.query.gig_id)
  if (faults({ gig_id: gig, author: 'x', text: 'x' }).gig_id) return response.status(422).json({ error: 'gig_id must be a whole number of at least 1' })
  const { rows } = await pool.query(`SELECT ${COLUMNS} FROM messages WHERE gig_id = $1 ORDER BY id DESC LIMIT 50`, [gig])
  response.json({ items: rows })
})

router.post('/api/messages', json({ limit: '32kb' }), async (request, response) => {
  if (!request.is('application/json')) return response.status(415).json({ error: 'the body must be JSON' })
  const message = request.body ?? {}
  const fields = faults(message)
  if (Object.keys(fields).length) return response.status(422).json({ error: 'the message is not complete', fields })
  const { rows } = await pool.query(
    `INSERT INTO messages (gig_id, author, text) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`,
    [message.gig_id, message.author, message.text],
  )
  // Who follows hears of it if possible; the message itself is kept.
  await redis.publish(CHANNEL, JSON.stringify(rows[0])).catch((error) => console.error(`redis: ${error.code ?? error.name}`))
  response.status(201).json(rows[0])
})

module.exports = router
module.exports.CHANNEL = CHANNEL
