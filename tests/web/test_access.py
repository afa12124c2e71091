"""What is not for everybody shows nowhere.

The strongest way to say so: with the closed statements in the atlas, every address of the site answers
exactly as it does where they were never written. Addresses come from the site's own resolver, so that a
new page is tested from its first day.
"""

import ast
import html
import json
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from typer.testing import CliRunner

from biovaliance import open_atlas
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.snapshots.reading import open_snapshot
from biovaliance.cli.commands import ATLAS
from biovaliance.foundation.evidence import View
from biovaliance.showcase.exports import ExportFormat
from biovaliance.showcase.publication import publish_region
from biovaliance.sources.region import bundled_region
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from biovaliance.web.addresses import LIST_NAMES
from biovaliance.web.atlas.directory import FACETS
from biovaliance.web.atlas.loading import load
from biovaliance.web.machines.exports import FORMATS
from tests.conftest import BUILT_AT
from tests.needs import REPOSITORY
from tests.pages import SENT
from tests.web import closed
from tests.web.crawl import Route, read, routes

pytestmark = pytest.mark.django_db
ROUTES = routes()
TABLES = closed.files()
MARKERS = closed.markers(TABLES)
CLOSED_SLUGS = [closed.closed_slug(audience) for audience in closed.CLOSED] + [
    f"lending-{audience}" for audience in closed.CLOSED
]
KEPT_CONCEPTS = sorted(
    {
        concept
        for code in closed.capabilities_kept_closed()
        for concept in Tagger(bundled_thesaurus()).concepts_of_code(code)
    }
)
VALUES = {
    "slug": (closed.PUBLIC_SLUG, closed.SECOND_SLUG, *CLOSED_SLUGS),
    "name": tuple(LIST_NAMES.values()),
    "number": ("1",),
    "call_slug": ("fr-idemo-reg-bfc", "xb-interreg-frch", "horizon-hlth-2027-01-ind-01"),
    "file_format": tuple(FORMATS),
    "step": ("all", "cell-selection-and-activation", "viral-vector-production", "cell-sorting"),
    "process": ("car-t-closed-automated",),
    "scenario_key": ("nosuchkey",),
    "run_key": ("nosuchkey",),
    "decision": ("ways",),
    "figure": ("lines",),
    "figure_format": ("csv",),
    "concept_id": (*KEPT_CONCEPTS, "cell-therapy", "cell-sorting", "laboratory", "hospital", "commercial"),
}
TEAM_KEY = "organisation:closed-team"
QUESTIONS = (
    "",
    "?q=zqteamorganisationname",
    "?q=hidden&kind=organisation",
    "?near=zqmembersorganisationtown&km=500&region=no&region=yes",
    "?type=hospital&department=39&currency=historical&currency=current",
    "?stage=commercial",
    f"?about={TEAM_KEY}&from=organisation:{closed.PUBLIC_SLUG}&to={TEAM_KEY}",
    f"?from=organisation:{closed.PUBLIC_SLUG}&to=organisation:{closed.SECOND_SLUG}",
    f"?from=organisation:{closed.PUBLIC_SLUG}&to=project:{closed.PUBLIC_SLUG}&also={TEAM_KEY}&also=hidden",
    *(f"?concept={concept}" for concept in KEPT_CONCEPTS[:2]),
)
WORDS = [word for word in MARKERS if "source" not in word and "note" not in word][::8]


def addresses_of(route: Route) -> Iterator[str]:
    """Yield all addresses of a route, with the questions that could betray something."""
    for address in route.addresses(VALUES):
        if not route.parameters or route.name == "list_things" or address.endswith(".csv"):
            yield from (address + question for question in QUESTIONS)
        else:
            yield address
    if route.name == "search" and "/api/" in route.path:
        yield from (f"{route.path}?q={quote(word)}&language=fr" for word in WORDS)
    if route.name.startswith("partners"):
        yield from (f"{route.path}?q=cell+therapy+{quote(word)}" for word in WORDS[:6])
        yield f"{route.path}?q=cell+therapy&all=yes&why=closed-team&without=closed-members"
        yield f"{route.path}?q=cell+therapy&plus={KEPT_CONCEPTS[0]}&who=open-thing"
    if route.name == "suggest":
        yield from (f"{route.path}?q={quote(word[: len(word) - 2])}" for word in WORDS)
    if route.name in LIST_NAMES.values():
        kind = next(kind for kind, name in LIST_NAMES.items() if name == route.name)
        yield from (f"{route.path}?{facet.name}=hospital" for facet in FACETS[kind])


Answers = dict[str, tuple[int, str]]


