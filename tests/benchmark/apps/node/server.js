// The smallest application of its kind: a page, a health endpoint, and an echo.
const http = require('node:http')

const release = process.env.GOLIVE_RELEASE

http.createServer((request, response) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', () => {
    const answer = parts.length ? { echo: JSON.parse(Buffer.concat(parts)) } : { status: 'pass' }
    response.writeHead(200, { 'Content-Type': 'application/json', 'X-Release': release })
    response.end(JSON.stringify({ ...answer, release }))
  })
}).listen(process.env.PORT)
