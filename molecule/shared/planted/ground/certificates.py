# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes to the folder certificates, beside this file, an authority's and those that servers may have, a good one and what can be wrong with one. They are
for the host shop.NAME.test, where NAME is that of the folder of this file. authority.py is a test's."""

from __future__ import annotations

import pathlib

from authority import Authority

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE / "certificates"
NAME = f"shop.{HERE.name}.test"
KINDS = {
    "good": {},
    "expired": {"begins": -90, "ends": -1},
    "future": {"begins": 1},
    "other_name": {"name": f"blog.{HERE.name}.test"},
    "self_signed": {"signed_by_itself": True},
    "weak_key": {"bits": 1024},
    "soon": {"ends": 3},
}

own = Authority(FOLDER)
for kind, what in KINDS.items():
    own.issue(FOLDER / f"{kind}.pem", **{"name": NAME, **what})
(FOLDER / "other").mkdir()
Authority(FOLDER / "other").issue(FOLDER / "other_authority.pem", name=NAME)
