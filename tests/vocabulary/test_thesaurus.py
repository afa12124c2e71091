import csv
from itertools import chain

import pytest

from biovaliance.foundation.errors import InputError
from biovaliance.vocabulary.thesaurus import (
    bundled_capability_codes,
    bundled_thesaurus,
    read_capability_codes,
    read_thesaurus,
)
from tests.vocabulary.small import CAPABILITY, HEADER, SCHEMES, THERAPY, write

REGION = "src/biovaliance/sources/regions/bourgogne-franche-comte"
CHAIN = (
    *("starting-material-supply", "reagents-and-cytokines", "cell-selection-and-activation"),
    *("plasmid-production", "viral-vector-production", "media-and-feeds", "equipment-and-automation"),
    *("single-use-systems", "quality-control", "fill-finish-and-cryopreservation", "cold-chain-logistics"),
    "hospital-administration",
)


def refusal(folder, **changed):
    with pytest.raises(InputError) as caught:
        read_thesaurus(write(folder, **changed))
    return str(caught.value)


def test_what_is_written_is_read(tmp_path):
    thesaurus = read_thesaurus(write(tmp_path))

    assert list(thesaurus.schemes) == ["therapy", "capability"]
    assert list(thesaurus.concepts) == ["medicine", "cell-therapy", "car-t-cells", "car-t-research"]
    cells = thesaurus.concepts["car-t-cells"]
    assert (cells.label.en, cells.label.fr, cells.scheme) == ("CAR-T cells", "Cellules CAR-T", "therapy")
    assert cells.labels("en") == ("CAR-T cells", "CAR-T", "CAR T")
    assert thesaurus.concepts["car-t-research"].links == ("https://example.org/1",)


def test_narrower_and_related_hold_both_ways(tmp_path):
    thesaurus = read_thesaurus(write(tmp_path))

    assert thesaurus.concepts["cell-therapy"].narrower == ("car-t-cells",)
    assert thesaurus.concepts["car-t-cells"].related == ("car-t-research",)


def test_lineage_goes_all_the_way(tmp_path):
    thesaurus = read_thesaurus(write(tmp_path))

    assert thesaurus.path("car-t-cells") == ("medicine", "cell-therapy", "car-t-cells")
    assert thesaurus.narrower_closure("medicine") == {"cell-therapy", "car-t-cells"}
    assert thesaurus.broader_closure("car-t-cells") == {"cell-therapy", "medicine"}
    assert [concept.id for concept in thesaurus.top_concepts("therapy")] == ["medicine"]


def test_the_version_follows_the_files(tmp_path):
    first = read_thesaurus(write(tmp_path)).version

    assert read_thesaurus(write(tmp_path)).version == first
    assert read_thesaurus(write(tmp_path, therapy=THERAPY.replace("Heals", "Cures"))).version != first


def test_a_circle_is_refused(tmp_path):
    told = refusal(tmp_path, therapy=THERAPY.replace("Soigne.,,,", "Soigne.,car-t-cells,,"))

    assert "medicine > car-t-cells > cell-therapy > medicine" in told


def test_a_concept_that_does_not_exist_is_refused(tmp_path):
    told = refusal(tmp_path, therapy=THERAPY.replace("vivantes.,medicine", "vivantes.,nothing"))

    assert "therapy.csv:3: broader names 'nothing'" in told


def test_broader_does_not_leave_its_scheme(tmp_path):
    told = refusal(tmp_path, capability=CAPABILITY.replace("étudier.,,", "étudier.,medicine,"))

    assert "capability.csv:2: broader 'medicine' is of another scheme" in told


def test_two_concepts_of_a_scheme_do_not_share_a_label(tmp_path):
    told = refusal(tmp_path, therapy=THERAPY.replace(",cytothérapie,", ",Remede,"))

    assert "therapy.csv:3: label 'Remede' (fr) also names 'medicine'" in told


def test_concepts_of_two_schemes_may_share_a_label(tmp_path):
    thesaurus = read_thesaurus(
        write(tmp_path, capability=CAPABILITY.replace("CAR-T research", "CAR-T cells"))
    )

    assert thesaurus.concepts["car-t-research"].label.en == "CAR-T cells"


@pytest.mark.parametrize(
    ("present", "name"), [("Cellules CAR-T", "label_fr"), ("Armed T cells.", "definition_en")]
)
def test_a_missing_language_is_refused(tmp_path, present, name):
    told = refusal(tmp_path, therapy=THERAPY.replace(present, ""))

    assert f"therapy.csv:4: 'car-t-cells' has no {name}" in told


