// Copyright: (c) 2026, golive.web contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
//
// csp.mjs FOLDER: prints what csp_evaluator, which is installed in FOLDER, finds in the policy on standard input, a list of {severity, directive, value, description}.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const require = createRequire(resolve(process.argv[2]) + "/");
const { CspEvaluator } = require("csp_evaluator/dist/evaluator.js");
const { CspParser } = require("csp_evaluator/dist/parser.js");

const findings = new CspEvaluator(new CspParser(readFileSync(0, "utf8")).csp).evaluate();
console.log(JSON.stringify(findings.map(({ severity, directive, value, description }) => ({ severity, directive, value, description }))));
