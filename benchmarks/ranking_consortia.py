"""Who joins a project: partners after a year predicted from the projects before it.

    anr   projects of the French research agency with a title. The need is a project of 2019 or later, its
          title and abstract, asked by its coordinator; profiles are organisations seen before 2019, with the
          titles and abstracts of their projects, and who worked with whom in all ANR projects before 2019,
          most of which give no title.
    imi   projects of the Innovative Medicines Initiative, which carry tags and no year: five folds of
          projects stand for the time, the first participant listed for the one that asks.

Right answers are the other partners of the project that were seen before; those never seen are newcomers,
whom nobody can rank from the past: they are counted apart. Hard negatives are, for each right answer,
organisations that took part in as many projects (within one in five) and lie in the same region of France, or
in the same country for IMI, but are not in the project: the figure is how often the right one stands above.
"""

import csv
import gzip
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.ranking_rows import Floats
from biovaliance.foundation.languages import Text
from biovaliance.foundation.names import sort_key
from biovaliance.synergies.needs import Need
from biovaliance.synergies.profiles import Document, PastLink, Profile
from biovaliance.synergies.ranking.ranker import Ranker
from biovaliance.synergies.ranking.settings import DEFAULT_SETTINGS, Settings, TermKind
from biovaliance.vocabulary.tagging import Mention, Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus, bundled_thesaurus

FIRST_YEAR = 2019
FOLDS = 5
NEGATIVES = 10
WEIGHTS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
_UNKNOWN = frozenset({"", "non renseigne", "autre", "partenaire etranger"})
_YEAR = re.compile(r"ANR-(\d\d)-")


@dataclass(slots=True)
class Joint:
    """A project and who takes part, the one that asks first."""

    key: str
    year: int
    text: str
    partners: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Task:
    """Projects before, and those whose partners are to be found."""

    before: Sequence[Joint]
    after: Sequence[Joint]
    region_of: Mapping[str, str]


