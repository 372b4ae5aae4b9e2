// Copyright: (c) 2026, golive.web contributors
// GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
//
// What those who run the service ask: page, health, metrics.
'use strict'

const { Router } = require('express')
const { fault, release, version } = require('./config')
const { pool, redis } = require('./storage')

const CHECK_MS = 2000
const CHECKS = {
  'database:connection': () => pool.query('SELECT id FROM messages LIMIT 1'),
  'cache:connection': () => redis.ping(),
}

// Fails when the check does, or when it hangs.
function inTime(check) {
  let timer
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('too late'), { code: 'ETIMEDOUT' })), CHECK_MS)
  })
  return Promise.race([Promise.resolve().then(check), late]).finally(() => clearTimeout(timer))
}

async function measure(check) {
  const began = performance.now()
  const result = { componentType: 'datastore', status: 'pass', observedUnit: 'ms', time: new Date().toISOString() }
  try {
    await inTime(check)
  } catch (error) {
    console.error(`health: ${error.code ?? error.name}`)
    Object.assign(result, { status: 'fail', output: error.code ?? error.name })
  }
  return [{ ...result, observedValue: Math.round((performance.now() - began) * 10) / 10 }]
}

function health(response, body, status = 200) {
  response.status(status).set({ 'Content-Type': 'application/health+json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify({ status: 'pass', version, releaseId: release, ...body }))
}

const router = Router()

router.get('/', (request, response) => {
  response.type('html').send(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Messages</title></head>
<body><h1>Messages</h1><p>Version ${version}, release ${release}, on Node.js ${process.version}</p></body>
</html>
`)
})

router.get('/health/live', (request, response) => health(response, {}))

router.get('/health/ready', async (request, response) => {
  const entries = Object.entries(CHECKS).map(async ([name, check]) => [name, await measure(check)])
  const checks = Object.fromEntries(await Promise.all(entries))
  if (fault === 'health') checks['application:fault'] = [{ status: 'fail', output: 'built broken on purpose' }]
  const status = Object.values(checks).some(([{ status }]) => status === 'fail') ? 'fail' : 'pass'
  health(response, { status, checks }, status === 'fail' ? 503 : 200)
})

router.get('/metrics', async (request, response) => {
  const { rows } = await pool.query('SELECT count(*) FROM messages')
  response.type('text/plain; version=0.0.4; charset=utf-8').set('Cache-Control', 'no-store').send(`# HELP messages_total How many messages there are.
# TYPE messages_total gauge
messages_total ${rows[0].count}
# HELP messages_app_info What answers.
# TYPE messages_app_info gauge
messages_app_info{release=${JSON.stringify(release)},version=${JSON.stringify(version)}} 1
`)
})

module.exports = router
