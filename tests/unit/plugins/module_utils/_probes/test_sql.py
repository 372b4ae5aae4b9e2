# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import decimal
import math

import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import sql
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt, Trouble
from hypothesis import given
from hypothesis import strategies as st


def options(**given_ones):
    return {**sql.OPTIONS, "name": "db", "type": "postgres", "port": 5432, "host": "db.test", **given_ones}


def prepared(**given_ones):
    one = options(**given_ones)
    sql.prepare(one)
    return one


def ended(found, **given_ones):
    one = Attempt()
    try:
        sql.check(prepared(**given_ones), one, found)
    except Trouble as trouble:
        return one.end(trouble.reason, trouble.message)
    return one.end()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1; DROP TABLE x", "SELECT 1;;COMMIT", "COMMIT; BEGIN; DELETE FROM x", "SELECT ';'", "BEGIN NOT ATOMIC COMMIT; END", "DO $$ BEGIN NULL; END $$",
        ";", " ; ; ", "SELECT 1; -- one", "",
    ],
)  # fmt: skip
def test_more_than_one_statement_is_refused(query):
    with pytest.raises(GoliveError, match="The probe 'db' of the type postgres has a query that is not one statement"):
        prepared(query=query)


@pytest.mark.parametrize("query", ["SELECT 1", "SELECT 1;", " SELECT 1 ;\n"])
def test_one_statement_may_end_as_usual(query):
    assert prepared(query=query)["statement"] == "SELECT 1"


@given(st.text())
def test_no_statement_has_an_end_in_it(query):
    try:
        statement = prepared(query=query)["statement"]
    except GoliveError:
        return
    assert statement and ";" not in statement


@pytest.mark.parametrize("where", [{"host": ""}, {"socket": "/run/db"}])
def test_it_needs_one_place(where):
    with pytest.raises(GoliveError, match="needs a host or a socket, one of them"):
        prepared(**where)


def test_authorities_mean_that_they_are_asked():
    with pytest.raises(GoliveError, match="can't use /nowhere/ca.crt"):
        prepared(ca_file="/nowhere/ca.crt")
    assert prepared()["verify"] is False and prepared()["wanted_tls"] is None
    assert prepared(verify=True)["wanted_tls"].context.check_hostname
    assert prepared(ca_file="/nowhere/ca.crt", verify=False)["wanted_tls"] is None


def test_people_see_where_and_which_database():
    assert sql.target(options(database="shop")) == "shop at db.test:5432"
    assert sql.target(options(host="", socket="/run/db")) == "/run/db"


def test_a_value_has_to_be_in_its_band():
    assert ended(sql.Found(5), minimum=5, maximum=5).passed
    assert ended(sql.Found(decimal.Decimal("4.9")), minimum=5).reason == "value"
    assert ended(sql.Found(6), maximum=5).reason == "value"
    assert ended(sql.Found("many"), maximum=5).reason == "expression"


@pytest.mark.parametrize("value", [None, math.nan, decimal.Decimal("NaN")])
def test_without_a_value_there_is_nothing_to_judge(value):
    assert ended(sql.Found(value), minimum=5).reason == "sample"
    assert ended(sql.Found(value)).passed
    assert ended(sql.Found(value), minimum=5, encrypted=True).reason == "encryption"


def test_encryption_is_only_looked_at_where_it_is_wanted():
    assert ended(sql.Found(1)).passed
    assert ended(sql.Found(1, encrypted=True), encrypted=True).passed
    one = ended(sql.Found(1), encrypted=True)
    assert (one.reason, one.message) == ("encryption", "the connection is not encrypted, expected encrypted")


def test_a_replica_must_not_be_behind_nor_of_unknown_lag():
    assert ended(sql.Found(1, lag=2.0), max_lag=2).passed
    assert ended(sql.Found(1, lag=2.1), max_lag=2).message == "the replication lag is 2.1 s, expected at most 2 s"
    one = ended(sql.Found(1, lag_words="unknown, as it is no replica"), max_lag=2)
    assert (one.reason, one.message) == ("lag", "the replication lag is unknown, as it is no replica, expected at most 2 s")
    assert ended(sql.Found(1), max_lag=0).reason == "lag"


def test_what_a_driver_stumbles_over_is_no_crash():
    def stumble(error):
        raise error

    with pytest.raises(Trouble, match="makes nothing of what the server says .IndexError") as caught:
        sql.guarded(stumble, IndexError("secret"))
    assert caught.value.reason == "protocol"
    with pytest.raises(ConnectionResetError):
        sql.guarded(stumble, ConnectionResetError())
    with pytest.raises(Trouble, match="as it is"):
        sql.guarded(stumble, Trouble("auth", "as it is"))


def test_a_server_s_words_are_one_short_line():
    assert sql.one_line("a\n  b\tc") == "a b c"
    assert sql.one_line("x" * 1000) == "x" * 200 + "..."


def test_a_library_that_is_not_there_is_none():
    assert sql.driver("no_such_library_at_all") is None
    assert sql.driver("decimal") is decimal
