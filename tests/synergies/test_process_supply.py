"""Who supplies the operations, pools and materials of a process."""

import pytest

from biovaliance.atlas.building import Tag, TagOrigin
from biovaliance.bioproduction.library.catalogue import entries, read_process
from biovaliance.bioproduction.scenarios.reading import read_scenario
from biovaliance.foundation.languages import Text
from biovaliance.synergies.suppliers.processes import Part, gaps, process_supply
from biovaliance.synergies.suppliers.values import Actor, Material
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

THESAURUS = bundled_thesaurus()
TAGGER = Tagger(THESAURUS)
NOBODY = Material({}, {}, (), ())


def _line(more: str = "") -> str:
    return f"""
[scenario]
name = "line"
patients = 10
[arrivals]
kind = "interval"
interval_d = 1
[[pools]]
name = "bioreactor"
count = 1
[[pools]]
name = "technicians"
kind = "staff"
count = 2
[[operations]]
name = "grow"
concept = "cell-expansion"
duration_h = 24
pools = {{ bioreactor = 1 }}
materials = {{ vector = 1, tape = 1 }}
[[materials]]
name = "vector"
concept = "lentiviral-vectors"
supplier = "vectors-ltd"
[[materials]]
name = "tape"
{more}
"""


def _atlas(*tags: tuple[str, str]) -> Material:
    actors = {
        "organisation:here": Actor(
            "organisation:here", Text("Here", "Ici"), country_code="FR", in_region=True
        ),
        "organisation:vectors-ltd": Actor(
            "organisation:vectors-ltd", Text("Vectors", "Vecteurs"), country_code="DE", in_region=False
        ),
    }
    return Material(
        actors,
        {},
        tuple(
            Tag(f"organisation:{who}", concept, TagOrigin.STATED, "capabilities", concept, "en", source="s")
            for who, concept in tags
        ),
        (),
    )


def test_each_part_is_told_with_its_term_in_the_order_of_the_file():
    found = process_supply(read_scenario(_line()), NOBODY, THESAURUS, TAGGER)

    told = [(each.part, each.name, each.supply and each.supply.concept_id) for each in found]
    assert told == [
        (Part.OPERATION, "grow", "cell-expansion"),
        (Part.POOL, "bioreactor", "bioreactor"),  # read from the name
        (Part.MATERIAL, "vector", "lentiviral-vectors"),
        (Part.MATERIAL, "tape", None),
    ]
    assert [each.is_read_from_name for each in found] == [False, True, False, False]


def test_a_gap_is_what_nobody_in_the_region_was_seen_to_do():
    atlas = _atlas(("here", "cell-expansion"), ("vectors-ltd", "lentiviral-vectors"))

    found = process_supply(read_scenario(_line()), atlas, THESAURUS, TAGGER)

    assert [each.is_gap for each in found] == [False, True, True, False]
    assert [supply.concept_id for supply in gaps(found)] == ["bioreactor", "lentiviral-vectors"]


def test_the_supplier_a_scenario_names_is_found_by_key():
    vector = process_supply(read_scenario(_line()), _atlas(), THESAURUS, TAGGER)[2]

    assert vector.named is not None
    assert vector.named.name.en == "Vectors"
    assert vector.unknown_supplier == ""


def test_a_supplier_and_a_term_that_do_not_exist_are_told_as_written():
    text = _line('supplier = "no-such"\nconcept = "no-such-term"')

    tape = process_supply(read_scenario(text), _atlas(), THESAURUS, TAGGER)[3]

    assert (tape.unknown_supplier, tape.unknown_concept, tape.supply) == ("no-such", "no-such-term", None)


@pytest.mark.parametrize("name", [entry.name for entry in entries()])
def test_the_library_says_the_term_of_every_part_that_somebody_supplies(name):
    found = process_supply(read_process(name), NOBODY, THESAURUS, TAGGER)

    without = {each.name for each in found if each.supply is None}
    # What is paid for a right, or for a whole run bought elsewhere, is no thing of the vocabulary.
    assert without <= {"run without licence and royalty", "licence", "royalty"}
    assert not any(each.unknown_concept for each in found)
