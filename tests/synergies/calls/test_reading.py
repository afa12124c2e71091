"""A call file is read, or refused with every fault: line, what was found, what is expected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.foundation.errors import InputError
from biovaliance.synergies.calls.bundle import bundle_folder, bundled_calls, find_call, with_default_rules
from biovaliance.synergies.calls.reading import check_call, read_call
from biovaliance.synergies.calls.rules import Applies, Operator
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

GOOD = """\
# An appeal for the tests
[call]
id = "TEST-1"
name_en = "A call"
name_fr = "Un appel"
level = "region"
confidence = "high"
seen_on = 2026-11-23

[dates]
opens_on = 2026-01-05

[[deadlines]]
on = 2026-03-06
at = 17:00:00
zone = "Europe/Brussels"
text_en = "Closing."
text_fr = "Clôture."
sources = ["https://open.example/a"]
confidence = "high"

[[rules]]
kind = "min_kind_any"
operator = "at least"
value = 1
who = ["sme", "eti"]
applies = "together"
text_en = "An SME or a mid-cap."
text_fr = "Une PME ou ETI."
sources = "https://open.example/a"
confidence = "medium"
"""


def faults(text: str) -> list[tuple[int, str, str]]:
    """Return line, field and message of every fault of a file."""
    _call, problems = check_call(text, "call.toml", bundled_thesaurus())
    return [(problem.line, problem.field, problem.message) for problem in problems]


def test_a_file_is_read_into_a_call():
    call = read_call(GOOD, "call.toml", bundled_thesaurus())
    (rule,) = call.rules
    assert (call.id, call.slug, call.name.fr) == ("TEST-1", "test-1", "Un appel")
    assert (rule.operator, rule.values, rule.applies) == (Operator.AT_LEAST, (1,), Applies.TOGETHER)
    assert [str(kind) for kind in rule.who] == ["sme", "eti"]
    assert rule.sources == ("https://open.example/a",)
    assert call.deadlines[0].in_paris.isoformat() == "2026-03-06T17:00:00+01:00"


def test_all_faults_are_told_at_once_each_on_its_line():
    text = (
        GOOD.replace('level = "region"', 'level = "regional"')
        .replace("value = 1", 'value = "one"')
        .replace('who = ["sme", "eti"]', 'who = ["pme"]')
        .replace("on = 2026-03-06", 'on = "6 March"')
    )
    assert faults(text) == [
        (6, "[call] level", "expected one of: region, national, cross-border, eu."),
        (14, "[[deadlines]] no. 1 on", "is words between quotes; expected a day."),
        (25, "[[rules]] no. 1 value", "expected a number."),
        (26, "[[rules]] no. 1 who", "'pme' is no kind of partner."),
    ]


def test_a_message_proposes_what_was_probably_meant():
    _call, (problem,) = check_call(
        GOOD.replace("min_kind_any", "min_kind_anny"), "call.toml", bundled_thesaurus()
    )
    assert str(problem) == (
        "call.toml:23: [[rules]] no. 1 kind 'min_kind_anny': is no kind of rule. "
        "Did you mean 'min_kind_any'? The reference lists them all."
    )


def test_an_unknown_key_is_refused_by_name():
    assert faults(GOOD + 'sourcess = "x"\n') == [(32, "[[rules]] no. 1 sourcess", "is no key of this table.")]


def test_what_is_no_toml_is_told_with_its_line():
    assert faults("[call]\nid = TEST\n")[0][0] == 2
    assert faults("")[0][:2] == (0, "[call]")


def test_words_in_one_language_only_are_refused():
    assert faults(GOOD.replace('name_fr = "Un appel"\n', "")) == [(2, "[call] name_fr", "is missing.")]
    assert faults(GOOD.replace("[dates]", '[dates]\nstages_en = "2"')) == [
        (11, "[dates] stages_en", "has no stages_fr beside it.")
    ]


def test_an_hour_needs_its_zone_and_a_zone_must_exist():
    assert faults(GOOD.replace('zone = "Europe/Brussels"\n', "")) == [
        (15, "[[deadlines]] no. 1 at", "has no zone beside it.")
    ]
    assert faults(GOOD.replace("Europe/Brussels", "Europe/Dijon")) == [
        (16, "[[deadlines]] no. 1 zone", "is no time zone.")
    ]


def test_a_range_written_backwards_is_refused():
    text = GOOD.replace("[dates]", "[asked]\npartners_min = 5\npartners_max = 3\n\n[dates]")
    assert faults(text) == [(12, "[asked] partners_max", "is less than the least number asked (5).")]
    assert faults(GOOD.replace("opens_on = 2026-01-05", "opens_on = 2027-01-05")) == [
        (11, "[dates] opens_on", "lies after the last deadline (2026-03-06).")
    ]


@pytest.mark.parametrize(
    ("kind", "operator", "value", "message"),
    [
        ("duration", "between", "[60, 36]", "the first number is greater than the second."),
        ("duration", "between", "36", "expected two numbers."),
        ("partners_max", "at most", "[3, 4]", "expected one number."),
        ("partners_max", "at most", "-1", "expected a number of 0 or more."),
        ("lead_kind", "one of", '["firm"]', "'firm' is no kind of partner."),
        ("territory", "one of", '["Doubs"]', "'Doubs' is no area."),
        ("composition", "by number of partners", '["two: 2 countries"]', "'two: 2 countries' is no case."),
        ("partners_max", "one of", '["a"]', None),
    ],
)
def test_a_value_must_go_with_its_kind_and_operator(kind, operator, value, message):
    text = GOOD.replace('kind = "min_kind_any"', f'kind = "{kind}"').replace("at least", operator)
    found = faults(text.replace("value = 1", f"value = {value}"))
    if message is None:
        assert found[0][2].startswith("does not go with 'partners_max'; expected one of: exactly, at least")
    else:
        assert (25, "[[rules]] no. 1 value", message) in found


def test_a_theme_must_be_a_concept():
    assert faults(GOOD + '\n[themes]\nconcepts = ["gene-therapi"]\n') == [
        (34, "[themes] concepts", "is no concept of the vocabulary.")
    ]


def test_a_refused_file_raises_with_its_problems():
    with pytest.raises(InputError, match=r"call\.toml is no call yet: 2 faults") as refused:
        read_call(GOOD.replace("seen_on = 2026-11-23", "seen = 1"), "call.toml", bundled_thesaurus())
    assert len(refused.value.problems) == 2


def test_a_call_takes_over_the_rules_it_has_none_of_its_own_for():
    text = GOOD.replace('id = "TEST-1"', 'id = "TEST-1"\nrules_of = "EU-HE-RIA"')
    call = with_default_rules(read_call(text, "call.toml", bundled_thesaurus()), bundled_calls())
    assert {rule.taken_from for rule in call.rules_of_kind("partners_min", "countries_min")} == {"EU-HE-RIA"}
    assert call.rules_of_kind("min_kind_any")[0].taken_from == ""
    assert all(call.page(address) for rule in call.rules if rule.taken_from for address in rule.sources)


def test_a_call_is_found_in_any_case_and_a_near_id_is_named():
    assert find_call(" fr-ilab ", bundled_calls()).id == "FR-ILAB"
    with pytest.raises(LookupError, match="near: FR-IDEMO-REG-ARA, FR-IDEMO-REG-BFC, FR-IDEMO-REG-IDF"):
        find_call("idemo-reg", bundled_calls())


def test_every_bundled_file_is_named_after_its_call_and_begins_with_its_french_name():
    for file in bundle_folder().iterdir():
        if file.name.endswith(".toml"):
            text = file.read_text(encoding="utf-8")
            call = read_call(text, file.name, bundled_thesaurus())
            assert file.name == f"{call.id}.toml"
            assert text.splitlines()[0].startswith("# ")


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text):
    call, problems = check_call(text, "call.toml", bundled_thesaurus())
    assert call is None
    assert problems


LINES = GOOD.splitlines()


@given(st.integers(0, len(LINES) - 1), st.text("ab =[]\"'1#-\n", max_size=12))
def test_no_spoilt_line_breaks_the_reader(number, spoilt):
    text = "\n".join([*LINES[:number], spoilt, *LINES[number + 1 :]])
    call, problems = check_call(text, "call.toml", bundled_thesaurus())
    assert (call is None) == bool(problems)
    assert all(0 <= problem.line <= text.count("\n") + 1 for problem in problems)
