import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.vocabulary.tagging import UNTAGGED_SCHEMES, Tagger, is_acronym
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

THESAURUS = bundled_thesaurus()
TAGGER = Tagger(THESAURUS)
TAGGED = [concept for concept in THESAURUS.concepts.values() if concept.scheme not in UNTAGGED_SCHEMES]
LABELS = sorted({label for each in TAGGED for language in ("en", "fr") for label in each.labels(language)})
FILLING = st.sampled_from(
    ["", " ", ", ", ". ", " et ", " of the ", " de l’", " d'", " sans ", "-", " (", " puis "]
)
TEXTS = st.lists(st.one_of(st.sampled_from(LABELS), st.text(max_size=12), FILLING), max_size=8).map("".join)


def found(text, language=None):
    return {mention.concept_id for mention in TAGGER.tag(text, language)}


def asked(query):
    return {mention.concept_id for mention in TAGGER.tag_query(query)}


def mention_of(concept_id, text, language=None):
    return next(each for each in TAGGER.tag(text, language) if each.concept_id == concept_id)


@pytest.mark.parametrize(
    "text",
    [
        *("CAR-T", "CAR T", "CART", "CAR‑T", "CAR-Ts", "cellules CAR-T", "les cellules CAR T", "car-t cells"),
        *("l'étude des CAR-T.", "(CAR-T)", "anti-IL-1RAP CAR-T", "CAR-T/MSC"),
    ],
)
def test_car_t_is_found_however_it_is_spelled(text):
    assert "car-t-cells" in found(text)


@pytest.mark.parametrize(
    ("text", "concept_id"),
    [
        ("de l’ADN plasmidique", "plasmid-dna"),
        ("de l'adn plasmidique", "plasmid-dna"),
        ("qu'anticorps monoclonaux", "therapeutic-antibodies"),
        ("vecteurs viraux", "viral-vectors"),
        ("un vecteur viral", "viral-vectors"),
        ("des biomatériaux", "biomaterial"),
        ("une tumeur osseuse, des essais cliniques", "clinical-trials"),
        ("advanced therapies", "atmp"),
        ("thérapies innovantes", "atmp"),
        ("ISO 7 cleanrooms", "iso-class-clean-room"),
        ("leukemia", "leukaemia"),
        ("haematology and hematology", "haematology"),
        ("pre-clinical services", "preclinical-services"),
        ("auto injecteur, auto-injecteur", "needle-free-injector"),
        ("micro-robotics", "microassembly"),
        ("greffe de cœur, maladies du coeur", "cardiovascular-diseases"),
        ("Crohn's disease", "inflammatory-bowel-disease"),
        ("maladie de Crohn", "inflammatory-bowel-disease"),
        ("automatiser la production, miniaturiser", "microtechnology"),
        ("salle propre de classe A", "clean-room-grade-a"),
    ],
)
def test_inflection_spelling_and_elision_do_not_hide_a_concept(text, concept_id):
    assert concept_id in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "TIP of the IT department",
        "Il est parti, puis revenu",
        "a class of students, a grade of A to F",
        "La salle de classe a été repeinte",
        "une start-up implantée à Dijon",
        "a silicon wafer",
        "la société RD-Biotech",
        "Un A PI de plus",
        "",
        "…",
    ],
)
def test_what_only_looks_like_a_concept_is_left_alone(text):
    assert found(text) == set()


def test_words_that_differ_by_more_than_an_ending_stay_apart():
    assert "gout-and-crystal-diseases" not in found("les sciences du goût", "fr")
    assert "gout-and-crystal-diseases" in found("la goutte", "fr")


def test_capitals_tell_no_acronym_in_a_text_that_is_all_capitals():
    assert "pcr-instrument" not in found("NOUS AVONS PCR ET AUTRES MOTS EN MAJUSCULES")
    assert "viral-vectors" in found("LA PRODUCTION DE VECTEURS VIRAUX EN EUROPE")


@pytest.mark.parametrize(
    "text",
    [
        "without CAR-T",
        "sans vecteur viral",
        "ni thérapie cellulaire",
        "no cell therapy",
        "serum-free: IRM-free",
    ],
)
def test_what_a_text_denies_is_not_found(text):
    assert found(text) == set()


def test_a_negation_ends_with_its_phrase_and_is_no_prefix():
    assert "cell-therapy" in found("sans aiguille. Thérapie cellulaire")
    assert "breast-cancer" in found("non-invasive breast-cancer detection")


def test_modifiers_may_stand_inside_a_label_for_a_lower_score():
    exact = mention_of("viral-vector-production", "production de vecteurs viraux")
    loose = mention_of("viral-vector-production", "production GMP de vecteurs viraux lentiviraux")

    assert exact.score == 1
    assert loose.score == pytest.approx(0.85)
    assert loose.passage == "production GMP de vecteurs viraux"


def test_a_phrase_is_not_looked_for_beyond_its_sentence_or_another_phrase():
    assert "viral-vector-production" not in found("Production. Vecteurs viraux")
    assert "imaging-platform" not in found("plateforme ouverte pour imagerie")
    assert "orthopaedic-implant" not in found("prothèse coordonnée genou-cheville-pied", "fr")


