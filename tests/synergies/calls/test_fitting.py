"""Which calls fit an organisation or an idea: parts, themes, dates, and what stays unknown."""

import datetime as dt

import pytest

from biovaliance.atlas.entities import Entity, FieldValue
from biovaliance.atlas.fields import Kind
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.evidence import Confidence, Evidence
from biovaliance.synergies.calls.applicants import Applicant, applicant_of, idea_of, partner_of
from biovaliance.synergies.calls.bundle import bundled_calls
from biovaliance.synergies.calls.findings import Outcome
from biovaliance.synergies.calls.fitting import Role, Verdict, fit_call, fit_calls, roles_of
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.listing import catalogue, list_calls
from biovaliance.synergies.calls.partners import Partner
from biovaliance.synergies.calls.programmes import all_calls, call_of_programme
from biovaliance.synergies.calls.standing import Status
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.sources.reading import read_bytes
from tests.synergies.calls.values import HOSPITAL, LABORATORY, LARGE, NOON, SMALL, call

THESAURUS = bundled_thesaurus()
CALLS = bundled_calls()
TAGGER = Tagger(THESAURUS)
ENTRIES = catalogue(CALLS.values(), THESAURUS)
PAGE = Evidence(
    "eu_calls", "https://open.example/topic", "Portal", "2026-08", "2026-11-20", "CC-BY-4.0", Confidence.HIGH
)


def entity(kind: Kind, slug: str, **fields: str) -> Entity:
    """Return a thing of the atlas with one value per field."""
    values = {name: (FieldValue(value, "", (PAGE,), chosen=True),) for name, value in fields.items()}
    return Entity(f"{kind}:{slug}", kind, slug, values)


def outcomes(call_id: str, partner: Partner) -> dict[Role, Outcome]:
    return {each.role: each.outcome for each in roles_of(CALLS[call_id], partner, NOON.date())}


def test_dijon_is_told_that_it_lies_outside_the_zone_of_interreg():
    chu = entity(
        Kind.ORGANISATION,
        "chu-dijon",
        name="CHU Dijon",
        type="hospital",
        department="21",
        country="FR",
        town="Dijon",
    )
    fit = fit_call(CALLS["XB-INTERREG-FRCH"], applicant_of(chu, {}), THESAURUS, NOON)
    assert fit.verdict is Verdict.EXCLUDED
    assert [text.en for text in fit.against] == [
        "CHU Dijon (Dijon) lies outside. French zone: Doubs, Jura, Territoire de Belfort, Ain, Haute-Savoie."
    ]
    assert fit.against[0].fr.startswith("CHU Dijon (Dijon) est en dehors. Zone française")


@pytest.mark.parametrize("department", ["25", "39", "90"])
def test_the_three_departments_of_the_zone_may_take_part(department):
    inside = Partner("x", "X", frozenset({PartnerKind.ACADEMIC}), "FR", f"FR-{department}")
    assert outcomes("XB-INTERREG-FRCH", inside)[Role.PARTNER] is Outcome.MET


@pytest.mark.parametrize("department", ["21", "58", "70", "71", "89"])
def test_the_five_other_departments_of_the_region_may_not(department):
    outside = Partner("x", "X", frozenset({PartnerKind.ACADEMIC}), "FR", f"FR-{department}")
    assert outcomes("XB-INTERREG-FRCH", outside)[Role.PARTNER] is Outcome.NOT_MET


def test_a_contest_for_one_company_leaves_no_other_part():
    assert outcomes("FR-INOV", SMALL) == {Role.ALONE: Outcome.MET}
    assert outcomes("FR-INOV", LARGE) == {Role.ALONE: Outcome.NOT_MET}
    assert outcomes("FR-INOV", LABORATORY) == {Role.ALONE: Outcome.NOT_MET}


def test_a_laboratory_joins_the_national_i_demo_and_does_not_lead_it():
    assert outcomes("FR-IDEMO-4", LABORATORY) == {
        Role.ALONE: Outcome.NOT_MET,
        Role.LEAD: Outcome.NOT_MET,
        Role.PARTNER: Outcome.UNKNOWN,
    }
    assert outcomes("FR-IDEMO-4", SMALL)[Role.LEAD] is Outcome.MET


