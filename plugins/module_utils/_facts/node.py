# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Node.js: its versions, its flags, the heap it may use, and the modules that an application in a folder finds."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._facts import telling

_CODE = """
const fs = require('node:fs'), path = require('node:path'), v8 = require('node:v8')
const extensions = {}
const names = (folder) => { try { return fs.readdirSync(folder) } catch { return [] } }
// The nearest of a name is the one that is loaded.
for (const folder of require('node:module').createRequire(path.join(process.cwd(), 'x.js')).resolve.paths('x')) {
  for (const name of names(folder).flatMap((one) => one[0] === '@' ? names(path.join(folder, one)).map((inner) => one + '/' + inner) : [one])) {
    if (name in extensions) continue
    try { extensions[name] = String(JSON.parse(fs.readFileSync(path.join(folder, name, 'package.json'))).version || '') } catch {}
  }
}
const { NODE_ENV, NODE_OPTIONS } = process.env
const execArgv = process.execArgv.slice(0, process.execArgv.lastIndexOf('-e'))
const settings = { NODE_ENV, NODE_OPTIONS, execArgv, heap_size_limit: v8.getHeapStatistics().heap_size_limit, versions: process.versions }
console.log('\\n%s' + JSON.stringify({ version: process.versions.node, settings, extensions }))
""" % telling.MARK  # fmt: skip


def interpreter(environment, where):
    """The C(Told) of node as an application in I(where)'s folder sees it."""
    return telling.answered(environment, where, ["-e", _CODE])
