// Copyright: (c) 2026, golive.web contributors
// GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
'use strict'

const http = require('node:http')
const express = require('express')
const config = require('./src/config')
const { close } = require('./src/storage')
const sockets = require('./src/sockets')

if (config.fault === 'start') throw new Error('built broken on purpose')

const app = express()
app.disable('x-powered-by')
app.use((request, response, next) => {
  response.set('X-Release', config.release)
  setTimeout(next, config.fault === 'slow' ? 2000 : 0)
})
app.use(require('./src/operation'), require('./src/messages'), require('./src/transfers'))
app.use((request, response) => response.status(404).json({ error: 'there is no such page' }))
// Four parameters are what makes it the handler of errors.
app.use((error, request, response, next) => {
  const status = error.status ?? 500
  if (status === 500) console.error(error)
  if (response.headersSent) return next(error)
  response.status(status).json({ error: status === 500 ? 'something went wrong' : error.message })
})

const server = http.createServer(app)
const clients = sockets.serve(server)
server.listen(process.env.PORT ?? 8000)

// The runtime lets requests end; what else is open is told to go, so that nothing keeps the process.
process.on('SIGTERM', () => {
  clients.close()
  server.close(close)
})