def read_anr(shared: Path) -> tuple[list[Joint], dict[str, str]]:
    """Return the projects of the agency with their partners, coordinators first, and regions of partners."""
    folder = shared / "opendata" / "anr"
    projects: dict[str, Joint] = {}
    with gzip.open(
        folder / "anr_dgpie_2010_2022_projects.csv.gz", "rt", encoding="utf-8", newline=""
    ) as lines:
        for row in csv.DictReader(lines):
            key = row["Projet.Code_Decision_ANR"]
            text = f"{row['Projet.Titre.Francais']}\n{row['Projet.Resume.Francais']}".strip()
            projects[key] = Joint(key, _year(key), text)
    regions: dict[str, str] = {}
    for name, column in (
        ("anr_dgpie_2010_2022_partners.csv.gz", "Projet.Code_Decision_ANR"),
        ("anr_dos_2011_2022_partners.csv.gz", "id"),
    ):
        with gzip.open(folder / name, "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                partner = sort_key(row["Projet.Partenaire.Nom_organisme"])
                if partner in _UNKNOWN or not _YEAR.match(row[column]):
                    continue
                joint = projects.setdefault(row[column], Joint(row[column], _year(row[column]), ""))
                leads = row["Projet.Partenaire.Est_coordinateur"] == "True"
                if partner not in joint.partners:
                    joint.partners.insert(0 if leads else len(joint.partners), partner)
                if region := row["Projet.Partenaire.Adresse.Region"]:
                    regions.setdefault(partner, sort_key(region))
    return list(projects.values()), regions


def anr_task(shared: Path, first_year: int = FIRST_YEAR, last_year: int = 2022) -> Task:
    """Return the projects before a year and those from it to another."""
    projects, regions = read_anr(shared)
    before = [joint for joint in projects if joint.year < first_year]
    after = [
        joint
        for joint in projects
        if first_year <= joint.year <= last_year and joint.text and len(joint.partners) > 1
    ]
    return Task(before, after, regions)


def imi_tasks(shared: Path, seed: int = 1) -> list[Task]:
    """Return one task per fold of projects."""
    folder = shared / "opendata" / "imi"
    tags: defaultdict[str, list[str]] = defaultdict(list)
    with (folder / "imi_project_tags.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            tags[row["project"]].append(row["tag"])
    projects: dict[str, Joint] = {}
    with (folder / "imi_participations.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            key = row["project"]
            joint = projects.setdefault(key, Joint(key, 0, ". ".join(tags[key])))
            if row["pic"] not in joint.partners:
                joint.partners.append(row["pic"])
    with (folder / "imi_organisations.csv").open(encoding="utf-8", newline="") as lines:
        countries = {row["pic"]: row["country"] for row in csv.DictReader(lines)}
    joints = sorted(projects.values(), key=lambda joint: joint.key)
    random.Random(seed).shuffle(joints)
    return [
        Task(
            [joint for n, joint in enumerate(joints) if n % FOLDS != fold],
            [j for n, j in enumerate(joints) if n % FOLDS == fold and j.text and len(j.partners) > 1],
            countries,
        )
        for fold in range(FOLDS)
    ]


def profiles_of(before: Iterable[Joint]) -> list[Profile]:
    """Return what the projects before tell of each organisation: documents, and whom it worked with."""
    documents: defaultdict[str, list[Document]] = defaultdict(list)
    links: defaultdict[str, list[PastLink]] = defaultdict(list)
    for joint in before:
        title, _, text = joint.text.partition("\n")
        told = Text(f"Both took part in {joint.key}", f"Ont participé tous deux à {joint.key}")
        for partner in joint.partners:
            documents[partner] += [Document(title, text, joint.year or None)] if joint.text else []
            links[partner] += [PastLink(other, told) for other in joint.partners if other != partner]
    return [
        Profile(key, key, tuple(documents[key]), past_links=tuple(links[key])) for key in sorted(documents)
    ]


class _RememberingTagger(Tagger):
    """The tagger, which reads each text once for all the rankings that are compared."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        super().__init__(thesaurus)
        self._read: dict[tuple[str, str | None], tuple[Mention, ...]] = {}

    def tag(self, text: str, language: str | None = None) -> tuple[Mention, ...]:
        """Return the concepts named in a text."""
        if (text, language) not in self._read:
            self._read[text, language] = super().tag(text, language)
        return self._read[text, language]


Scoring = Callable[[Joint], Floats]


def past_settings(weight: float) -> Settings:
    """Return the library's settings with past work at a weight, without neighbours: texts are many."""
    weights = {
        **DEFAULT_SETTINGS.weights,
        TermKind.SURROUNDINGS: 0.0,
        TermKind.PAST_COLLABORATION: weight,
    }
    return Settings(weights=weights)


def chosen_weight(shared: Path, tagger: Tagger, say: Callable[[str], None]) -> float:
    """Return the weight of past work that does best on the projects of 2016 to 2018, from those before."""
    task = anr_task(shared, 2016, 2018)
    profiles = profiles_of(task.before)
    outcomes: defaultdict[float, Outcome] = defaultdict(Outcome)
    number = {profile.id: n for n, profile in enumerate(profiles)}
    one = Ranker(profiles, tagger, bundled_thesaurus(), settings=past_settings(1.0))
    for joint in task.after:
        right = [number[each] for each in joint.partners[1:] if each in number]
        if not right:
            continue
        by_term = one.score(need_of(joint)).by_term
        past = by_term[TermKind.PAST_COLLABORATION]
        others = sum(values for kind, values in by_term.items() if kind != TermKind.PAST_COLLABORATION)
        for weight in WEIGHTS:
            scores = others + weight * past
            if joint.partners[0] in number:
                scores[number[joint.partners[0]]] = -1.0
            _add(outcomes[weight], scores, right, {})
    for weight, outcome in outcomes.items():
        say(f"2016-2018 past work at {weight}: {figures(outcome)}")
    return max(WEIGHTS, key=lambda weight: float(np.mean(outcomes[weight].reciprocal)))


def scorings(task: Task, profiles: Sequence[Profile], tagger: Tagger, weight: float) -> dict[str, Scoring]:
    """Return the ways to score organisations for a project: the library, its terms, and baselines."""
    thesaurus = bundled_thesaurus()
    number = {profile.id: n for n, profile in enumerate(profiles)}
    popularity = np.zeros(len(profiles))
    for partner, count in Counter(p for joint in task.before for p in joint.partners).items():
        popularity[number[partner]] = count
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for joint in task.before:
        for partner in joint.partners:
            neighbours[partner].update(other for other in joint.partners if other != partner)

    def common(joint: Joint) -> Floats:
        near = neighbours.get(joint.partners[0], set())
        counts: Counter[str] = Counter()
        for each in near:
            counts.update(neighbours[each])
        return np.array([counts[profile.id] for profile in profiles], dtype=float)

    def library(settings: Settings) -> Scoring:
        ranker = Ranker(profiles, tagger, thesaurus, settings=settings)
        return lambda joint: ranker.score(need_of(joint)).total

    base = past_settings(weight)
    return {
        "popularity (projects before)": lambda _joint: popularity,
        "common neighbours with who asks": common,
        "text alone (words)": library(Settings(weights={TermKind.TEXT: 1.0})),
        "words and concepts": library(base.without(TermKind.PAST_COLLABORATION)),
        "past work alone": library(Settings(weights={TermKind.PAST_COLLABORATION: 1.0})),
        "the library, past work on": library(base),
    }


def need_of(joint: Joint) -> Need:
    """Return a project as a need of who asks."""
    title, _, text = joint.text.partition("\n")
    return Need(joint.key, title, text, profile_id=joint.partners[0])


@dataclass(slots=True)
class Outcome:
    """What was counted over the projects of a task."""

    hits: list[float] = field(default_factory=list)
    reciprocal: list[float] = field(default_factory=list)
    above: list[float] = field(default_factory=list)


def measure_task(
    task: Task, outcomes: defaultdict[str, Outcome], tagger: Tagger, weight: float, seed: int = 1
) -> dict[str, int]:
    """Add the outcomes of a task to `outcomes`, and return how many partners were known and how many new."""
    profiles = profiles_of(task.before)
    number = {profile.id: n for n, profile in enumerate(profiles)}
    counted: Counter[str] = Counter()
    ways = scorings(task, profiles, tagger, weight)
    hard = _hard_negatives(task, profiles, random.Random(seed))
    for joint in task.after:
        others = joint.partners[1:]
        right = [number[each] for each in others if each in number]
        counted.update(projects=1, partners=len(others), newcomers=len(others) - len(right))
        counted["asked_by_newcomer"] += joint.partners[0] not in number
        if not right:
            continue
        for name, way in ways.items():
            scores = way(joint).copy()
            if joint.partners[0] in number:
                scores[number[joint.partners[0]]] = -1.0
            _add(outcomes[name], scores, right, hard[joint.key])
    return {"profiles": len(profiles), **counted}


def _add(outcome: Outcome, scores: Floats, right: Sequence[int], hard: Mapping[int, Sequence[int]]) -> None:
    order = np.argsort(-scores, kind="stable")
    place = np.empty(len(order), dtype=int)
    place[order] = np.arange(1, len(order) + 1)
    first = set(order[:10].tolist())
    outcome.hits.append(len(first & set(right)) / min(10, len(right)))
    outcome.reciprocal.append(1 / min(place[each] for each in right))
    for each in right:
        for other in hard.get(each, ()):
            outcome.above.append(float(scores[each] > scores[other]) + 0.5 * (scores[each] == scores[other]))


def _hard_negatives(
    task: Task, profiles: Sequence[Profile], chance: random.Random
) -> dict[str, dict[int, list[int]]]:
    counts = Counter(p for joint in task.before for p in joint.partners)
    keys = [profile.id for profile in profiles]
    number = {key: n for n, key in enumerate(keys)}
    by_region: defaultdict[str, list[str]] = defaultdict(list)
    for key in keys:
        by_region[task.region_of.get(key, "")].append(key)
    found: dict[str, dict[int, list[int]]] = {}
    for joint in task.after:
        inside = set(joint.partners)
        found[joint.key] = {}
        for each in joint.partners[1:]:
            if each in number:
                alike = [
                    number[other]
                    for other in by_region[task.region_of.get(each, "")]
                    if other not in inside and abs(counts[other] - counts[each]) <= max(1, counts[each] // 5)
                ]
                found[joint.key][number[each]] = chance.sample(alike, min(NEGATIVES, len(alike)))
    return found


def figures(outcome: Outcome) -> dict[str, float]:
    """Return the figures of one way."""
    return {
        "recall_at_10": round(float(np.mean(outcome.hits)), 3),
        "mrr": round(float(np.mean(outcome.reciprocal)), 3),
        "above_hard_negatives": round(float(np.mean(outcome.above)), 3) if outcome.above else 0.0,
        "hard_pairs": len(outcome.above),
    }


def measure(shared: Path, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Return the figures of both sets."""
    tagger = _RememberingTagger(bundled_thesaurus())
    weight = chosen_weight(shared, tagger, say)
    results: dict[str, Any] = {"past_work_weight": weight}
    for name, tasks in (("anr", [anr_task(shared)]), ("imi", imi_tasks(shared))):
        outcomes: defaultdict[str, Outcome] = defaultdict(Outcome)
        counted: Counter[str] = Counter()
        for task in tasks:
            counted.update(measure_task(task, outcomes, tagger, weight))
        results[name] = {**counted, "ways": {way: figures(each) for way, each in outcomes.items()}}
        if len(tasks) > 1:
            results[name]["profiles"] //= len(tasks)
        for way, found in results[name]["ways"].items():
            say(f"{name:4} {way:34} {found}")
    return results


def _year(key: str) -> int:
    found = _YEAR.match(key)
    return 2000 + int(found[1]) if found else 0
