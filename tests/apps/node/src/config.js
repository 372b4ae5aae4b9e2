// Copyright: (c) 2026, golive.web contributors
// GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
'use strict'

const fs = require('node:fs')
const path = require('node:path')

// A line that the build wrote into the release, or nothing.
function built(name) {
  try {
    return fs.readFileSync(path.join(__dirname, '..', name), 'utf8').trim()
  } catch {
    return ''
  }
}

module.exports = {
  version: built('VERSION') || 'development',
  release: process.env.GOLIVE_RELEASE ?? 'development',
  fault: built('FAULT'),
}
