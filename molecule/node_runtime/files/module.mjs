// An ES module, which can't be loaded by require().
import { createServer } from 'node:http'

await Promise.resolve()
createServer((request, response) => response.end('from a module')).listen(process.env.GOLIVE_SOCKET)
