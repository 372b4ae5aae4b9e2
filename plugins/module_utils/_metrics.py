# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions on what Prometheus knows: a query whose every value must lie within bounds for a wave to pass."""

from __future__ import annotations

import math

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

_KEYS = {"name", "query", "min", "max"}
_SHOWN = 3


def checked(conditions):
    """I(conditions) (C(rollout_metrics)), each a dict with C(query), and C(min) or C(max) or both, complete. Raises C(GoliveError)."""
    if not isinstance(conditions, (list, tuple)):
        raise GoliveError("rollout_metrics must be a list of conditions, each with a query and a min or max. Nothing was changed.")
    return [_condition(number, condition) for number, condition in enumerate(conditions, start=1)]


def _condition(number, condition):
    where = f"Condition {number} of rollout_metrics"
    if not isinstance(condition, dict) or set(condition) - _KEYS or not isinstance(condition.get("query"), str) or not condition["query"].strip():
        raise GoliveError(f"{where} must have a query, and may have name, min and max. Nothing was changed.")
    bounds = {}
    for key in ("min", "max"):
        try:
            bounds[key] = None if condition.get(key) is None else float(condition[key])
        except (TypeError, ValueError):
            bounds[key] = math.nan
        if bounds[key] is not None and math.isnan(bounds[key]):
            raise GoliveError(f"{where} has a {key} that is no number. Nothing was changed.")
    if bounds == {"min": None, "max": None}:
        raise GoliveError(f"{where} has neither min nor max, so that it could not fail. Nothing was changed.")
    return {"name": str(condition.get("name") or condition["query"]), "query": condition["query"], **bounds}


def query(condition, release):
    """The text of the query, with C($release) replaced; an id has no letter that ends a text in PromQL."""
    return condition["query"].replace("$release", release)


def judge(condition, answer):
    """(verdict, sentence) of a condition and what Prometheus answered to its query, the JSON of C(/api/v1/query)."""
    name = condition["name"]
    try:
        if answer["status"] != "success":
            return "inconclusive", f"{name}: Prometheus refused the query ({str(answer.get('error', 'no reason given'))[:200]})."
        found = list(values(answer["data"]))
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, OverflowError):
        return "inconclusive", f"{name}: what came from Prometheus is no answer to a query."
    if not found:
        return "inconclusive", f"{name}: Prometheus has no value for it."
    wrong = [f"{value:g}{' of ' + labels if labels else ''}" for labels, value in found if not _is_within(condition, value)]
    if wrong:
        more = f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        return "fail", f"{name} is {', '.join(wrong[:_SHOWN])}{more}, and must be {_bounds(condition)}."
    if any(math.isnan(value) for _labels, value in found):
        return "inconclusive", f"{name} is no number (0 of 0, say)."
    return "pass", f"{name} is {_bounds(condition)}."


def values(data):
    """(labels, value) of each sample of a scalar or vector (https://prometheus.io/docs/prometheus/latest/querying/api/).

    Raises C(AttributeError), C(KeyError), C(TypeError), C(ValueError), C(IndexError) or C(OverflowError) where I(data) is neither.
    """
    if data["resultType"] == "scalar":
        yield "", float(data["result"][1])
    elif data["resultType"] == "vector":
        for sample in data["result"]:
            labels = ", ".join(f"{key}={value}" for key, value in sorted(sample["metric"].items()))
            yield labels[:200], float(sample["value"][1])
    else:
        raise ValueError


def _is_within(condition, value):
    """What is no number (0/0) is neither within bounds nor outside of them."""
    least, most = condition["min"], condition["max"]
    return not (least is not None and value < least or most is not None and value > most)


def _bounds(condition):
    least, most = condition["min"], condition["max"]
    if least is not None and most is not None:
        return f"from {least:g} to {most:g}"
    return f"at least {least:g}" if most is None else f"at most {most:g}"