@pytest.fixture(scope="module")
def two_homes(tmp_path_factory):
    """A home with two snapshots: with the closed statements, and as if they had never been written."""
    folder = tmp_path_factory.mktemp("access")
    identifiers = []
    for name, tables in (("with", TABLES), ("without", closed.without_closed(TABLES))):
        sources = {"curated": closed.write(folder / name, tables)}
        published = publish_region(folder / "home", bundled_region(), sources, BUILT_AT)
        # A row that cannot be read tells nobody for whom it is, not even one that is public.
        told = [problem.is_public for problem in published.problems]
        assert (told.count(True), told.count(False)) == (1, {"with": 7, "without": 1}[name])
        identifiers.append(published.manifest.identifier)
    return folder / "home", *identifiers


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker, two_homes) -> tuple[Answers, Answers]:
    """What every address answers, with the closed statements and without them."""
    home, *identifiers = two_homes
    found = []
    with django_db_blocker.unblock(), override_settings(HOME=home):
        for identifier in identifiers:
            with transaction.atomic():
                load(open_snapshot(home, identifier))
                cache.clear()
                client = Client()
                found.append({each: read(client, each) for route in ROUTES for each in addresses_of(route)})
                transaction.set_rollback(True)
    cache.clear()
    return found[0], found[1]


def test_the_closed_statements_are_in_the_atlas_and_the_team_sees_each(two_homes):
    home, identifier, _ = two_homes
    snapshot = open_snapshot(home, identifier)
    seen = " ".join((*snapshot.documents(View.TEAM), *map(str, snapshot.relations(View.TEAM)))).lower()

    assert len(MARKERS) > 1000
    assert [word for word in MARKERS if word not in seen] == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_an_address_answers_as_if_nothing_closed_had_ever_been_written(answers, route):
    with_closed, without = answers
    for address in addresses_of(route):
        assert with_closed[address] == without[address], address


def is_of_visitors(route: Route) -> bool:
    """Whether a route shows what a visitor kept or asked for, or takes what one sends."""
    kept = {"scenario_key", "run_key"} & set(route.parameters)
    return bool(kept) or route.name in {*SENT, "result_compare"}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_address_is_reached_with_something_to_show(answers, route):
    statuses = {answers[0][address][0] for address in addresses_of(route)}

    if is_of_visitors(route):  # there is none until somebody keeps one; tests of their own look at them
        assert statuses <= {302, 303, 404, 405}
        return
    assert statuses & {200, 302}, f"{route.path} is not covered: give VALUES what its parameters need."
    assert max(statuses) < 500


def test_of_the_wrong_rows_only_those_that_everybody_may_know_of_are_counted(answers):
    for answer in answers:
        page = answer["/en/method/"][1]
        assert '<th scope="row">Rows reported as wrong</th><td class="number">1</td>' in page


def test_the_team_is_told_how_many_rows_are_wrong_in_all(two_homes):
    home, identifier, _ = two_homes
    snapshot = open_snapshot(home, identifier)
    assert (snapshot.count_problems(View.PUBLIC), snapshot.count_problems(View.TEAM)) == (1, 8)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_no_closed_word_is_in_an_answer(answers, route):
    for address in addresses_of(route):
        _status, body = answers[0][address]
        asked = urlsplit(address).query
        said = html.unescape(body).lower()
        if "zq" not in said:
            continue
        assert [word for word in MARKERS if word in said and word not in asked] == [], address


@pytest.mark.parametrize("slug", CLOSED_SLUGS)
def test_a_closed_thing_is_not_there(answers, slug):
    found = {
        address: status for address, (status, _) in answers[0].items() if f"/{slug}" in urlsplit(address).path
    }

    assert len(found) >= 2 * len(Kind)
    assert set(found.values()) == {404}


@pytest.mark.parametrize("concept", KEPT_CONCEPTS)
def test_a_concept_reached_through_a_closed_statement_only_gathers_nobody(answers, concept):
    for language in ("en", "fr"):
        assert "entity-row" not in answers[0][f"/{language}/concepts/{concept}/"][1]
    if f"/api/v1/organisations/?concept={concept}" in answers[0]:
        assert json.loads(answers[0][f"/api/v1/organisations/?concept={concept}"][1])["total"] == 0


def test_the_counts_are_those_of_the_public(answers):
    with_closed, _ = answers
    for name in LIST_NAMES.values():
        total = json.loads(with_closed[f"/api/v1/{name}/"][1])["total"]
        assert total == (2 if name == "organisations" else 1), name
    publishers = with_closed["/en/sources/"][1]
    assert publishers.count("open.example") == 1
    assert ".example" not in publishers.replace("open.example", "")


