# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes to the folder certificates an authority's and what is to be there, a good one and what can be wrong with one. authority.py is a test's."""

from __future__ import annotations

import pathlib

from authority import Authority

FOLDER = pathlib.Path("/srv/validated/certificates")
NAME = "shop.validated.test"
KINDS = {
    "good": {},
    "expired": {"begins": -90, "ends": -1},
    "future": {"begins": 1},
    "other_name": {"name": "blog.validated.test"},
    "weak_key": {"bits": 1024},
    "soon": {"ends": 3},
}

own = Authority(FOLDER)
for kind, what in KINDS.items():
    own.issue(FOLDER / f"{kind}.pem", **{"name": NAME, **what})
(FOLDER / "other").mkdir()
Authority(FOLDER / "other").issue(FOLDER / "other_authority.pem", name=NAME)
for link in ("live.pem", "own.pem", "own-key.pem", "served.pem"):
    (FOLDER / link).symlink_to("good.pem")
