"""The bundled call files say exactly what the tables they were made from say: no fact lost, none added."""

import csv
import datetime as dt
import re

import pytest

from biovaliance.synergies.calls.bundle import bundle_folder, bundled_calls
from biovaliance.synergies.calls.rules import Rule

PORTAL_COPY = "EU Funding & Tenders portal, copy of August 2026 (OscarSalgado/CordisData)"
REWORDED = {"by topic, see relevant_eu_topics.csv": "by topic, see the topics of the portal"}
CALLS = bundled_calls()
NUMBERS = {
    "partners_min": "partners_min",
    "partners_max": "partners_max",
    "min_company": "companies_min",
    "min_sme": "smes_min",
    "min_sme_or_eti": "smes_or_etis_min",
    "min_large": "large_min",
    "min_academic": "academics_min",
    "min_hospital": "hospitals_min",
    "min_cluster": "clusters_min",
    "min_countries": "countries_min",
    "duration_min_months": "duration_min_months",
    "duration_max_months": "duration_max_months",
    "trl_min": "trl_min",
    "trl_max": "trl_max",
}


@pytest.fixture(scope="module")
def tables(shared_data):
    def read(name: str) -> list[dict[str, str]]:
        with (shared_data / "calls" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    names = ("calls", "rules", "relevant_eu_topics", "sources", "aid_intensities", "company_size")
    return {name: read(name) for name in names}


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(PORTAL_COPY if "sedia_open" in each else each for each in text.split(" ; "))


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def test_every_call_of_the_table_is_bundled(tables):
    ids = {row["id"] for row in tables["calls"]}
    assert len(ids) == 39
    assert ids <= set(CALLS)


def test_names_words_and_confidence_are_those_of_the_table(tables):
    for row in tables["calls"]:
        call = CALLS[row["id"]]
        level = f"{call.level} ({call.country})" if call.country else str(call.level)
        assert (call.name.en, level, call.seen_on) == (row["name_en"], row["level"], row["date_seen"])
        assert _plain(call.name.fr) == _plain(row["name_fr"])
        said = {
            "operator": call.operator,
            "instrument": call.instrument,
            "edition_seen": call.edition,
            "time_zone": call.time_zone,
            "recurrence": call.recurrence,
            "stages": call.stages,
            "status_on_2026_11_23": call.status_words,
            "project_amount_basis": call.amounts.basis,
            "must_include": call.asked.must_include,
            "lead_must_be": call.asked.lead,
            "independence_rule": call.asked.independence,
            "territory_rule": call.asked.territory,
            "cluster_label": call.asked.cluster_label,
            "aid_other": call.aid.other,
            "aid_form": call.aid.form,
        }
        expected = {name: REWORDED.get(row[name], row[name]) for name in said}
        assert {name: text.en for name, text in said.items()} == expected, row["id"]


def test_numbers_of_a_call_are_those_of_the_table_and_empty_where_it_is_empty(tables):
    for row in tables["calls"]:
        call = CALLS[row["id"]]
        found = {column: _number(getattr(call.asked, name)) for column, name in NUMBERS.items()}
        found |= {
            "call_budget_eur": _number(call.amounts.call_budget),
            "project_min_eur": _number(call.amounts.project_min),
            "project_max_eur": _number(call.amounts.project_max),
            "aid_small_pct": _number(call.aid.small_pct),
            "aid_medium_pct": _number(call.aid.medium_pct),
            "aid_eti_pct": _number(call.aid.eti_pct),
            "aid_large_pct": _number(call.aid.large_pct),
            "aid_research_pct": _number(call.aid.research_pct),
            "open_date": str(call.opens_on or ""),
        }
        assert found == {column: row[column] for column in found}, row["id"]


def test_a_closing_date_of_the_table_is_a_deadline_and_the_last_one(tables):
    for row in tables["calls"]:
        days = [deadline.on for deadline in CALLS[row["id"]].deadlines]
        if row["close_date"]:
            assert max(days) == dt.date.fromisoformat(row["close_date"])
        else:
            assert max((str(day) for day in days), default="") <= "2025-03-27"


def test_what_was_not_verified_is_told_as_not_seen_and_the_rest_of_the_note_stays(tables):
    for row in tables["calls"]:
        call = CALLS[row["id"]]
        found = re.search(r"UNVERIFIED: ([^.]*)\.?\s*", row["note"])
        rest = (row["note"][: found.start()] + row["note"][found.end() :]).strip() if found else row["note"]
        assert call.note.en == rest
        assert "; ".join(each.en for each in call.not_seen) == (found[1] if found else "")


def test_every_page_is_cited_with_its_date_and_the_day_it_was_read(tables):
    known = {row["url"]: row for row in tables["sources"]}
    for row in tables["calls"]:
        call = CALLS[row["id"]]
        for address, date in zip(
            row["source_urls"].split(" ; "), row["source_date"].split(" ; "), strict=True
        ):
            page = call.page(_addresses(address)[0])
            assert page is not None
            assert page.date_on_page.en == ("" if date == "undated" else date)
            assert (page.publisher.en, page.read_on) == (
                known[address]["publisher_kind"],
                known[address]["date_seen"],
            )


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def _as_row(rule: Rule) -> tuple[str, ...]:
    joined = ".." if rule.operator == "between" else ";" if rule.operator == "if_n" else "|"
    return (
        rule.kind,
        str(rule.operator),
        joined.join(str(value) for value in rule.values),
        rule.unit,
        rule.text.en,
        _plain(rule.text.fr),
        str(rule.confidence),
        *rule.sources,
    )


def test_the_191_rules_are_those_of_the_table_word_for_word(tables):
    expected: dict[str, list[tuple[str, ...]]] = {call_id: [] for call_id in CALLS}
    for row in tables["rules"]:
        if row["rule_kind"] != "deadline":
            expected[row["call_id"]].append(
                (
                    *(row[name] for name in ("rule_kind", "operator", "value", "unit", "text_en")),
                    _plain(row["text_fr"]),
                    row["confidence"],
                    *_addresses(row["source"]),
                )
            )
    found = {
        key: [_as_row(rule) for rule in call.rules if not rule.taken_from] for key, call in CALLS.items()
    }
    assert found == expected
    assert sum(map(len, found.values())) == 177


def test_the_14_deadlines_among_the_rules_are_deadlines_with_hour_and_zone(tables):
    rows = [row for row in tables["rules"] if row["rule_kind"] == "deadline"]
    assert len(rows) == 14
    for row in rows:
        day, _, hour = row["value"].partition("T")
        found = next(
            each
            for each in CALLS[row["call_id"]].deadlines
            if str(each.on) == day and each.text.en == row["text_en"]
        )
        assert (found.at.strftime("%H:%M") if found.at else "") == hour
        assert found.zone == (row["unit"] if hour else "")
        assert (str(found.confidence), found.sources) == (row["confidence"], _addresses(row["source"]))


def test_every_topic_of_the_table_is_a_call_or_part_of_one(tables):
    by_topic = {call.topic.id: call for call in CALLS.values() if call.topic}
    assert set(by_topic) == {row["topic_id"] for row in tables["relevant_eu_topics"]}
    for row in tables["relevant_eu_topics"]:
        call = by_topic[row["topic_id"]]
        topic = call.topic
        found = {
            "title": topic.title.en,
            "programme": topic.programme,
            "type_of_action": topic.type_of_action.en,
            "deadline": str(topic.deadline),
            "deadline_model": topic.deadline_model,
            "status_in_copy": topic.status_in_copy,
            "eu_contribution_min_eur": _number(topic.contribution_min),
            "eu_contribution_max_eur": _number(topic.contribution_max),
            "expected_grants": _number(topic.expected_grants),
            "relevance": topic.relevance,
            "why_en": topic.about.en,
            "portal_url": topic.address,
            "data_date": topic.copy_of,
        }
        assert found == {name: row[name] for name in found}
        assert row["default_rule_call_id"] in {call.rules_of, call.id}
        assert topic.deadline in {deadline.on for deadline in call.deadlines}


def test_the_tables_of_aid_sizes_and_sources_are_bundled_as_they_are(tables):
    for name in ("aid_intensities", "company_size", "sources"):
        text = (bundle_folder() / f"{name}.csv").read_text(encoding="utf-8")
        rows = [
            {
                key: "; ".join(_addresses(value)) if "sedia_open" in value else value
                for key, value in row.items()
            }
            for row in tables[name]
        ]
        found = [
            {
                key: "; ".join(value.split(" ; ")) if PORTAL_COPY in value else value
                for key, value in row.items()
            }
            for row in csv.DictReader(text.splitlines())
        ]
        assert found == rows
