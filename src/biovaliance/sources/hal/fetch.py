"""Structures of the country that HAL's librarians have checked, and the documents of the region's."""

from biovaliance.sources.fetching.client import JSON
from biovaliance.sources.fetching.storing import Page, Session
from biovaliance.sources.files import SourceFiles
from biovaliance.sources.gazetteer import Gazetteer
from biovaliance.sources.hal.read import regional_structures

STRUCTURES = "https://api.archives-ouvertes.fr/ref/structure/"
DOCUMENTS = "https://api.archives-ouvertes.fr/search/"
PER_PAGE = 1000
STRUCTURES_PER_QUERY = 60


def fetch(session: Session) -> None:
    """Save `structures.jsonl`, then `documents.jsonl` for the structures that lie in the region."""
    session.collect("structures.jsonl", STRUCTURES, "0", lambda cursor: _structures(session, cursor))
    files = SourceFiles.from_folder(session.definition, session.folder)
    known = sorted(regional_structures(files, Gazetteer(session.region)), key=int)
    batches = [
        known[start : start + STRUCTURES_PER_QUERY] for start in range(0, len(known), STRUCTURES_PER_QUERY)
    ]
    # A cursor here is 'number of the batch:mark within it'.
    first = "0:*" if batches else ""
    session.collect("documents.jsonl", DOCUMENTS, first, lambda cursor: _documents(session, batches, cursor))


def _structures(session: Session, cursor: str) -> Page:
    params = {
        "q": f"country_s:{session.region.country.lower()} AND valid_s:(VALID OR OLD)",
        "fl": "docid,name_s,acronym_s,code_s,type_s,valid_s,rnsr_s,ror_s,address_s,url_s",
        "sort": "docid asc",
        "rows": str(PER_PAGE),
        "start": cursor,
        "wt": "json",
    }
    answer = session.client.get(session.at(STRUCTURES), JSON, params=params)
    page = session.page_of(answer, "response.docs", "", "response.numFound")
    reached = int(cursor) + len(page.items)
    return Page(page.items, str(reached) if reached < page.total else "", page.total)


def _documents(session: Session, batches: list[list[str]], cursor: str) -> Page:
    number, _colon, mark = cursor.partition(":")
    params = {
        "q": f"structId_i:({' OR '.join(batches[int(number)])})",
        "fl": "halId_s,docType_s,producedDateY_i,structId_i",
        "sort": "docid asc",
        "rows": str(PER_PAGE),
        "cursorMark": mark,
        "wt": "json",
    }
    answer = session.client.get(session.at(DOCUMENTS), JSON, params=params)
    page = session.page_of(answer, "response.docs", "nextCursorMark", "")
    if page.items and page.cursor not in ("", mark):
        return Page(page.items, f"{number}:{page.cursor}")
    following = int(number) + 1
    return Page(page.items, f"{following}:*" if following < len(batches) else "", is_last=False)
