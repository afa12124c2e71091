"""The two pages as a document to edit: styles, headings and tables that Word and LibreOffice know."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence

from docx import Document
from docx.document import Document as Pages
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.languages import Language
from biovaliance.synergies.consortium.documents.summary import Detail, PartnerLine, Summary, summary_of
from biovaliance.synergies.consortium.documents.words import Label
from biovaliance.synergies.consortium.proposing import Answer

_STRONG = RGBColor(0x7A, 0x1F, 0x3D)
_SOFT = RGBColor(0x55, 0x60, 0x6E)
_MARKS = {"met": "+", "doubtful": "?", "missing": "\u2013"}
_LOCALE = {"en": "en-GB", "fr": "fr-FR"}
_DETAIL = Detail(passage=120, need=500, sources=30)


def summary_docx(answer: Answer, language: Language, rank: int = 1) -> bytes:
    """Return the summary of one variant as DOCX.

    Raises:
        NotFoundError: there is no consortium of this rank.
    """
    summary = summary_of(answer, language, _DETAIL, rank)
    pages = Document()
    _set_up(pages, summary, answer)
    _head(pages, summary)
    _partners(pages, summary)
    pages.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    _rules(pages, summary)
    _budget(pages, summary)
    _rest(pages, summary)
    made = io.BytesIO()
    pages.save(made)
    return made.getvalue()


def _set_up(pages: Pages, summary: Summary, answer: Answer) -> None:
    section = pages.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(15)
    normal = pages.styles["Normal"]
    normal.font.size = Pt(9.5)
    normal.paragraph_format.space_after = Pt(3)
    normal.element.get_or_add_rPr().append(_language(summary.language))
    for name, size in (("Title", 17), ("Heading 1", 12.5), ("Heading 2", 10.5)):
        style = pages.styles[name]
        style.font.size = Pt(size)
        style.font.color.rgb = _STRONG
        style.paragraph_format.space_before = Pt(8)
        style.paragraph_format.space_after = Pt(3)
    about = pages.core_properties
    about.title, about.author, about.comments = f"{summary.kicker}, {summary.title}"[:250], "Biovaliance", ""
    about.language = _LOCALE[summary.language]
    about.created = about.modified = _moment(answer)
    _drop_thumbnail(pages)
    footer = section.footer.paragraphs[0]
    _quiet(footer, summary.labels[Label.METHOD])


def _language(language: Language) -> BaseOxmlElement:
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), _LOCALE[language])
    return element


def _drop_thumbnail(pages: Pages) -> None:
    """Take away the picture of an empty page that the library's own model carries."""
    package = pages.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]


def _moment(answer: Answer) -> dt.datetime:
    day = answer.as_of or (answer.question.call.seen_on if answer.question.call else "")
    return dt.datetime.combine(PartialDate.parse(day).first_day if day else dt.date(2000, 1, 1), dt.time())


def _head(pages: Pages, summary: Summary) -> None:
    _quiet(pages.add_paragraph(), " · ".join(part for part in (summary.kicker, summary.as_of) if part))
    pages.add_heading(summary.title, 0)
    if summary.need:
        line = pages.add_paragraph()
        line.add_run(f"{summary.labels[Label.NEED]} ").bold = True
        line.add_run(_quoted(summary.need, summary.language))
    rows = [(fact.label, fact.value) for fact in summary.facts]
    _table(pages, rows)


def _partners(pages: Pages, summary: Summary) -> None:
    pages.add_heading(summary.labels[Label.WHO], 1)
    for partner in summary.partners:
        name = f"{partner.name} ({summary.labels[Label.LEADS]})" if partner.leads else partner.name
        pages.add_heading(name, 2)
        if partner.about:
            _quiet(pages.add_paragraph(), partner.about)
        _brings(pages, partner, summary)


def _brings(pages: Pages, partner: PartnerLine, summary: Summary) -> None:
    if not partner.brings:
        _quiet(pages.add_paragraph(), summary.labels[Label.BRINGS_NOTHING])
    for brought in partner.brings:
        line = pages.add_paragraph(style="List Bullet")
        line.add_run(brought.competence).bold = True
        _quiet(line, f" ({brought.points}\u00a0{summary.labels[Label.POINTS]})")
        how = f", {brought.how}" if brought.how else ""
        colon = "\u00a0: " if summary.language == "fr" else ": "
        said = f"{colon}{_quoted(brought.passage, summary.language)}" if brought.passage else ""
        line.add_run(f"{how}{said}")
        _quiet(line, f" {brought.source}")
    if partner.more:
        _quiet(pages.add_paragraph(), partner.more)


def _rules(pages: Pages, summary: Summary) -> None:
    pages.add_heading(summary.labels[Label.RULES], 1)
    if not summary.rules:
        pages.add_paragraph(summary.labels[Label.NO_RULES])
    for group in summary.rules:
        pages.add_heading(group.label, 2)
        for rule in group.rules:
            line = pages.add_paragraph()
            line.add_run(f"{_MARKS[group.key]} ").bold = True
            line.add_run(rule.text)
            _quiet(line, f" {rule.source}")
        if group.more:
            _quiet(pages.add_paragraph(), group.more)


def _budget(pages: Pages, summary: Summary) -> None:
    labels = summary.labels
    pages.add_heading(labels[Label.BUDGET], 1)
    head = [labels[each] for each in (Label.PARTNERS, Label.SHARE, Label.COST, Label.AID)]
    rows = [(each.name, each.share, each.cost, each.aid) for each in summary.budget]
    if not any(each.cost for each in summary.budget):
        head, rows = [head[0], head[1], head[3]], [(row[0], row[1], row[3]) for row in rows]  # type: ignore[misc]
    _table(pages, rows, head)
    _quiet(pages.add_paragraph(), summary.budget_note)


def _rest(pages: Pages, summary: Summary) -> None:
    labels = summary.labels
    pages.add_heading(labels[Label.GAPS], 1)
    _bullets(pages, summary.gaps or (labels[Label.NO_GAPS],))
    pages.add_heading(labels[Label.SCORE], 1)
    pages.add_paragraph("; ".join(f"{fact.label} {fact.value}" for fact in summary.score))
    if summary.others:
        pages.add_heading(labels[Label.OTHERS], 1)
        _bullets(pages, summary.others)
    if summary.sources:
        pages.add_heading(labels[Label.SOURCES], 1)
        for source in summary.sources:
            _quiet(pages.add_paragraph(), f"{source.label} {source.value}")
        if summary.more_sources:
            _quiet(pages.add_paragraph(), summary.more_sources)


def _bullets(pages: Pages, lines: Iterable[str]) -> None:
    for line in lines:
        pages.add_paragraph(line, style="List Bullet")


def _table(pages: Pages, rows: Sequence[Sequence[str]], head: Sequence[str] = ()) -> None:
    table = pages.add_table(rows=0, cols=len(head or rows[0]), style="Table Grid")
    if head:
        _row(table, head, bold=True)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in rows:
        _row(table, row)


def _row(table: Table, cells: Sequence[str], *, bold: bool = False) -> None:
    added = table.add_row()  # type: ignore[no-untyped-call]
    for cell, words in zip(added.cells, cells, strict=True):
        cell.paragraphs[0].add_run(words).bold = bold


def _quiet(line: Paragraph, words: str) -> None:
    run = line.add_run(words)
    run.font.size = Pt(8.5)
    run.font.color.rgb = _SOFT


def _quoted(words: str, language: Language) -> str:
    return f"«\u00a0{words}\u00a0»" if language == "fr" else f"“{words}”"
