"""Every sentence about a scenario, in both languages."""

import re
import string
import tomllib
from pathlib import Path

import pytest

import biovaliance.bioproduction
from biovaliance.bioproduction.scenarios.checks import notices
from biovaliance.bioproduction.scenarios.reading import read_scenario
from biovaliance.bioproduction.scenarios.toml_faults import fault_of_toml
from biovaliance.bioproduction.sentences import sentence, sentences, shown, whole_sentence
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text

LINE = """
[scenario]
name = "ligne"
patients = 10
[arrivals]
kind = "interval"
interval_d = 1
[[pools]]
name = "bioréacteur"
count = 2
[[operations]]
name = "culture"
duration_h = 24
pools = { "bioréacteur" = 1 }
"""


def _slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sentences())
def test_a_sentence_says_the_same_with_the_same_values_in_both_languages(code):
    told = sentences()[code]

    for part in told.values():
        assert part.keys() == {"en", "fr"}
        assert _slots(part["en"]) == _slots(part["fr"])


@pytest.mark.parametrize("code", sentences())
def test_french_never_breaks_a_line_before_its_signs(code):
    values = {
        name: "x" for part in sentences()[code].values() for text in part.values() for name in _slots(text)
    }

    french = whole_sentence(code, **values).fr

    assert not re.search(r"[ \w][;!?»]| :|« ", french.replace("'end'", "").replace("?\u202f;", ""))


def test_every_sentence_of_the_table_is_told_somewhere_and_every_one_told_is_in_it():
    folder = Path(biovaliance.bioproduction.__file__).parent
    code = "\n".join(file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.py")))

    assert [each for each in sentences() if f'"{each}"' not in code] == []
    told = re.findall(r'(?:whole_sentence|refusal|HoursError)\(\s*"([a-z-]+)"', code)
    assert len(told) > 20
    assert set(told) <= set(sentences())


def test_numbers_are_written_as_each_language_writes_them():
    assert [shown(1234567, each) for each in ("en", "fr")] == ["1,234,567", "1\u202f234\u202f567"]
    assert [shown(0.25, each) for each in ("en", "fr")] == ["0.25", "0,25"]
    assert shown(10_000_000.0, "en") == "10,000,000"
    assert sentence("up-to", limit=2.5).mend.fr == "2,5 au plus."


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "duration_h = 24",
            "duration_h = -1",
            "opération «\u00a0culture\u00a0», duration_h\u00a0: -1 est hors limites",
        ),
        ("count = 2", "count = 0", "est hors limites\u202f; au moins 1."),
        ('"bioréacteur" = 1', '"bioreacteur" = 1', "n’est aucune ressource de ce scénario."),
        ('"bioréacteur" = 1', '"bioréacteur" = 3', "l’opération ne peut jamais commencer\u202f;"),
        ("patients = 10", "patients = 1000000000", "est hors limites\u202f; 10\u202f000\u202f000 au plus."),
        (
            "duration_h = 24",
            "duration_h = nan",
            "n’est pas un nombre fini\u202f; écrivez un nombre en heures.",
        ),
        (
            "duration_h = 24\n",
            "",
            "opération «\u00a0culture\u00a0», duration_h\u00a0: manque. Donnez une valeur",
        ),
        (
            "duration_h = 24",
            'duration_h = { value = 30, unit = "min" }',
            "Écrivez 0,5 avec unit = 'h' (30 min).",
        ),
        (
            "duration_h = 24",
            'duration_h = 24\nnext = [{ to = "culture", share = 1 }]',
            "est dans un cycle sans sortie\u202f;",
        ),
        ("count = 2", "cuont = 2", "Vouliez-vous dire «\u00a0count\u00a0»\u202f?"),
        ('kind = "interval"', 'kind = "hourly"', "Choisissez parmi"),
    ],
)
def test_a_refusal_is_told_in_french_too(old, new, told):
    assert old in LINE

    with pytest.raises(InputError) as refused:
        read_scenario(LINE.replace(old, new), "ligne.toml")

    assert "n’est pas utilisable" in refused.value.text.fr
    assert any(told in problem.told("fr") for problem in refused.value.problems), [
        problem.told("fr") for problem in refused.value.problems
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[scenario]\nname = "a"\nname = "b"\n', "(ligne 3, colonne 11)"),
        ('[scenario]\nname = "a"\n[scenario]\n', "(ligne 3, colonne 10)"),
        ("x = { a = 1, a = 2 }\n", "(ligne 1, colonne 19)"),
    ],
    ids=["key", "table", "inline"],
)
def test_what_stands_twice_is_told_as_that_and_not_as_a_missing_quotation_mark(text, where):
    with pytest.raises(InputError) as refused:
        read_scenario(text, "ligne.toml")

    assert "a key and a table's name stand once" in refused.value.text.en
    assert where in refused.value.text.fr
    assert "ôtez l’un des deux" in refused.value.text.fr


def test_what_is_no_toml_is_told_with_its_place_in_both_languages():
    with pytest.raises(InputError) as refused:
        read_scenario("[scenario\n", "ligne.toml")

    assert "is no TOML" in refused.value.text.en
    assert "n’est pas du TOML\u00a0:" in refused.value.text.fr
    assert "line 1" in refused.value.text.en
    assert "il manque ] à la fin de l’en-tête d’une table (ligne 1, colonne 10)" in refused.value.text.fr


@pytest.mark.parametrize(
    "text",
    [
        *("a = 1\na = 2", "[a]\n[a]", "a = {b = 1}\n[a.c]", "a = {b = 1, b = 2}", "a = [1", "a = {b = 1"),
        *("a", "a =", "[[a]\n", "a = 1 b = 2", 'a = "\\q"', 'a = "\\ud800"', 'a = "\\uzzzz"', 'a = "x'),
        *("= 1", "!", "a = 2024-13-40", "a.b = 1\na = 2", "a = \x01", "[a]\nb.c = 1\n[a.b]"),
    ],
)
def test_whatever_python_finds_wrong_with_a_toml_is_told_in_french(text):
    with pytest.raises(tomllib.TOMLDecodeError) as wrong:
        tomllib.loads(text)

    told = fault_of_toml(str(wrong.value))

    assert told.en == str(wrong.value)
    assert told.fr.endswith(")")
    assert not re.search(r"\b(at|line|in|a key|value|the|of|Cannot|Invalid|Expected)\b", told.fr), told.fr


def test_a_fault_of_a_toml_that_no_sentence_is_known_for_is_told_as_it_comes():
    assert fault_of_toml("Too strange") == Text("Too strange", "Too strange")


def test_notices_are_told_in_both_languages():
    text = LINE.replace("interval_d = 1", "interval_d = 0.25")

    (told,) = notices(read_scenario(text))

    assert told.en.startswith("Pool 'bioréacteur' is asked for 2.00 times what it can give")
    assert told.fr.startswith(
        "La ressource «\u00a0bioréacteur\u00a0» est demandée à 2,00 fois ce qu’elle peut"
    )