# ---- the library and the command line


@pytest.mark.parametrize("file_format", list(ExportFormat))
def test_an_export_of_the_command_line_holds_nothing_closed(two_homes, tmp_path, file_format):
    home, *identifiers = two_homes
    written = []
    for number, identifier in enumerate(identifiers):
        out = tmp_path / f"{number}.{file_format}"
        ask = ["export", "--format", file_format, "--out", str(out), "--home", str(home)]
        done = CliRunner().invoke(ATLAS, [*ask, "--snapshot", identifier])
        assert done.exit_code == 0, done.output
        written.append(out)
    if file_format is ExportFormat.XLSX:
        import openpyxl

        cells = [
            [row for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows(values_only=True)]
            for path in written
        ]
        assert cells[0] == cells[1]
        assert "zq" not in str(cells[0])
    else:
        assert written[0].read_text(encoding="utf-8") == written[1].read_text(encoding="utf-8")
        assert "zq" not in written[0].read_text(encoding="utf-8")


def test_the_command_line_sees_no_difference_where_only_closed_statements_differ(two_homes):
    home, *identifiers = two_homes
    done = CliRunner().invoke(ATLAS, ["diff", *identifiers, "--out", str(home)])

    assert (done.exit_code, done.output) == (0, "No difference.\n")


@pytest.mark.parametrize("word", WORDS[::4])
def test_the_command_line_finds_nothing_for_a_closed_word(two_homes, word):
    home, identifier, _ = two_homes
    pointer = (home / "current").read_text()
    (home / "current").write_text(identifier + "\n")
    try:
        done = CliRunner().invoke(ATLAS, ["search", word, "--json", "--out", str(home)])
    finally:
        (home / "current").write_text(pointer)

    assert done.exit_code == 0
    assert "zq" not in done.output


def test_an_opened_atlas_shows_what_the_public_sees_unless_asked_for_more(two_homes):
    home, identifier, other = two_homes
    opened, without = (open_atlas(home, each) for each in (identifier, other))

    for read_table in ("statements", "relations", "tags"):
        found, expected = (getattr(each, read_table)() for each in (opened, without))
        assert found.equals(expected), read_table
        assert "zq" not in found.to_json()
    for kind in Kind:
        assert opened.entities(kind).equals(without.entities(kind))
    assert "zq" in open_atlas(home, identifier, view=View.TEAM).statements().to_json()


# ---- one door


ATLAS_TABLES = {"EntityRow", "RelationRow", "TagRow"}
METHODS = {"raw", "cursor"}
"""Ways round that are methods of something."""
MAY_TOUCH_THEM = {"access.py", "atlas/loading.py", "models/__init__.py", "models/atlas.py"}
WEB = REPOSITORY / "src" / "biovaliance" / "web"
MODULES = [
    path
    for path in sorted(WEB.rglob("*.py"))
    if path.relative_to(WEB).as_posix() not in MAY_TOUCH_THEM and "migrations" not in path.parts
]


def names_in(source: str) -> set[str]:
    """Return every name, attribute, imported name and text of a module's code."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module="biovaliance.web.models", names=names) | ast.Import(names=names):
                found |= {name.name for name in names}
            case ast.ImportFrom(module=str(module), names=names):
                found |= {module, *(name.name for name in names)}
            case ast.Attribute(attr=name) | ast.Constant(value=str(name)):
                found.add(name)
            case ast.Name(id=name) if name not in METHODS:  # a variable of that name goes round nothing
                found.add(name)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_only_the_door_and_the_loader_touch_the_atlas_tables(path):
    ways_round = ATLAS_TABLES | {
        "biovaliance.web.models",
        "biovaliance.web.models.atlas",
        "get_model",
        "apps",
        "raw",
        "cursor",
    }
    # The app sets pragmas; the queue of runs holds a lock of PostgreSQL while somebody asks for one.
    place = path.relative_to(WEB).as_posix()
    allowed = {"cursor"} if place in {"apps.py", "bioproduction/runs/store.py"} else set()

    assert not names_in(path.read_text(encoding="utf-8")) & (ways_round - allowed)


@pytest.mark.parametrize(
    "line",
    [
        "from biovaliance.web.models import EntityRow",
        "from biovaliance.web.models import TagRow as Row",
        "import biovaliance.web.models",
        "from biovaliance.web.models.atlas import RelationRow",
        "from django.apps import apps",
    ],
)
def test_a_way_round_the_door_would_be_noticed(line):
    assert names_in(line) & (ATLAS_TABLES | {"biovaliance.web.models", "apps"})
