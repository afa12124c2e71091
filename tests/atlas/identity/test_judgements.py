import datetime as dt

import pytest

from biovaliance.atlas.identity.clusters import group
from biovaliance.atlas.identity.judgements import add_judgement, read_judgements, withdraw
from biovaliance.foundation.errors import InputError
from tests.atlas.values import judgement, key, organisation

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def test_what_was_decided_is_read_back_with_who_when_and_why(tmp_path):
    log = tmp_path / "judgements.jsonl"
    add_judgement(log, judgement(key("a"), key("b")))
    found, problems = read_judgements(log)
    assert problems == []
    assert (found[0].decided_by, found[0].why) == ("a curator", "because")


def test_a_judgement_taken_back_stays_in_the_log_and_holds_no_more(tmp_path):
    log = tmp_path / "judgements.jsonl"
    records = [organisation("a"), organisation("b")]
    add_judgement(log, judgement(key("a"), key("b")))
    assert len(group(records, read_judgements(log)[0])) == 1
    withdraw(log, key("b"), key("a"), NOW)
    assert len(group(records, read_judgements(log)[0])) == 2
    assert len(log.read_text().splitlines()) == 2


def test_there_is_nothing_to_take_back_on_a_pair_nobody_judged(tmp_path):
    with pytest.raises(InputError, match="none to take back"):
        withdraw(tmp_path / "judgements.jsonl", key("a"), key("b"), NOW)


def test_a_damaged_line_is_reported_and_the_others_hold(tmp_path):
    log = tmp_path / "judgements.jsonl"
    add_judgement(log, judgement(key("a"), key("b")))
    with log.open("ab") as file:
        file.write(b'{"left_key": "a"\n\xff\xfe\n')
    found, problems = read_judgements(log)
    assert len(found) == 1
    assert [problem.line for problem in problems] == [2, 3]


def test_a_judgement_without_a_reason_is_refused(tmp_path):
    from dataclasses import replace

    with pytest.raises(InputError, match="who decided and why"):
        add_judgement(tmp_path / "log", replace(judgement(key("a"), key("b")), why=" "))
