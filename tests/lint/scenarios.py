# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether every scenario tests something, and every role has a scenario: one of its name, or one that converges it.

A verifier that finds no tests succeeds, and so would a scenario that shows nothing. Prints one line a fault; exits 1 if there is any."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path


def scenario_of(role: str, root: Path) -> Path | None:
    """The folder of the scenario that shows what a role does: that of its name, else one that converges it."""
    own = root / "molecule" / role
    others = (path for path in sorted((root / "molecule").glob("*/converge.yml")) if re.search(rf"golive\.web\.{role}\b", path.read_text()))
    return own if own.exists() else next((path.parent for path in others), None)


def faults(root: Path) -> Iterator[str]:
    """What is wrong with the scenarios of a checkout, a sentence each."""
    scenarios = {path.parent.name: path.parent for path in sorted((root / "molecule").glob("*/molecule.yml"))}
    for name, folder in scenarios.items():
        if not any(folder.glob("tests/**/test_*.py")):
            yield f"molecule/{name}: no test in tests/test_*.py"
        if not (folder / "converge.yml").exists():
            yield f"molecule/{name}: no converge.yml"
    for role in sorted(path.parent.name for path in (root / "roles").glob("*/tasks")):
        if scenario_of(role, root) is None:
            yield f"roles/{role}: no scenario molecule/{role}"


def main(arguments: list[str]) -> int:
    """Looks at a checkout; returns the exit code."""
    found = list(faults(Path(arguments[0] if arguments else ".")))
    print("\n".join(found) or "every scenario tests something")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
