# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documentation says is there is there, and what is there is in the documentation."""

from __future__ import annotations

import itertools
import pathlib
import re

import pytest
import scenarios
import settings
import yaml

ROOT = pathlib.Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("roles/*/README.md"), *ROOT.glob("molecule/*.md"), *ROOT.glob("tests/*/README.md")])
ROLES = sorted(path.parent.name for path in ROOT.glob("roles/*/tasks"))
MODULES = sorted(path.stem for path in ROOT.glob("plugins/modules/*.py"))
PLAYBOOKS = sorted(path.stem for path in ROOT.glob("playbooks/*.yml"))
OTHERS = sorted(path.stem for kind in ("filter", "action", "callback", "lookup") for path in ROOT.glob(f"plugins/{kind}/*.*"))

NAME = re.compile(r"golive\.web\.([a-z_]+)")
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")
EXAMPLE = re.compile(r"^```ya?ml\n(.*?)^```", re.MULTILINE | re.DOTALL)


def unknown_names(text):
    """The names after C(golive.web.) in I(text) that neither a playbook, role nor plugin has."""
    return sorted(set(NAME.findall(text)) - {*ROLES, *MODULES, *PLAYBOOKS, *OTHERS})


def broken_links(page, text):
    """The relative links of I(page) that lead nowhere, or to something that isn't there beside its headings."""
    for target, anchor in LINK.findall(text):
        path = (page.parent / target).resolve()
        if "://" in target or target.startswith("mailto:"):
            continue
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors(path.read_text())):
            yield target + anchor


def anchors(text):
    """The anchors of a page's headings."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {"#" + re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def example(name):
    """The YAML examples of a role's README, each as data."""
    return [yaml.safe_load(block) for block in EXAMPLE.findall((ROOT / "roles" / name / "README.md").read_text())]


def settings_in(data):
    """All that an example or a playbook says of roles, variables and settings, as pairs of key and value."""
    if isinstance(data, dict):
        own = [(key, repr(value)) for key, value in data.items() if not isinstance(value, (dict, list))]
        return {*own, *itertools.chain.from_iterable(map(settings_in, data.values()))}
    if isinstance(data, list):
        return set(itertools.chain.from_iterable(map(settings_in, data)))
    return set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_names_only_what_exists(page):
    assert unknown_names(page.read_text()) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_of_page_lead_somewhere(page):
    assert list(broken_links(page, page.read_text())) == []


@pytest.mark.parametrize("name", [*ROLES, *MODULES, *PLAYBOOKS])
def test_it_is_named_in_the_documentation(name):
    pages = [page for page in PAGES if page.parent.name in ("docs", ROOT.name)]
    assert any(name in NAME.findall(page.read_text()) for page in pages)


@pytest.mark.parametrize("name", ROLES)
def test_role_has_an_example(name):
    assert example(name)


@pytest.mark.parametrize("name", MODULES)
def test_module_has_an_example_of_itself(name):
    examples = re.search(r'EXAMPLES = r"""(.*?)"""', (ROOT / f"plugins/modules/{name}.py").read_text(), re.DOTALL)
    assert any(f"golive.web.{name}" in task for task in yaml.safe_load(examples[1]))


@pytest.mark.parametrize("name", ROLES)
def test_scenario_runs_what_the_role_shows(name):
    """Every variable and setting that the README shows as one word or number is in the scenario with the same value."""
    scenario = settings_in(yaml.safe_load((scenarios.scenario_of(name, ROOT) / "converge.yml").read_text()))
    shown = {(key, value) for key, value in settings_in(example(name)) if key in settings_of(name) or key.startswith(f"{name}_")}
    # The scenario of applications has a runtime of its own, so that it depends on no other role.
    assert sorted(pair for pair in shown - scenario if pair[0] != "application_runtime") == []


def settings_of(name):
    """The names of the role's own settings, without the prefix, as they are written in golive_applications."""
    specs = yaml.safe_load((ROOT / "roles" / name / "meta" / "argument_specs.yml").read_text())["argument_specs"]
    if name != "application":
        return set()
    return {option.removeprefix(f"{name}_") for entry in specs.values() for option in entry.get("options") or {}} | {"calendar"}


def test_settings_are_what_the_specs_say():
    text = settings.PAGE.read_text()
    assert text == settings.page(text, ROOT / "roles"), "python tests/lint/settings.py --write"


def test_every_role_has_its_settings_in_the_documentation():
    assert sorted(re.findall(r"<!-- (\w+) -->\n\|", settings.PAGE.read_text())) == ROLES


def test_stale_table_is_found():
    text = settings.PAGE.read_text().replace("| `entry` | str |", "| `entry` | int |")
    assert text != settings.page(text, ROOT / "roles")


def test_unknown_name_is_found():
    assert unknown_names("Run `golive.web.deploi`, then golive.web.status.") == ["deploi"]


def test_broken_link_is_found():
    text = "[a](no.md) [b](settings.md#nowhere) [c](settings.md#applications) [d](../LICENSE) [e](https://example.com)"
    assert list(broken_links(ROOT / "docs" / "deploying.md", text)) == ["no.md", "settings.md#nowhere"]