def test_a_laboratory_counts_for_the_regional_i_demo():
    (found,) = (
        each
        for each in roles_of(CALLS["FR-IDEMO-REG-BFC"], LABORATORY, NOON.date())
        if each.role is Role.PARTNER
    )
    assert found.outcome is Outcome.MET
    assert [finding.text.en for finding in found.findings] == [
        "Counts for: At least one academic research partner."
    ]


def test_a_partner_of_a_member_state_is_welcome_in_a_european_topic():
    assert outcomes("HORIZON-HLTH-2027-01-IND-01", HOSPITAL)[Role.PARTNER] is Outcome.MET
    assert outcomes("HORIZON-HLTH-2027-01-IND-01", HOSPITAL)[Role.ALONE] is Outcome.NOT_MET


def test_the_same_idea_in_both_languages_fits_the_same_topic_first():
    ideas = (
        "Synthèse acellulaire de protéines pour la bioproduction de biomédicaments",
        "Cell-free protein synthesis for the bioproduction of biological medicines",
    )
    for text in ideas:
        fits = fit_calls(CALLS.values(), idea_of(text, TAGGER), THESAURUS, NOON)
        assert (fits[0].call.id, fits[0].verdict) == ("HORIZON-HLTH-2027-01-IND-01", Verdict.FITS)


def test_a_theme_far_above_is_a_weak_reason():
    idea = idea_of("CAR-T", TAGGER)
    fit = fit_call(CALLS["HORIZON-HLTH-2027-01-IND-01"], idea, THESAURUS, NOON)
    assert fit.verdict is not Verdict.FITS
    assert 0 < fit.themes.weight < 0.5


def test_closed_calls_are_history_and_rule_sets_are_no_calls():
    open_ones = fit_calls(CALLS.values(), Applicant(LABORATORY), THESAURUS, NOON)
    everything = fit_calls(CALLS.values(), Applicant(LABORATORY), THESAURUS, NOON, with_closed=True)
    assert not [fit for fit in open_ones if fit.standing.status is Status.CLOSED]
    assert {"FR-ILAB", "XB-INTERREG-FRCH"} <= {fit.call.id for fit in everything}
    assert not {"EU-HE-RIA", "EU-HE-IA", "EU-HE-CSA"} & {fit.call.id for fit in everything}


def test_what_was_not_seen_is_told():
    fit = fit_call(CALLS["FR-IDEMO-5"], Applicant(SMALL), THESAURUS, NOON)
    assert fit.verdict is Verdict.PERHAPS
    assert [text.en for text in fit.unknowns] == [
        "The themes of the call were not seen.",
        "The dates of the call were not seen.",
        "No rule of the call was seen.",
    ]


def test_an_idea_too_far_from_the_readiness_asked_does_not_fit():
    idea = idea_of("a biotherapy", TAGGER, trl=2)
    fit = fit_call(CALLS["EU-EIC-ACC"], idea, THESAURUS, NOON)
    assert fit.verdict is Verdict.EXCLUDED
    assert fit.against[0].en == "TRL 2; asked: at least 5."


@pytest.mark.parametrize("text", ["", "   ", "...!? -- ;;", "\n\t"])
def test_a_text_without_words_is_refused(text):
    with pytest.raises(InputError, match="no word in the text"):
        idea_of(text, TAGGER)


def test_a_text_of_forty_thousand_characters_or_of_another_language_gets_an_answer():
    long = idea_of("vecteurs viraux pour cellules CAR-T, " * 1600, TAGGER)
    assert long.is_cut
    assert "viral-vectors" in long.concepts
    german = idea_of("Wir suchen Partner für ein Vorhaben zur Herstellung", TAGGER)
    fits = fit_calls(CALLS.values(), german, THESAURUS, NOON)
    assert fits
    assert Verdict.FITS in {fit.verdict for fit in fits}  # calls that take every theme


def test_a_trl_that_does_not_exist_is_refused():
    with pytest.raises(InputError, match="The TRL is 12"):
        idea_of("a biotherapy", TAGGER, trl=12)


def test_what_the_type_of_an_organisation_leaves_open_stays_open():
    group = entity(
        Kind.ORGANISATION, "group", name="Group", type="company-large", department="BFC", country="FR"
    )
    partner = partner_of(group)
    assert (partner.kinds, partner.area) == (frozenset({PartnerKind.COMPANY}), "")
    assert partner.is_kind(PartnerKind.SME) is None
    office = partner_of(entity(Kind.ORGANISATION, "office", name="Office", type="incubator-tech-transfer"))
    assert (office.kinds, office.country) == (frozenset(), "")
    with pytest.raises(InputError, match="is no organisation"):
        applicant_of(entity(Kind.PROJECT, "p", name="P"), {})


