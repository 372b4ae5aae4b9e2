// Answers with what it sees; with ?seconds=2 only after that time, and a file says that it has begun. Of slots it knows nothing: it has a PORT.
const fs = require('node:fs')
const http = require('node:http')
const path = require('node:path')

if (process.env.DIE_AFTER_MS) setTimeout(() => process.exit(3), Number(process.env.DIE_AFTER_MS))

const server = http.createServer(async (request, response) => {
  const query = new URL(request.url, 'http://slot.test').searchParams
  if (query.has('seconds')) {
    fs.writeFileSync(path.join(process.env.GOLIVE_SHARED, `begun-${query.get('n')}`), '')
    await new Promise((resolve) => setTimeout(resolve, query.get('seconds') * 1000))
  }
  console.log('the application wrote this')
  response.setHeader('Content-Type', 'application/json')
  const { GOLIVE_SLOT: slot, NODE_ENV: environment } = process.env
  response.end(JSON.stringify({ slot, environment, pid: process.pid, umask: process.umask(), options: process.execArgv }))
})
// As behind a balancer: longer than what comes before it.
server.keepAliveTimeout = 60000
server.listen(process.env.PORT)

// What would keep the process from ending by itself, as the connections to a database do.
setInterval(() => {}, 60000)
