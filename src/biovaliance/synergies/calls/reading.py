"""Call files: TOML that a non-programmer writes and corrects, read into a `Call` or refused with every fault.

text ──toml_tables──> tables with the line of each key
     ──here────────> Call, Deadline, Page
     ──reading_rules> Rule
"""

import datetime as dt
from typing import cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from biovaliance.foundation.errors import InputError, Problem
from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Text
from biovaliance.foundation.toml_lines import TomlLines
from biovaliance.synergies.calls.deadlines import Deadline, DeadlineKind
from biovaliance.synergies.calls.reading_rules import read_rules
from biovaliance.synergies.calls.toml_tables import Faults, Table, read_toml
from biovaliance.synergies.calls.values import AidRates, Amounts, Asked, Call, Level, Page, SeenStatus, Topic
from biovaliance.vocabulary.thesaurus import Thesaurus

STATUSES = ("open", "forthcoming", "closed", "unknown")
DEADLINE_MODELS = ("single-stage", "two-stage", "multiple cut-off")
RELEVANCES = ("core", "adjacent", "horizontal", "peripheral", "restricted")
_SOME_DAY = dt.date(1, 1, 1)  # stands for a day that is missing, in a call that is refused for it
GREATEST_FILE = 400_000
"""More characters than this are no call file; the longest of the bundled ones has 20,000."""


def read_call(text: str, file: str, thesaurus: Thesaurus) -> Call:
    """Return the call that a file's text describes; `file` names it in messages.

    Raises:
        InputError: something is wrong; its `problems` are all faults at once, by line.
    """
    call, problems = check_call(text, file, thesaurus)
    if call is None:
        count = f"{len(problems)} faults" if len(problems) > 1 else "one fault"
        raise InputError(f"{file} is no call yet: {count}, listed above.", problems)
    return call


def check_call(text: str, file: str, thesaurus: Thesaurus) -> tuple[Call | None, tuple[Problem, ...]]:
    """Return the call, None where it is refused, and everything that is wrong with the file, by line."""
    faults = Faults(file)
    if len(text) > GREATEST_FILE:
        faults.add(
            0, "", None, f"has {len(text)} characters; expected at most {GREATEST_FILE}.", "Give a call file."
        )
        return None, tuple(faults.found)
    data = read_toml(text.removeprefix("\ufeff"), faults)
    if faults.found:
        return None, tuple(faults.found)
    call = _call(Table((), data, TomlLines(text), faults), thesaurus)
    return (None if faults.found else call), tuple(sorted(faults.found, key=lambda each: each.line))


def _call(file: Table, thesaurus: Thesaurus) -> Call:
    head, dates, themes = file.table("call"), file.table("dates"), file.table("themes")
    if not head.data:
        file.faults.add(
            0,
            "[call]",
            None,
            "the file has no table [call].",
            "Begin with a line [call] and the id and names of the call.",
        )
    confidence = Confidence(head.choice("confidence", [*Confidence]))
    edition = head.both("edition")
    seen_on = head.date("seen_on", needed=True)
    call = Call(
        id=_identifier(head),
        name=head.both("name", needed=True),
        operator=head.both("operator"),
        level=Level(head.choice("level", [*Level])),
        country=head.text("country"),
        instrument=head.both("instrument"),
        edition=edition,
        confidence=confidence,
        seen_on=str(seen_on or ""),
        opens_on=dates.date("opens_on"),
        time_zone=dates.both("time_zone"),
        recurrence=dates.both("recurrence"),
        stages=dates.both("stages"),
        deadline_model=dates.choice("deadline_model", DEADLINE_MODELS, ""),
        is_rolling=dates.flag("rolling"),
        status_seen=cast("SeenStatus", dates.choice("status_seen", STATUSES, "unknown")),
        status_words=dates.both("status"),
        deadlines=tuple(_deadline(each) for each in file.tables("deadlines")),
        amounts=_amounts(file.table("amounts")),
        asked=_asked(file.table("asked")),
        aid=_aid(file.table("aid")),
        aid_scopes=head.texts("aid_scopes"),
        any_theme=themes.flag("any"),
        themes=_concepts(themes, thesaurus),
        topic=_topic(file.table("topic")) if "topic" in file.data else None,
        rules=read_rules(file.tables("rules"), edition),
        rules_of=head.text("rules_of"),
        is_rule_set=head.flag("rule_set"),
        pages=tuple(_page(each) for each in file.tables("pages")),
        note=head.both("note"),
        not_seen=_not_seen(head),
        programme_slugs=head.texts("programmes"),
    )
    for table in (head, dates, themes, file):
        table.refuse_others()
    _refuse_backward(dates, call)
    return call


def _identifier(head: Table) -> str:
    value = head.text("id", needed=True)
    if value and not value.replace("-", "").replace("_", "").isalnum():
        head.fault("id", "expected letters, figures and hyphens.", 'Write for example id = "FR-IDEMO-4".')
    return value


def _not_seen(head: Table) -> tuple[Text, ...]:
    english, french = head.texts("not_seen_en"), head.texts("not_seen_fr")
    if len(english) != len(french):
        head.fault(
            "not_seen_en", f"has {len(english)} entries and not_seen_fr {len(french)}.", "Write one for one."
        )
        return ()
    return tuple(Text(en, fr) for en, fr in zip(english, french, strict=True))


