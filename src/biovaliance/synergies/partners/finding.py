"""Who fits a need: profiles and supply of one atlas, read once and asked any number of questions.

    words, pasted call ─> Question ─> filters ─> ranking with reasons ─┐
                                   └> concepts ─> who does each, where ─┴─> Answer

Only organisations that exist today, as far as a source says, are answers. What is not seen is told as such.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from biovaliance.atlas.building import Tag
from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.languages import Text
from biovaliance.foundation.places import Coordinates, distance_km
from biovaliance.synergies.needs import Need
from biovaliance.synergies.partners.values import (
    SWITCHES,
    Answer,
    Explained,
    Hidden,
    Partner,
    Question,
    Understood,
)
from biovaliance.synergies.profiles import Profile
from biovaliance.synergies.profiling import profiles_of
from biovaliance.synergies.ranking.explaining import why_not
from biovaliance.synergies.ranking.ranker import Ranker
from biovaliance.synergies.ranking.reasons import Ranked
from biovaliance.synergies.ranking.settings import DEFAULT_SETTINGS, Settings, TermKind
from biovaliance.synergies.suppliers.reading import material_of
from biovaliance.synergies.suppliers.supply import centre_of, circle_of, supply_chain
from biovaliance.synergies.suppliers.values import Material
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus

OF_THE_SUBJECT = frozenset({TermKind.TEXT, TermKind.SURROUNDINGS, TermKind.CONCEPT, TermKind.MEANING})
MOST_CONCEPTS_TOLD = 12
"""A call names dozens of concepts; who does each is looked up for those that weigh most."""


@dataclass(frozen=True, slots=True)
class Field:
    """Everybody who may answer, ready to be asked."""

    ranker: Ranker
    profiles: Mapping[str, Profile]
    material: Material
    centre: Coordinates | None
    names: Mapping[str, Text]
    """Of every organisation, those too that no longer exist or that no source confirms."""
    tagger: Tagger
    thesaurus: Thesaurus
    as_of: str = ""


def field_of(
    entities: Mapping[str, Entity],
    relations: Sequence[Relation],
    tags: Iterable[Tag],
    tagger: Tagger,
    thesaurus: Thesaurus,
    as_of: str = "",
) -> Field:
    """Return the organisations of an atlas as a field; `as_of` is the day its sources stand for."""
    material = material_of(entities, relations, tags)
    profiles = [each for each in profiles_of(entities, relations, tagger) if each.id in material.actors]
    everything = Settings(weights=SWITCHES)
    ranker = Ranker(profiles, tagger, thesaurus, settings=everything).reweighed(DEFAULT_SETTINGS.weights)
    names = {key: each.title for key, each in entities.items() if each.kind is Kind.ORGANISATION}
    return Field(
        ranker,
        {profile.id: profile for profile in profiles},
        material,
        centre_of(material.actors.values()),
        names,
        tagger,
        thesaurus,
        as_of,
    )


def find_partners(field: Field, question: Question, *, most: int = 40, among: int = 10) -> Answer:
    """Return who fits a question, `most` of them at most, each with reasons.

    `among` is how many count as the first for `why_not`.
    """
    need = question.need
    ranker = field.ranker.reweighed(
        {kind: weight if kind in question.terms else 0.0 for kind, weight in SWITCHES.items()}
    )
    passing = {each.id for each in field.ranker.profiles if _passes(field, question, each)}
    others = frozenset(each.id for each in field.ranker.profiles if each.id not in passing)
    among_passing = replace(need, excluded=need.excluded | others)
    ranked = [each for each in ranker.rank(among_passing, most) if _is_about_it(each)]
    partners = tuple(_partner(field, question, each) for each in ranked)
    understood = understood_in(need, field.tagger, field.thesaurus)
    concepts = need_concepts(understood, ranker.concepts_wanted(need))
    return Answer(
        question,
        understood,
        partners,
        supply_chain(concepts, field.material, field.thesaurus, field.centre),
        len(passing - need.excluded - {need.profile_id}),
        sum(1 for each in field.profiles.values() if _is_unplaced(field, question, each)),
        _explained(field, ranker, question, partners, passing, among) if question.why_not else None,
        field.as_of,
    )


def need_concepts(understood: Iterable[Understood], weights: Mapping[str, float]) -> tuple[str, ...]:
    """Return the concepts to tell of, those that weigh most first; in the need's order where none weighs."""
    asked = [each.concept_id for each in understood if not each.implied]
    asked.sort(key=lambda each: -weights.get(each, 0.0))
    return tuple(asked[:MOST_CONCEPTS_TOLD])


def understood_in(need: Need, tagger: Tagger, thesaurus: Thesaurus) -> tuple[Understood, ...]:
    """Return the concepts a need looks for, named ones in the order of its words, then those added."""
    asked = {
        each.concept_id: each.passage
        for each in tagger.tag(need.words, need.language)
        if each.concept_id not in need.unwanted
    }
    asked |= {key: asked.get(key, "") for key in need.concepts if key in thesaurus.concepts}
    implied = {broad for each in asked for broad in thesaurus.broader_closure(each)}
    return tuple(
        Understood(key, thesaurus.concepts[key].label, passage, key in implied)
        for key, passage in asked.items()
    )


def _is_about_it(ranked: Ranked) -> bool:
    """Whether something of the subject speaks for it: who is only near, or only able, is no partner."""
    return any(reason.share > 0 and reason.kind in OF_THE_SUBJECT for reason in ranked.reasons)


def _passes(field: Field, question: Question, profile: Profile) -> bool:
    return _passes_all_but_distance(field, question, profile) and not _is_too_far(question, profile)


def _passes_all_but_distance(field: Field, question: Question, profile: Profile) -> bool:
    actor = field.material.actors[profile.id]
    if question.type_codes and actor.type_code not in question.type_codes:
        return False
    if question.region_only and not actor.in_region:
        return False
    if question.stage_only and question.need.stage:
        wanted = {question.need.stage, *field.thesaurus.narrower_closure(question.need.stage)}
        return any(stage.concept_id in wanted for stage in profile.stages)
    return True


def _is_too_far(question: Question, profile: Profile) -> bool:
    place = question.need.place
    if question.radius_km is None or place is None:
        return False
    return profile.place is None or distance_km(place, profile.place) > question.radius_km


def _is_unplaced(field: Field, question: Question, profile: Profile) -> bool:
    if question.radius_km is None or question.need.place is None or profile.place is not None:
        return False
    return _passes_all_but_distance(field, question, profile)


def _partner(field: Field, question: Question, ranked: Ranked) -> Partner:
    actor, profile = field.material.actors[ranked.profile_id], field.profiles[ranked.profile_id]
    place = question.need.place
    away = distance_km(place, profile.place) if place and profile.place else None
    return Partner(actor, circle_of(actor), ranked, away, profile.capacities)


def _explained(
    field: Field,
    ranker: Ranker,
    question: Question,
    partners: Sequence[Partner],
    passing: set[str],
    among: int,
) -> Explained:
    key, need = question.why_not, question.need
    name = field.names[key]
    hidden = None
    if key == need.profile_id:
        hidden = Hidden.ASKS
    elif key in need.excluded:
        hidden = Hidden.EXCLUDED
    elif key not in field.profiles:
        hidden = Hidden.NOT_CURRENT
    elif key not in passing:
        hidden = Hidden.FILTERED
    if hidden is not None:
        return Explained(key, name, hidden=hidden)
    partner = next((each for each in partners if each.key == key), None)
    return Explained(key, name, why_not(ranker, field.thesaurus, need, key, among=among), partner)
