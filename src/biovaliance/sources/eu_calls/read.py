"""Topics of European calls into programmes."""

import html
import re
from collections.abc import Iterator

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.records import Record
from biovaliance.foundation.wording import calmed
from biovaliance.sources.eu_calls.mojibake import mended
from biovaliance.sources.files import SourceFile, SourceFiles
from biovaliance.sources.gazetteer import Gazetteer
from biovaliance.sources.items import Item
from biovaliance.sources.telling import Said, Voice, local_id_of, shortened

_STATUSES = {"31094501": "forthcoming", "31094502": "open", "31094503": "closed"}
_FRAMEWORKS = {
    "43108390": "Horizon Europe",
    "31045243": "Horizon 2020",
    "43152860": "Digital Europe",
    "43332642": "EU4Health",
    "43252405": "LIFE",
    "44181033": "European Defence Fund",
}
_TAG = re.compile(r"<[^>]*>")
_LONGEST_DESCRIPTION = 700


def read_records(files: SourceFiles, _places: Gazetteer) -> Iterator[Record]:
    """Yield each topic once, wherever a project may be carried out: calls have no place."""
    told: set[str] = set()
    for file in files.of("normalised", "search"):
        for item in files.items(file):
            if file.layout.name == "search" and item.text("metadata.language") not in ("", "en"):
                continue
            topic, said = _normalised(item) if file.layout.name == "normalised" else _searched(item)
            local_id = local_id_of(topic)
            if not local_id or local_id in told:
                if not local_id:
                    files.report(item, "topicId", topic, "the topic has no identifier.", "Fetch it again.")
                continue
            record = _record(local_id, topic, said, file, files)
            if record is None:
                files.report(item, "title", topic, "the topic has no title.", "Fetch it again.")
                continue
            told.add(local_id)
            files.keep(file)
            yield record


def _record(
    local_id: str, topic: str, said: list[Said], file: SourceFile, files: SourceFiles
) -> Record | None:
    address = next((value for name, value, *_ in said if name == "website"), "")
    evidence = Voice(files.definition, file.receipt).evidence(address)
    said = [("type", "eu_call"), ("call_id", topic), *said]
    return Voice(files.definition, file.receipt).record(Kind.PROGRAMME, local_id, evidence, said)


def _normalised(item: Item) -> tuple[str, list[Said]]:
    topic = item.text("topicId")
    return (
        topic,
        [
            ("name", calmed(mended(item.text("title")))),
            ("framework", mended(item.text("programme"))),
            ("action_type", " ".join(mended(item.text("typesOfAction")).split())),
            ("deadline_model", item.text("deadlineModel")),  # `stage` says two-stage of every topic
            ("end", item.text("deadline")[:10]),
            ("status", item.text("callStatus")),
            ("website", item.text("portalUrl")),
            ("description", _description(item.text("description")), "en"),
            *_keywords(item.text("keywords").split(","), topic, item.text("callIdentifier")),
            *_grants(item),
        ],
    )


def _grants(item: Item) -> Iterator[Said]:
    """Yield how much one project gets, and how many are expected; a range that ends at nothing is none."""
    try:
        low, high = int(item.text("budgetMin") or 0), int(item.text("budgetMax") or 0)
        number = int(item.text("expectedGrants") or 0)
    except ValueError:
        return
    if not high:
        return
    if low:
        yield "project_min_eur", str(low)
    yield "project_max_eur", str(high)
    if number:
        yield "grants_expected", str(number)


def _searched(item: Item) -> tuple[str, list[Said]]:
    topic = item.text("metadata.identifier")
    framework = item.text("metadata.frameworkProgramme")
    status = item.text("metadata.status")
    call = item.text("metadata.callIdentifier")
    return topic, [
        ("name", calmed(item.text("metadata.title"))),
        ("framework", _FRAMEWORKS.get(framework, "")),
        ("start", item.text("metadata.startDate")[:10]),
        ("end", max((date[:10] for date in item.texts("metadata.deadlineDate")), default="")),
        ("status", _STATUSES.get(status, "")),
        ("website", item.text("url")),
        ("description", _description(item.text("metadata.descriptionByte")), "en"),
        *_keywords(item.texts("metadata.keywords"), topic, call),
    ]


def _keywords(words: "list[str] | tuple[str, ...]", *identifiers: str) -> Iterator[Said]:
    """Yield the keywords; the portal puts the topic's identifiers among them."""
    for word in words:
        if word.strip() and word.strip() not in identifiers:
            yield "keyword", mended(word.strip())


def _description(text: str) -> str:
    plain = html.unescape(_TAG.sub(" ", mended(text))).removeprefix("Objective:")
    plain = re.sub(r"(?<=[.:;])(?=[A-Z])", " ", plain)  # sentences the portal's tags kept apart
    return shortened(" ".join(plain.split()), _LONGEST_DESCRIPTION)
