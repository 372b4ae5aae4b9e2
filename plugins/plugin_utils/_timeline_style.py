# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the timeline looks: colours with a contrast of at least 4.5 in light and dark, and never a colour alone to say something."""

from __future__ import annotations

STYLE = """
:root { --paper: #fff; --ink: #1a1c20; --faint: #595f69; --line: #d5d9df; --lane: #f3f4f6;
        --pass: #14692f; --fail: #b1201a; --doubt: #7a5200; --on: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14161a; --ink: #e8eaed; --faint: #a4abb6; --line: #383d45; --lane: #1f2227;
          --pass: #6fd08c; --fail: #ff8f87; --doubt: #e8b84a; --on: #14161a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 90rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0; } dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; } .wide:focus-visible { outline: 2px solid; }
table { border-collapse: collapse; } caption { text-align: left; color: var(--faint); padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; } .number { text-align: right; font-variant-numeric: tabular-nums; }
.chart { width: 100%; min-width: 50rem; } .chart th[scope=row], .chart td:last-child, .chart th:last-child { width: 1%; white-space: nowrap; }
.chart th[scope=rowgroup] { padding-top: 1rem; } .chart td { vertical-align: middle; }
ol.lane { position: relative; list-style: none; margin: 0; padding: 0; height: 1.6rem; background: var(--lane); }
ol.lane li { position: absolute; top: .1rem; bottom: .1rem; overflow: hidden; white-space: nowrap; padding: 0 .3rem; font-size: .75rem; line-height: 1.4rem;
             color: var(--on); background: var(--doubt); border-right: 1px solid var(--lane); }
ol.lane li.pass { background: var(--pass); } ol.lane li.fail, ol.lane li.unreachable { background: var(--fail); }
ol.axis { background: none; }
ol.axis li { color: var(--faint); background: none; border: 0; border-left: 1px solid var(--line); overflow: visible; font-weight: 400; }
.verdict { font-weight: 600; color: var(--doubt); white-space: nowrap; } .verdict.pass { color: var(--pass); }
.verdict.fail, .verdict.unreachable { color: var(--fail); }
.said { white-space: pre-wrap; overflow-wrap: anywhere; margin: .25rem 0; padding-left: 1.2rem; } summary { cursor: pointer; }
td.text { white-space: pre-wrap; overflow-wrap: anywhere; }
@media print { details::details-content { content-visibility: visible; height: auto; } }
"""
