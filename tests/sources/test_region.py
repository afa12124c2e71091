"""The description of a region: the bundled one is whole, and a wrong one is refused by file and name."""

import pytest

from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.sources.gathering import gather
from biovaliance.sources.region import bundled_region, read_region

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
    with pytest.raises(NotFoundError, match="there are bourgogne-franche-comte"):
        bundled_region("occitanie")
    with pytest.raises(NotFoundError, match="has no source 'nothing'; it has"):
        bundled_region().terms("nothing")
    with pytest.raises(InputError, match="There is no source 'nothing'; expected one of curated, ror"):
        gather(bundled_region(), {"nothing": tmp_path})
