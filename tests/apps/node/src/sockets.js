// Copyright: (c) 2026, golive.web contributors
// GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
//
// WebSockets at /live: they hear of every message, and get back what they say, with the release that they are connected to.
'use strict'

const { WebSocketServer } = require('ws')
const { release } = require('./config')
const { CHANNEL } = require('./messages')
const { connect, subscriber } = require('./storage')

const MOST_BYTES = 64 * 1024
const SERVICE_RESTART = 1012 // the close code that means: connect again (IANA WebSocket registry)

// Serves them on I(server); what it returns closes them all.
function serve(server) {
  const clients = new WebSocketServer({ server, path: '/live', maxPayload: MOST_BYTES })
  clients.on('headers', (headers) => headers.push(`X-Release: ${release}`))
  clients.on('connection', (client) => {
    client.on('message', (text) => client.send(JSON.stringify({ release, echo: text.toString() })))
    client.on('error', (error) => console.error(`websocket: ${error.code ?? error.name}`))
  })
  subscriber.once('ready', () => {
    subscriber.subscribe(CHANNEL, (text) => clients.clients.forEach((client) => client.send(text)))
  })
  connect()
  return { close: () => clients.clients.forEach((client) => client.close(SERVICE_RESTART)) }
}

module.exports = { serve }
