"""Who might take part, from what profiles say: each competence with how directly a source says it.

    stated by a source as a capability ───────────────> 100 points
    named in what describes the organisation ─────────>  80
    named in a platform, technology, project or trial ─>  60 to 75
    named in the topics of its publications ───────────>  50

x how well the words fit the term (an exact name counts in full), x 0.9 where a narrower concept says it. A
broader concept does not count: who "works on cells" has not said that they make viral vectors. Clusters,
agencies, funders and authorities are described by what others do: for them only a stated capability counts.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from biovaliance.atlas.building import Tag, TagOrigin
from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.relations import Relation
from biovaliance.atlas.status import Currency, currency_of
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.languages import Text
from biovaliance.foundation.places import Coordinates, distance_km
from biovaliance.foundation.wording import french_typography
from biovaliance.synergies.calls.applicants import partner_of
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.partners import Partner
from biovaliance.synergies.consortium.values import FULL_STRENGTH, Candidate, Competence, Strength
from biovaliance.synergies.profiles import Document, Profile
from biovaliance.synergies.profiling import WORK, past_links, place_of
from biovaliance.vocabulary.tagging import Mention, Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus

POINTS_OF_KIND: dict[str, int] = {
    Kind.ORGANISATION: 80,
    Kind.PLATFORM: 75,
    Kind.TECHNOLOGY: 70,
    Kind.TRIAL: 65,
    Kind.PROJECT: 60,
}
"""What a term named in a document is worth, by what the document tells of."""
_OTHER_DOCUMENT = 70
Step = Callable[[int, int], None]
"""Called with how much is done and how much there is."""
_PUBLICATIONS = 50
NARROWER_SHARE = 0.9
LONGEST_PASSAGE = 160
_SUPPORTING = frozenset({PartnerKind.CLUSTER, PartnerKind.AGENCY, PartnerKind.PUBLIC_BODY})
_SUPPORTING_TYPES = frozenset(
    {"cluster", "policymaker", "funder", "public-body", "regulator", "event-organiser"}
)
SAME_HAND = frozenset(
    {
        *("supervised_by", "part_of", "component_of", "subsidiary_of", "parent_of"),
        *("foundation_of", "sister_company"),
    }
)
"""Relations between two organisations that are not independent of each other."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A concept that a profile shows at its surest: points, words, where they stand, who says so."""

    points: int
    passage: str
    how: Text
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation with what it shows, ready to be asked for any competence."""

    partner: Partner
    shown: Mapping[str, Shown]
    place: Coordinates | None = None
    worked_with: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pool:
    """Everybody who might take part, read once; `as_of` is the day the sources stand for, '' unknown."""

    members: tuple[Member, ...]
    as_of: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def candidates(
        self, competences: Sequence[Competence], thesaurus: Thesaurus, place: Coordinates | None = None
    ) -> tuple[Candidate, ...]:
        """Return everybody as the search sees them, for some competences and a place of the project."""
        near = {
            each.key: (each.key, *sorted(thesaurus.narrower_closure(each.key)))
            for each in competences
            if each.key in thesaurus.concepts
        }
        return tuple(
            Candidate(
                member.partner,
                tuple(
                    strength
                    for key, concepts in near.items()
                    if (strength := _strength(key, concepts, member.shown, thesaurus)) is not None
                ),
                distance_km(place, member.place) if place and member.place else None,
                member.worked_with,
            )
            for member in self.members
        )


def pool_of(
    profiles: Sequence[Profile],
    partners: Mapping[str, Partner],
    tagger: Tagger,
    as_of: str = "",
    progress: Step | None = None,
) -> Pool:
    """Return the pool of some profiles.

    Args:
        profiles: what is known of each organisation's work.
        partners: how calls see them, by the profile's identifier; one that is not there is not known.
        tagger: finds the concepts named in their documents.
        as_of: the day the sources stand for.
        progress: is told how many are read, and how many there are.
    """
    members = []
    for number, profile in enumerate(profiles, 1):
        if progress:
            progress(number, len(profiles))
        partner = partners.get(profile.id) or Partner(profile.id, profile.name)
        supports = bool(partner.kinds & _SUPPORTING)
        members.append(
            Member(
                partner,
                shown_by(profile, tagger, stated_only=supports),
                profile.place,
                frozenset(link.profile_id for link in profile.past_links),
            )
        )
    return Pool(tuple(members), as_of, {each.partner.key: each.partner.name for each in members})


def atlas_pool(
    entities: Mapping[str, Entity], relations: Sequence[Relation], tags: Iterable[Tag], as_of: str = ""
) -> Pool:
    """Return the organisations of an atlas that exist today; those to be confirmed are left out.

    `tags` are what the atlas says its things are about: what an organisation's platforms, projects,
    technologies and trials are about counts for it.
    """
    linked: defaultdict[str, set[str]] = defaultdict(set)
    work: defaultdict[str, list[str]] = defaultdict(list)
    for relation in relations:
        ends = (relation.source_key, relation.target_key)
        if relation.type_code in SAME_HAND:
            linked[ends[0]].add(ends[1])
            linked[ends[1]].add(ends[0])
        elif relation.type_code in WORK and ends[1] in entities:
            work[ends[0]].append(ends[1])
    about: defaultdict[str, list[Tag]] = defaultdict(list)
    for tag in tags:
        if tag.origin is not TagOrigin.RELATED:
            about[tag.entity_key].append(tag)
    past = past_links(entities, relations)
    members = []
    for key, entity in sorted(entities.items()):
        if (
            entity.kind is not Kind.ORGANISATION
            or currency_of(entity.value("status")) is not Currency.CURRENT
        ):
            continue
        supports = entity.value("type").replace("_", "-") in _SUPPORTING_TYPES
        things = [entity, *(entities[each] for each in sorted(set(work[key])))]
        members.append(
            Member(
                partner_of(entity, linked_to=frozenset(linked[key])),
                _shown_of(things, about, stated_only=supports),
                place_of(entity),
                frozenset(link.profile_id for link in past.get(key, ())),
            )
        )
    return Pool(tuple(members), as_of, {each.partner.key: each.partner.name for each in members})


def _shown_of(
    things: Sequence[Entity], about: Mapping[str, Sequence[Tag]], *, stated_only: bool
) -> dict[str, Shown]:
    shown: dict[str, Shown] = {}
    for thing in things:
        for tag in about.get(thing.key, ()):
            if tag.origin is not TagOrigin.STATED and stated_only:
                continue
            found = _shown_in(thing, tag)
            known = shown.get(tag.concept_id)
            if known is None or found.points > known.points:
                shown[tag.concept_id] = found
    return shown


def _shown_in(thing: Entity, tag: Tag) -> Shown:
    """Return what a tag of a thing says, with the sentence it stands in and its evidence."""
    said = [found for found in thing.all(tag.field) if tag.passage in found.value]
    said.sort(key=lambda found: not found.chosen)
    evidence = said[0].evidence[0] if said and said[0].evidence else None
    is_organisation = thing.kind is Kind.ORGANISATION
    title = thing.title
    named = Text(f"named in “{title.en}”", f"nommé dans «\u00a0{title.fr}\u00a0»")
    if tag.origin is TagOrigin.STATED:
        of_thing = Text(f"stated of “{title.en}”", f"énoncé à propos de «\u00a0{title.fr}\u00a0»")
        return Shown(FULL_STRENGTH, "", STATED if is_organisation else of_thing, evidence)
    passage = tag.passage
    if said and (start := said[0].value.find(passage)) >= 0:
        passage = _around(said[0].value, start, start + len(passage))
    if tag.field == "publications_on_topic":
        return Shown(_PUBLICATIONS, passage.rsplit("|", 1)[0], _TOPICS, evidence)
    how = _DESCRIBED if is_organisation else named
    return Shown(POINTS_OF_KIND.get(thing.kind, _OTHER_DOCUMENT), passage, how, evidence)


_TOPICS = Text("among the topics of its publications", "parmi les sujets de ses publications")
_DESCRIBED = Text("named in its description", "nommé dans sa description")


def shown_by(profile: Profile, tagger: Tagger, *, stated_only: bool = False) -> dict[str, Shown]:
    """Return the concepts a profile shows, each at its surest."""
    shown = {each.concept_id: Shown(FULL_STRENGTH, "", STATED, each.evidence) for each in profile.concepts}
    for document in () if stated_only else profile.documents:
        most, how = _points_of(document), _how(document)
        text = f"{document.title}\n{document.text}".strip()
        for mention in tagger.tag(text, document.language):
            points = max(1, round(most * min(1.0, mention.score)))
            known = shown.get(mention.concept_id)
            if known is None or points > known.points:
                passage = _around(text, mention.start, mention.end)
                shown[mention.concept_id] = Shown(points, passage, how, document.evidence)
    return shown


STATED = Text("stated by a source as a capability", "énoncé par une source comme compétence")


def _points_of(document: Document) -> int:
    if document.kind:
        return POINTS_OF_KIND.get(document.kind, _OTHER_DOCUMENT)
    return _OTHER_DOCUMENT


def _how(document: Document) -> Text:
    year = f" ({document.year})" if document.year else ""
    if document.kind == Kind.ORGANISATION:
        return Text(f"named in its description{year}", f"nommé dans sa description{year}")
    title = " ".join(document.title.split())
    if not title:
        return Text(f"named in a document{year}", f"nommé dans un document{year}")
    return Text(f"named in “{title}”{year}", french_typography(f"nommé dans « {title} »{year}"))


def _around(text: str, start: int, end: int) -> str:
    """Return the sentence in which a passage stands, cut at words to a readable length."""
    first = max(text.rfind(mark, 0, start) for mark in ("\n", ". ", "; "))
    last = min((at for mark in ("\n", ". ", "; ") if (at := text.find(mark, end)) >= 0), default=len(text))
    sentence = text[first + 1 : last].strip(" .;\n")
    if len(sentence) <= LONGEST_PASSAGE:
        return " ".join(sentence.split())
    room = max(0, LONGEST_PASSAGE - (end - start)) // 2
    begin, finish = max(first + 1, start - room), min(last, end + room)
    if begin > first + 1:
        begin = text.find(" ", begin, start) + 1 or start
    if finish < last:
        finish = max(end, text.rfind(" ", end, finish))
    words = " ".join(text[begin:finish].split())
    return f"{'… ' if begin > first + 1 else ''}{words}{' …' if finish < last else ''}"


def _strength(
    key: str, concepts: Sequence[str], shown: Mapping[str, Shown], thesaurus: Thesaurus
) -> Strength | None:
    best: Strength | None = None
    for concept_id in concepts:
        found = shown.get(concept_id)
        if found is None:
            continue
        narrower = concept_id != key
        points = max(1, round(found.points * NARROWER_SHARE)) if narrower else found.points
        if best is None or points > best.points:
            how = _narrower(found.how, concept_id, thesaurus) if narrower else found.how
            best = Strength(key, points, found.passage, how, found.evidence)
    return best


def _narrower(how: Text, concept_id: str, thesaurus: Thesaurus) -> Text:
    label = thesaurus.concepts[concept_id].label
    return Text(
        f"by the narrower “{label.en}”, {how.en}",
        f"par le terme plus précis «\u00a0{label.fr}\u00a0», {how.fr}",
    )


def competences_of(concepts: Iterable[str], thesaurus: Thesaurus, weight: int = 1) -> tuple[Competence, ...]:
    """Return concepts as competences; one that only says in general what another says is left out."""
    known = [each for each in dict.fromkeys(concepts) if each in thesaurus.concepts]
    implied = {broad for each in known for broad in thesaurus.broader_closure(each)}
    return tuple(
        Competence(each, thesaurus.concepts[each].label, weight) for each in known if each not in implied
    )


def concepts_in(text: str, tagger: Tagger, thesaurus: Thesaurus) -> tuple[str, ...]:
    """Return the concepts a need names, in the order of its words; each part of it is asked for once.

    "Viral vector production" asks for that, not for vectors besides; of two related concepts with the same
    words (the activity and the step of a process) the first in the vocabulary stands.
    """
    order = {key: place for place, key in enumerate(thesaurus.concepts)}
    mentions = sorted(
        tagger.tag(text) or tagger.tag_query(text),
        key=lambda each: (each.start - each.end, order.get(each.concept_id, 0)),
    )
    kept: list[Mention] = []
    for mention in mentions:
        if not any(_says_the_same(mention, longer, thesaurus) for longer in kept):
            kept.append(mention)
    return tuple(each.concept_id for each in sorted(kept, key=lambda each: (each.start, each.end)))


def _says_the_same(mention: Mention, other: Mention, thesaurus: Thesaurus) -> bool:
    """Whether a mention stands within another's words, and adds nothing to what that one asks for."""
    if not (other.start <= mention.start and mention.end <= other.end):
        return False
    if mention.end - mention.start < other.end - other.start:
        return True
    own, its = (thesaurus.concepts[each.concept_id].related for each in (mention, other))
    return mention.concept_id in its or other.concept_id in own
