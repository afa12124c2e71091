"""Counts over the tables of a snapshot and of the sources, where they lie.

    works           work_key, organisation_key, topic, year: one row per work, organisation and topic
    statements      the statements of a snapshot, with their evidence
    relations       the relations of a snapshot

Each returns a table whose rows are few beside what was counted, in no order.
"""

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir
import pyarrow as pa

WORKS = pa.schema(
    [
        ("work_key", pa.string()),
        ("organisation_key", pa.string()),
        ("topic", pa.string()),
        ("year", pa.int64()),
    ]
)
PARTICIPATION = ("leads_project", "takes_part_in_project")
LARGEST_PROJECT = 200


def publications_per_year(works: ir.Table) -> ir.Table:
    """Return how many works each organisation has per topic and year.

    Columns `organisation_key`, `topic`, `year`, `publications`. A work told twice counts once; one with
    two topics counts under both, so that topics do not add up to an organisation's total.
    """
    once = works.select("organisation_key", "topic", "year", "work_key").distinct()
    return once.group_by("organisation_key", "topic", "year").aggregate(publications=once.count())


def statements_per_publisher(statements: ir.Table) -> ir.Table:
    """Return how many statements rest on each publisher, and on how many things.

    Columns `publisher`, `statements`, `entities`. A statement with two pieces of evidence from one
    publisher counts once.
    """
    publishers = statements.evidence.map(lambda evidence: evidence["publisher"]).unique()
    told = statements.select("entity_key", publisher=publishers.unnest())
    return told.group_by("publisher").aggregate(statements=told.count(), entities=told.entity_key.nunique())


def relations_per_thing(relations: ir.Table) -> ir.Table:
    """Return how many relations of each type each thing stands in, from either end.

    Columns `entity_key`, `type_code`, `direction` ('from' it or 'to' it), `relations`.
    """
    ends = [
        relations.select("type_code", entity_key=relations[end], direction=ibis.literal(direction))
        for end, direction in (("source_key", "from"), ("target_key", "to"))
    ]
    both = ends[0].union(ends[1])
    return both.group_by("entity_key", "type_code", "direction").aggregate(relations=both.count())


def shared_projects(
    relations: ir.Table,
    types: Iterable[str] = PARTICIPATION,
    *,
    largest_project: int = LARGEST_PROJECT,
) -> ir.Table:
    """Return which organisations take part in the same projects, and in how many of them.

    Columns `left_key` < `right_key`, `projects`. Someone who leads a project takes part in it. A project
    of n partners makes n(n-1)/2 pairs: one with more than `largest_project` partners says little about
    any two of them and is left out (`projects_left_out` counts these).
    """
    took_part = _participations(relations, types)
    sizes = took_part.group_by("project_key").aggregate(partners=took_part.count())
    kept = took_part.semi_join(sizes.filter(sizes.partners <= largest_project), "project_key")
    other = kept.view()
    pairs = kept.join(
        other, ["project_key", kept.organisation_key < other.organisation_key], rname="{name}_other"
    ).select(left_key="organisation_key", right_key="organisation_key_other")
    return pairs.group_by("left_key", "right_key").aggregate(projects=pairs.count())


def projects_left_out(
    relations: ir.Table, types: Iterable[str] = PARTICIPATION, *, largest_project: int = LARGEST_PROJECT
) -> ir.Table:
    """Return the projects with too many partners for `shared_projects`: `project_key`, `partners`."""
    took_part = _participations(relations, types)
    sizes = took_part.group_by("project_key").aggregate(partners=took_part.count())
    return sizes.filter(sizes.partners > largest_project)


def _participations(relations: ir.Table, types: Iterable[str]) -> ir.Table:
    """Return each organisation once per project; a relation points from the organisation to the project."""
    wanted = relations.filter(relations.type_code.isin(list(types)))
    return wanted.select(organisation_key="source_key", project_key="target_key").distinct()