def test_an_identifier_is_given_once(tmp_path):
    told = refusal(tmp_path, capability=CAPABILITY.replace("car-t-research", "medicine"))

    assert "capability.csv:2: id 'medicine' is taken by therapy.csv:2" in told


def test_a_missing_file_wrong_columns_and_broken_text_are_told(tmp_path):
    assert "capability.csv:1: the columns are id" in refusal(tmp_path, capability="id\n")
    assert "capability.csv:2: expected 10 cells" in refusal(tmp_path, capability=f"{HEADER}one,two\n")

    (tmp_path / "capability.csv").write_bytes(HEADER.encode() + b"caf\xe9")
    with pytest.raises(InputError, match=r"capability\.csv: byte \d+ is not UTF-8"):
        read_thesaurus(tmp_path)
    (tmp_path / "capability.csv").unlink()
    with pytest.raises(InputError, match=r"capability\.csv: the file is missing"):
        read_thesaurus(tmp_path)


def test_all_faults_are_told_at_once(tmp_path):
    told = refusal(
        tmp_path,
        schemes=SCHEMES.replace("Une sorte de médicament.", ""),
        therapy=THERAPY.replace("vivantes.,medicine", "vivantes.,nothing").replace("Cellules CAR-T", ""),
    )

    assert told.count("; write it.") == 2
    assert "'nothing'" in told


def test_codes_stand_for_concepts(tmp_path):
    thesaurus = read_thesaurus(write(tmp_path))
    file = tmp_path / "codes.csv"
    file.write_text("code,concepts,note\ncar_t,car-t-research;car-t-cells,\nnone,,Says nothing.\n", "utf-8")

    codes = read_capability_codes(file, thesaurus)
    assert codes == {"car_t": ("car-t-research", "car-t-cells"), "none": ()}


def test_wrong_codes_are_refused(tmp_path):
    thesaurus = read_thesaurus(write(tmp_path))
    file = tmp_path / "codes.csv"
    file.write_text("code,concepts,note\ncar_t,nothing,\ncar_t,medicine,\n,medicine,\n", "utf-8")

    with pytest.raises(InputError) as caught:
        read_capability_codes(file, thesaurus)
    assert "codes.csv:2: code 'car_t' names 'nothing'" in str(caught.value)
    assert "codes.csv:3: code 'car_t' is there twice" in str(caught.value)
    assert "codes.csv:4: the code is missing" in str(caught.value)


def test_the_bundled_thesaurus_is_large_and_of_eight_schemes():
    thesaurus = bundled_thesaurus()

    assert len(thesaurus) >= 300
    assert set(thesaurus.schemes) == {
        *("capability", "process-step", "material", "equipment"),
        *("therapy", "disease", "organisation-type", "stage"),
    }
    assert {concept.scheme for concept in thesaurus.concepts.values()} == set(thesaurus.schemes)


def test_every_bundled_concept_speaks_both_languages():
    for concept in bundled_thesaurus().concepts.values():
        texts = [concept.label.en, concept.label.fr, concept.definition.en, concept.definition.fr]
        assert all(texts), concept.id
        assert concept.definition.en.endswith("."), concept.id
        assert concept.definition.fr.endswith("."), concept.id


def test_the_chain_of_process_steps_is_in_its_order():
    assert tuple(concept.id for concept in bundled_thesaurus().top_concepts("process-step")) == CHAIN


def test_every_step_of_the_chain_has_steps_of_its_own():
    concepts = bundled_thesaurus().concepts

    assert all(concepts[step].narrower for step in CHAIN)


def test_links_are_addresses():
    links = chain.from_iterable(concept.links for concept in bundled_thesaurus().concepts.values())

    assert all(link.startswith(("https://", "http://")) for link in links)


def test_every_code_of_the_region_is_known(repository):
    used = set()
    for name, column in (
        ("organisations", "capabilities"),
        ("platforms", "capabilities"),
        ("technologies", "tags"),
    ):
        with (repository / REGION / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                used |= {code.strip() for code in row[column].split(";") if code.strip()}

    assert used <= bundled_capability_codes().keys()
    assert len(used) > 50
    assert {code for code in used if not bundled_capability_codes()[code]} <= {"unspecified"}
