"""The pipeline chart: how many technologies and trials stand at each stage."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import KIND_PLURALS, Kind
from biovaliance.foundation.wording import number_text
from biovaliance.showcase.drawing import PipelineItem, stage_pipeline_svg
from biovaliance.web.access import Reader
from biovaliance.web.addresses import LIST_NAMES, entity_address
from biovaliance.web.atlas.directory import thesaurus
from biovaliance.web.atlas.presenting import concept_label, words
from biovaliance.web.templatetags.biovaliance import reader_language


def present_pipeline(reader: Reader, kind: Kind) -> dict[str, Any] | None:
    """Return the chart of a kind that has stages, with the table behind it; None for other kinds."""
    if kind not in (Kind.TECHNOLOGY, Kind.TRIAL):
        return None
    rows = list(
        reader.entities()
        .filter(kind__in=(Kind.TECHNOLOGY, Kind.TRIAL))
        .exclude(currency="historical")
        .order_by("sort_name")
        .only("kind", "slug", "name", "title_en", "title_fr", "stage_code")
    )
    order = [concept.id for concept in thesaurus().concepts.values() if concept.scheme == "stage"]
    stages = [code for code in order if any(row.stage_code == code for row in rows)]
    items = [
        PipelineItem(words(row.title), row.kind, row.stage_code, entity_address(row.kind, row.slug))
        for row in rows
        if row.stage_code
    ]
    labels = {code: concept_label(code) for code in stages}
    return {
        "finding": _finding(rows),
        "downloads": [
            {"label": words(KIND_PLURALS[each]), "url": reverse("export", args=[LIST_NAMES[each], "csv"])}
            for each in (Kind.TECHNOLOGY, Kind.TRIAL)
        ],
        "svg": mark_safe(stage_pipeline_svg(items, labels, language=reader_language())),  # noqa: S308 -- drawn and escaped by the library
        "stages": [
            {"label": labels[code], "items": [item for item in items if item.stage_code == code]}
            for code in stages
        ],
        "unseen": [
            {"label": words(row.title), "url": entity_address(row.kind, row.slug)}
            for row in rows
            if not row.stage_code
        ],
    }


def _finding(rows: Sequence[Any]) -> str:
    """Return what the chart shows in one sentence: how many are sold, and how many are tried on people."""
    stages = Counter(row.stage_code for row in rows)
    return _(
        "%(marketed)s products on the market, %(clinical)s products and trials in a clinical phase, "
        "among %(total)s seen"
    ) % {
        "marketed": number_text(stages["commercial"], reader_language()),
        "clinical": number_text(
            sum(count for stage, count in stages.items() if stage.startswith("phase-")), reader_language()
        ),
        "total": number_text(len(rows), reader_language()),
    }