@pytest.mark.parametrize(
    "text",
    [
        "cell and gene therapy products",
        "thérapies cellulaire et génique",
        "thérapies géniques et cellulaires",
        "cell, gene and tissue therapies",
    ],
)
def test_the_members_of_an_enumeration_are_found(text):
    assert found(text) & {"cell-therapy", "gene-therapy"} == {"cell-therapy", "gene-therapy"} or (
        "atmp" in found(text)
    )


@pytest.mark.parametrize(
    ("text", "concept_id"),
    [
        ("production of viral vectors", "viral-vector-production"),
        ("a bank of cells", "cell-bank"),
        ("produces plasmids", "plasmid-production"),
        ("fabricant de dispositifs médicaux", "medical-device-manufacturing"),
        ("qui développe des vaccins", "vaccine-development"),
    ],
)
def test_words_in_another_order_or_as_a_verb_are_found_for_a_lower_score(text, concept_id):
    assert 0.7 < mention_of(concept_id, text).score < 1


def test_the_longest_label_of_a_scheme_wins():
    assert "leukaemia" not in found("leucémie aiguë myéloïde")
    assert "acute-myeloid-leukaemia" in found("leucémie aiguë myéloïde")


def test_a_concept_of_another_scheme_inside_stays():
    assert found("cancer research") == {"cancer-research", "oncology"}


def test_a_concept_is_told_once_where_it_is_named_best():
    mentions = TAGGER.tag("production BPF de vecteurs viraux, puis production de vecteurs viraux")
    told = [mention for mention in mentions if mention.concept_id == "viral-vector-production"]

    assert [(mention.score, mention.start) for mention in told] == [(1.0, 40)]


def test_a_mention_tells_why():
    mention = mention_of("car-t-cells", "Des cellules CAR-T.", "fr")

    assert (mention.passage, mention.matched_label) == ("cellules CAR-T", "Cellules CAR-T")
    assert (mention.language, mention.kind, mention.score) == ("fr", "label", 1.0)
    assert mention_of("car-t-cells", "Un CAR-T.").kind == "acronym"
    assert mention_of("atmp", "advanced therapy", "en").kind == "alternative"


def test_the_other_language_counts_only_where_none_is_given():
    assert "ct-scanner" not in found("a whole scanner", "en")
    assert "ct-scanner" in found("un scanner", "fr")
    assert found("viral vectors et thérapie cellulaire") >= {"viral-vectors", "cell-therapy"}
    assert "mesenchymal-stromal-cells" in found("des CSM", "en")


def test_a_query_needs_no_capitals():
    assert asked("msc") == {"mesenchymal-stromal-cells"}
    assert asked("car-t besançon") == {"car-t-cells"}
    assert asked("MSC") == {"mesenchymal-stromal-cells"}
    assert asked("mes cellules") == set()


def test_a_query_takes_no_words_that_are_no_part_of_a_label():
    assert asked("production rapide de vecteurs viraux") == {"viral-vectors"}


def test_codes_stand_for_concepts():
    assert TAGGER.concepts_of_code("car_t") == ("car-t-development", "car-t-cells")
    assert TAGGER.concepts_of_code("no-such-code") == ()
    assert Tagger(THESAURUS, {"x": ("atmp", "gone")}).concepts_of_code("x") == ("atmp",)


@pytest.mark.parametrize("label", ["CAR-T", "mRNA", "iPSC", "MSC", "PET-MRI"])
def test_a_label_in_capitals_is_an_acronym(label):
    assert is_acronym(label)


@pytest.mark.parametrize("label", ["Cell therapy", "Vaccin", "CAR-T cells", "Q"])
def test_other_labels_are_none(label):
    assert not is_acronym(label)


def test_every_label_finds_its_concept():
    for concept in TAGGED:
        for language in ("en", "fr"):
            for label in concept.labels(language):
                assert concept.id in found(f"« {label} »", language), (concept.id, label)


@given(TEXTS)
def test_a_passage_is_the_text_at_its_place(text):
    for mention in TAGGER.tag(text):
        assert text[mention.start : mention.end] == mention.passage
        assert mention.passage
        assert 0 < mention.score <= 1
        assert mention.concept_id in THESAURUS.concepts


@given(TEXTS)
def test_the_passages_of_a_query_are_in_it(text):
    for mention in TAGGER.tag_query(text):
        assert text[mention.start : mention.end] == mention.passage


@given(st.lists(st.sampled_from(LABELS), min_size=1, max_size=5))
def test_accents_do_not_matter(labels):
    text = ". ".join(labels)
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))

    assert found(bare) == found(text)


@given(st.lists(st.sampled_from(LABELS), min_size=1, max_size=5))
def test_typographic_and_typed_apostrophes_are_the_same(labels):
    text = ". ".join(labels)

    assert found(text.replace("’", "'")) == found(text)


@given(
    st.lists(st.sampled_from([label for label in LABELS if not is_acronym(label)]), min_size=1, max_size=4)
)
def test_case_does_not_matter_to_words(labels):
    text = ". ".join(labels)
    kinds = {mention.kind for mention in TAGGER.tag(text)}
    lower = {mention.concept_id for mention in TAGGER.tag(text.lower())}

    if "acronym" not in kinds and not any(f" {letter}" in text for letter in "ABCD"):
        assert found(text) == lower