def topic(slug: str, **fields: str) -> Entity:
    return entity(
        Kind.PROGRAMME, slug, **{"type": "eu_call", "name": slug.upper(), "call_id": slug.upper()} | fields
    )


def test_a_topic_of_the_atlas_becomes_a_call_with_what_the_portal_says():
    found = call_of_programme(
        topic(
            "horizon-x-2027-01",
            end="2027-04-13",
            status="forthcoming",
            action_type="HORIZON Research and Innovation Actions",
            deadline_model="two-stage",
            project_min_eur="6000000",
            project_max_eur="8000000",
            grants_expected="4",
            website="https://open.example/topic",
        ),
        ("cell-therapy",),
        CALLS,
    )
    assert (found.id, found.slug) == ("HORIZON-X-2027-01", "horizon-x-2027-01")
    assert (found.amounts.project_min, found.amounts.project_max) == (6_000_000, 8_000_000)
    assert (found.deadlines[0].on, found.deadlines[0].stage) == (dt.date(2027, 4, 13), 1)
    assert {rule.taken_from for rule in found.rules} == {"EU-HE-RIA"}
    assert found.themes == ("cell-therapy",)


def test_the_three_countries_are_asked_only_where_a_seen_rule_says_so():
    joint = call_of_programme(
        topic("ju-x", action_type="HORIZON JU Research and Innovation Actions"), (), CALLS
    )
    assert (joint.rules, joint.rules_of) == ((), "")
    fit = fit_call(joint, Applicant(LABORATORY), THESAURUS, NOON)
    assert "No rule of the call was seen." in [text.en for text in fit.unknowns]


def test_a_topic_in_both_is_the_bundled_one_and_names_its_programme():
    found = all_calls(CALLS, [topic("horizon-hlth-2027-01-ind-01"), topic("new-topic")], {})
    assert len(found) == len(CALLS) + 1
    assert found["horizon-hlth-2027-01-ind-01"].programme_slugs == ("horizon-hlth-2027-01-ind-01",)
    assert found["horizon-hlth-2027-01-ind-01"].amounts.project_max == 8_000_000
    assert call_of_programme(entity(Kind.PROGRAMME, "x", type="national_strategy", name="X")) is None


def test_the_stages_of_the_portal_s_topics_are_those_of_its_deadline_model(open_data):
    name = "sedia_open_calls_2026-08.jsonl.gz"
    content = (open_data / "eu_calls" / name).read_bytes()
    records = read_bytes("eu_calls", **{name.replace(".", "__"): content}).records.values()
    models = [record.values("deadline_model") for record in records]
    assert len(records) == 629
    assert models.count(("two-stage",)) == 28
    assert models.count(("single-stage",)) == 577


def test_the_directory_counts_a_box_as_if_only_the_other_facets_were_chosen():
    chosen = {"status": frozenset({"open", "forthcoming"}), "level": frozenset({"national"})}
    listed = list_calls(ENTRIES, chosen, "", NOON)
    assert [each.call.id for each in listed.found] == ["FR-CIFRE", "CH-INNOSUISSE"]
    assert listed.counts["level"]["eu"] > 10
    assert listed.counts["status"]["closed"] == 8


def test_a_theme_takes_in_what_is_narrower_and_words_search_both_languages():
    cancer = list_calls(ENTRIES, {"theme": frozenset({"oncology"})}, "", NOON)
    assert "HORIZON-MISS-2027-02-CANCER-03" in {each.call.id for each in cancer.found}
    for words in ("acellulaire", "cell-free"):
        (only,) = list_calls(ENTRIES, {}, words, NOON).found
        assert only.call.id == "HORIZON-HLTH-2027-01-IND-01"


def test_open_calls_come_first_and_then_by_next_deadline():
    listed = list_calls(ENTRIES, {}, "", NOON).found
    order = [list(Status).index(each.standing.status) for each in listed]
    assert order == sorted(order)
    ahead = [each.standing.days_left for each in listed if each.standing.status is Status.FORTHCOMING]
    assert ahead == sorted(ahead)
    assert call().slug == "call"