def _refuse_backward(dates: Table, call: Call) -> None:
    days = [deadline.on for deadline in call.deadlines if deadline.on != _SOME_DAY]
    last = max(days, default=None)
    if call.opens_on and last and call.opens_on > last:
        dates.fault("opens_on", f"lies after the last deadline ({last}).", "Correct one of the two days.")


def _concepts(themes: Table, thesaurus: Thesaurus) -> tuple[str, ...]:
    concepts = themes.texts("concepts")
    for each in concepts:
        if each not in thesaurus.concepts:
            themes.faults.add(
                themes.line("concepts"),
                "[themes] concepts",
                each,
                "is no concept of the vocabulary.",
                themes.nearest(each, thesaurus.concepts),
            )
    return tuple(each for each in concepts if each in thesaurus.concepts)


def _deadline(table: Table) -> Deadline:
    day = table.date("on", needed=True)
    hour, zone = table.time("at"), table.text("zone")
    if hour and not zone:
        table.fault(
            "at", "has no zone beside it.", 'Write zone = "Europe/Paris", or the zone the page names.'
        )
    if zone and not _is_zone(zone):
        table.fault("zone", "is no time zone.", 'Write for example zone = "Europe/Brussels".')
        zone = ""
    found = Deadline(
        on=day or _SOME_DAY,
        at=hour,
        zone=zone,
        kind=DeadlineKind(table.choice("kind", [*DeadlineKind], DeadlineKind.CLOSING)),
        stage=table.number("stage", 1, 9),
        text=table.both("text", needed=True),
        sources=_sources(table),
        confidence=Confidence(table.choice("confidence", [*Confidence])),
    )
    table.refuse_others()
    return found


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _sources(table: Table) -> tuple[str, ...]:
    sources = table.texts("sources")
    if not sources:
        table.fault(
            "sources", "names no page.", 'Write sources = ["https://..."]: the page where this was read.'
        )
    return sources


def _amounts(table: Table) -> Amounts:
    amounts = Amounts(
        currency=table.text("currency") or "EUR",
        call_budget=table.number("call_budget"),
        project_min=table.number("project_min"),
        project_max=table.number("project_max"),
        basis=table.both("basis"),
    )
    low, high = amounts.project_min, amounts.project_max
    if low is not None and high is not None and low > high:
        table.fault("project_min", f"is more than project_max ({high}).", "Correct one of the two.")
    if len(amounts.currency) != 3 or not amounts.currency.isupper():
        table.fault("currency", "is no currency code.", 'Write three capitals: "EUR", "CHF".')
    table.refuse_others()
    return amounts


def _asked(table: Table) -> Asked:
    asked = Asked(
        partners_min=table.number("partners_min"),
        partners_max=table.number("partners_max"),
        companies_min=table.number("companies_min"),
        smes_min=table.number("smes_min"),
        smes_or_etis_min=table.number("smes_or_etis_min"),
        large_min=table.number("large_min"),
        academics_min=table.number("academics_min"),
        hospitals_min=table.number("hospitals_min"),
        clusters_min=table.number("clusters_min"),
        countries_min=table.number("countries_min"),
        duration_min_months=table.number("duration_min_months"),
        duration_max_months=table.number("duration_max_months"),
        trl_min=table.number("trl_min", 1, 9),
        trl_max=table.number("trl_max", 1, 9),
        must_include=table.both("must_include"),
        lead=table.both("lead"),
        independence=table.both("independence"),
        territory=table.both("territory"),
        cluster_label=table.both("cluster_label"),
    )
    for name, (low, high) in {
        "partners_max": (asked.partners_min, asked.partners_max),
        "duration_max_months": (asked.duration_min_months, asked.duration_max_months),
        "trl_max": (asked.trl_min, asked.trl_max),
    }.items():
        if low is not None and high is not None and low > high:
            table.fault(name, f"is less than the least number asked ({low}).", "Correct one of the two.")
    table.refuse_others()
    return asked


def _aid(table: Table) -> AidRates:
    names = ("small_pct", "medium_pct", "eti_pct", "large_pct", "research_pct")
    rates = {name: table.number(name, 0, 100) for name in names}
    aid = AidRates(**rates, other=table.both("other"), form=table.both("form"))
    table.refuse_others()
    return aid


def _page(table: Table) -> Page:
    page = Page(
        address=table.text("address", needed=True),
        publisher=table.both("publisher", needed=True),
        date_on_page=_date_on_page(table),
        read_on=str(table.date("read_on", needed=True) or ""),
    )
    table.refuse_others()
    return page


def _date_on_page(table: Table) -> Text:
    date = table.text("date_on_page")
    words = table.both("date_on_page")
    return words or Text(date, date)


def _topic(table: Table) -> Topic:
    topic = Topic(
        id=table.text("id", needed=True),
        title=table.both("title", needed=True),
        programme=table.text("programme"),
        type_of_action=table.both("type_of_action"),
        deadline=table.date("deadline"),
        deadline_model=table.choice("deadline_model", DEADLINE_MODELS, ""),
        status_in_copy=table.choice("status_in_copy", STATUSES, "unknown"),
        copy_of=table.text("copy_of"),
        address=table.text("address", needed=True),
        contribution_min=table.number("contribution_min"),
        contribution_max=table.number("contribution_max"),
        expected_grants=table.number("expected_grants"),
        relevance=table.choice("relevance", RELEVANCES, ""),
        about=table.both("about"),
    )
    table.refuse_others()
    return topic
