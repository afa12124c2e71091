"""The description of a region: the bundled one is whole, and a wrong one is refused by file and name."""

from collections import Counter

import pytest

from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.foundation.languages import Text
from biovaliance.sources.gathering import gather
from biovaliance.sources.region import bundled_region, bundled_regions, open_region, read_region

GOOD = """
[region]
key = "here"
name_en = "Here"
name_fr = "Ici"

[[departments]]
code = "25"
name = "Doubs"

[[sources]]
key = "curated"
licence = "CC-BY-4.0"

[[wording]]
value = "a"
en = "b"
fr = "c"
"""


def refusal(folder, text):
    (folder / "region.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError) as caught:
        read_region(folder)
    return str(caught.value)


def test_what_is_written_is_read(tmp_path):
    (tmp_path / "region.toml").write_text(GOOD)
    region = read_region(tmp_path)
    assert (region.key, region.name_en, region.name_fr) == ("here", "Here", "Ici")
    assert [(d.code, d.name) for d in region.departments] == [("25", "Doubs")]
    assert region.terms("curated").licence == "CC BY 4.0"
    assert region.wordings["a"].fr == "c"


@pytest.mark.parametrize("name", ["key", "name_en", "name_fr", "code", "name", "value", "en", "fr"])
def test_a_missing_key_is_named(tmp_path, name):
    lines = GOOD.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(f"{name} ="))
    text = "\n".join(line for number, line in enumerate(lines) if number != first)
    told = refusal(tmp_path, text)
    assert told.startswith(f"{tmp_path / 'region.toml'}: '{name}' is missing;")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace('code = "25"', "code = 25"), "'code' is 25; expected words in quotes"),
        (GOOD.replace('key = "here"', 'key = ""'), "'key' is ''; expected words in quotes"),
        (GOOD.replace('[[departments]]\ncode = "25"\nname = "Doubs"', ""), "'departments' is missing"),
        (GOOD + '\n[publishers]\n"a.org" = "A"\n[region]\n', "expected TOML in UTF-8"),
        ('publishers = "x"\n' + GOOD, "a value is not what is expected there"),
        ("departments = 3\n" + GOOD.replace("[[departments]]", "[[others]]"), "is not what is expected"),
        ("[region", "expected TOML in UTF-8"),
        (b"\xff", "expected TOML in UTF-8"),
        ("", "'region' is missing"),
    ],
)
def test_what_is_wrong_is_told_with_the_file(tmp_path, text, told):
    refused = refusal(tmp_path, text)
    assert refused.startswith(f"{tmp_path / 'region.toml'}: ")
    assert told in refused


def test_a_missing_file_and_a_folder_in_its_place_are_told(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_region(tmp_path)
    (tmp_path / "region.toml").mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        read_region(tmp_path)


def test_an_unknown_region_or_source_names_what_there_is(tmp_path):
    for opening in (bundled_region, open_region):
        with pytest.raises(NotFoundError, match="bourgogne-franche-comte, pays-de-la-loire"):
            opening("occitanie")
    with pytest.raises(NotFoundError, match="has no source 'nothing'; it has"):
        bundled_region().terms("nothing")
    with pytest.raises(InputError, match="There is no source 'nothing'; expected one of curated, ror"):
        gather(bundled_region(), {"nothing": tmp_path})


def test_every_bundled_region_names_itself_in_a_sentence():
    told = {key: (bundled_region(key).inside, bundled_region(key).of) for key in bundled_regions()}
    assert told == {
        "bourgogne-franche-comte": (
            Text("in Bourgogne-Franche-Comté", "en Bourgogne-Franche-Comté"),
            Text("of Bourgogne-Franche-Comté", "de Bourgogne-Franche-Comté"),
        ),
        "pays-de-la-loire": (
            Text("in the Pays de la Loire", "dans les Pays de la Loire"),
            Text("of the Pays de la Loire", "des Pays de la Loire"),
        ),
    }


def test_a_folder_with_a_description_is_a_region_and_needs_no_curated_files(tmp_path):
    (tmp_path / "region.toml").write_text(
        '[region]\nkey = "nowhere"\nname_en = "Nowhere"\nname_fr = "Nulle part"\n'
        '[[departments]]\ncode = "99"\nname = "Nothing"\n',
        encoding="utf-8",
    )
    region = open_region(str(tmp_path))
    assert (region.key, region.inside) == ("nowhere", Text("in Nowhere", "en Nulle part"))
    gathered = gather(region, {})
    assert (gathered.records, gathered.problems, gathered.receipts) == ((), (), ())


@pytest.mark.shared_data
def test_another_region_is_built_from_the_same_national_extracts(open_data):
    """The same reader, another file: the registry's organisations of the Pays de la Loire and their kin."""
    region = bundled_region("pays-de-la-loire")
    gathered = gather(region, dict.fromkeys(("ror", "communes", "health_sites"), open_data))
    regional = [record for record in gathered.records if "yes" in record.values("in_region")]
    departments = Counter(code for record in regional for code in record.values("department"))
    assert set(departments) == {"44", "49", "53", "72", "85"}
    assert departments["44"] > 100
    assert {"Nantes", "Angers", "Le Mans"} <= {town for record in regional for town in record.values("town")}
    assert not any("Besançon" in record.values("town") for record in regional)
