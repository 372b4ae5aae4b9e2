// Copyright: (c) 2026, golive.web contributors
// GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
//
// Requests that take their time: an attachment that is measured as it comes in, and a stream of events.
'use strict'

const { createHash } = require('node:crypto')
const { setTimeout: sleep } = require('node:timers/promises')
const { Router } = require('express')
const { release } = require('./config')

const MOST_SECONDS = 300
const TICK_MS = 250

const router = Router()

router.post('/api/attachments', async (request, response) => {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of request) {
    hash.update(chunk)
    bytes += chunk.length
  }
  response.status(201).json({ bytes, sha256: hash.digest('hex') })
})

router.get('/stream', async (request, response) => {
  const seconds = Number(request.query.seconds)
  if (!(seconds >= 0 && seconds <= MOST_SECONDS)) return response.status(422).json({ error: `seconds must be from 0 to ${MOST_SECONDS}` })
  // What stands before the application must pass each event on at once.
  response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
  const end = performance.now() + seconds * 1000
  for (let number = 0; performance.now() < end && !response.closed; number++) {
    response.write(`id: ${number}\ndata: ${JSON.stringify({ release })}\n\n`)
    await sleep(TICK_MS)
  }
  response.end('event: end\ndata: {}\n\n')
})

module.exports = router
