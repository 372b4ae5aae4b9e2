# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What every refusal looks like."""

from __future__ import annotations


def assert_error(answer, status: int) -> None:
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["Content-Type"].startswith("application/json")
    assert isinstance(answer.json()["error"], str) and answer.json()["error"]


def assert_invalid(answer, *fields: str) -> None:
    assert_error(answer, 422)
    assert set(answer.json()["fields"]) == set(fields)
    assert all(isinstance(message, str) and message for message in answer.json()["fields"].values())
