"""The answer as a PDF that a screen reader reads (PDF/UA-1): who and why, what is missing, with sources.

The template is `answer.typ`; the words reach it as data, never as markup. The fonts are those inside typst,
so that every machine sets the same pages.
"""

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.languages import Language
from biovaliance.foundation.wording import date_text, number_text
from biovaliance.synergies.partners.telling import explained_text, score_text, term_label, together_lines
from biovaliance.synergies.partners.values import Answer, Partner
from biovaliance.synergies.ranking.reasons import Reason
from biovaliance.synergies.ranking.telling import source_told
from biovaliance.synergies.suppliers.telling import gap_text
from biovaliance.synergies.suppliers.values import CIRCLE_LABELS

MOST_PARTNERS = 12
MOST_REASONS = 5
LONGEST_NEED = 900

LABELS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "kicker": "Find a partner",
        "need": "What is looked for:",
        "understood": "Terms understood:",
        "who": "Who fits, and why",
        "nobody": "Nobody in the atlas is seen to fit. That does not mean that nobody does.",
        "points": "points",
        "more": "further reasons:",
        "gaps": "Not seen in the region",
        "no_gaps": "Every term understood is seen with somebody in the region.",
        "together": "Who completes whom",
        "why_not": "Asked about",
        "method": "A score is the sum of its reasons; a point is a thousandth. "
        "The organisations have not been asked.",
        "page": "page",
    },
    "fr": {
        "kicker": "Trouver un partenaire",
        "need": "Ce qui est cherché\u00a0:",
        "understood": "Termes compris\u00a0:",
        "who": "Qui répond au besoin, et pourquoi",
        "nobody": "Personne dans l’atlas n’est vu y répondre. Cela ne veut pas dire que personne n’y répond.",
        "points": "points",
        "more": "autres raisons\u00a0:",
        "gaps": "Non vu dans la région",
        "no_gaps": "Chaque terme compris est vu chez quelqu’un dans la région.",
        "together": "Qui complète qui",
        "why_not": "Question posée",
        "method": "Un score est la somme de ses raisons\u202f; un point vaut un millième. "
        "Les organisations n’ont pas été consultées.",
        "page": "page",
    },
}


def answer_pdf(answer: Answer, language: Language) -> bytes:
    """Return an answer as PDF: the first `MOST_PARTNERS`, each with its strongest reasons and sources."""
    made = typst.compile(
        _template(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"answer": json.dumps(_told(answer, language), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=_moment(answer),
    )
    return bytes(made)


def _told(answer: Answer, language: Language) -> dict[str, Any]:
    need = " ".join(answer.question.need.words.split())
    short = need if len(need) <= LONGEST_NEED else f"{need[:LONGEST_NEED].rsplit(' ', 1)[0]} …"
    as_of = date_text(answer.as_of, language) if answer.as_of else ""
    return {
        "language": language,
        "labels": LABELS[language],
        "need": short,
        "as_of": as_of,
        "understood": ", ".join(each.label.in_language(language) for each in answer.understood),
        "partners": [_partner(each, language) for each in answer.partners[:MOST_PARTNERS]],
        "gaps": [
            {
                "label": supply.label.in_language(language),
                "text": gap_text(supply).in_language(language),
            }
            for supply in answer.gaps
        ],
        "together": [each.in_language(language) for each in together_lines(answer)],
        "why_not": explained_text(answer.explained).in_language(language) if answer.explained else "",
    }


def _partner(partner: Partner, language: Language) -> dict[str, Any]:
    about = [partner.actor.town, CIRCLE_LABELS[partner.circle].in_language(language)]
    if partner.distance_km is not None:
        about.append(f"{number_text(partner.distance_km, language)}\u00a0km")
    reasons = partner.ranked.reasons
    left = len(reasons) - MOST_REASONS
    return {
        "rank": str(partner.ranked.rank),
        "name": partner.actor.name.in_language(language),
        "about": ", ".join(part for part in about if part),
        "score": score_text(partner.ranked.score, language),
        "shares": [
            f"{term_label(kind).in_language(language)} {score_text(share, language)}"
            for kind, share in partner.shares.items()
        ],
        "reasons": [_reason(each, language) for each in reasons[:MOST_REASONS]],
        "more": str(left) if left > 0 else "",
    }


def _reason(reason: Reason, language: Language) -> dict[str, str]:
    document = reason.document
    return {
        "points": score_text(reason.share, language),
        "told": reason.told.in_language(language),
        "passage": "" if document and reason.passage == document.title else reason.passage,
        "source": source_told(reason.evidence, language).strip(),
    }


def _moment(answer: Answer) -> dt.datetime:
    """Return the day of the sources as that of the file, so that it can be made again byte by byte."""
    first = PartialDate.parse(answer.as_of).first_day if answer.as_of else dt.date(2000, 1, 1)
    return dt.datetime.combine(first, dt.time(), dt.UTC)


@cache
def _template() -> bytes:
    return (files(__package__) / "answer.typ").read_bytes()
