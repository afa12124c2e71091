"""The bundled calls: one TOML file each, and the tables of aid and of company sizes beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from biovaliance.foundation.errors import InputError, NotFoundError, Problem
from biovaliance.synergies.calls.reading import check_call
from biovaliance.synergies.calls.rules import Rule
from biovaliance.synergies.calls.values import Call
from biovaliance.vocabulary.thesaurus import Thesaurus, bundled_thesaurus

BUNDLE = "biovaliance.synergies.calls"


def bundle_folder() -> Traversable:
    """Return the folder of the bundled files."""
    return files(BUNDLE) / "bundle"


def read_calls(folder: Traversable, thesaurus: Thesaurus) -> Mapping[str, Call]:
    """Return the calls of a folder of TOML files by id, each with the default rules it takes over.

    Raises:
        InputError: a file is wrong, or two carry the same id; `problems` lists all faults of all files.
    """
    calls: dict[str, Call] = {}
    problems: list[Problem] = []
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".toml"):
            continue
        call, faults = check_call(file.read_text(encoding="utf-8"), file.name, thesaurus)
        problems += faults
        if call and call.id in calls:
            problems.append(
                Problem(file.name, 0, "id", call.id, "is taken by another file.", "Give it another id.")
            )
        elif call:
            calls[call.id] = call
    for call in calls.values():
        if call.rules_of and call.rules_of not in calls:
            problems.append(
                Problem(f"{call.id}.toml", 0, "rules_of", call.rules_of, "is no call here.", "Name one.")
            )
    if problems:
        raise InputError("The calls cannot be used.", problems)
    return MappingProxyType({key: with_default_rules(call, calls) for key, call in calls.items()})


def with_default_rules(call: Call, calls: Mapping[str, Call]) -> Call:
    """Return `call` with the rules of the call it names as its default, each marked as taken from there.

    A kind of rule that the call states itself is not taken over: its own word stands.

    Raises:
        NotFoundError: it names a call that is not among `calls`.
    """
    if not call.rules_of or any(rule.taken_from for rule in call.rules):
        return call
    if call.rules_of not in calls:
        raise NotFoundError(
            f"Call '{call.id}' takes its default rules from '{call.rules_of}', which is not among the calls; "
            "correct rules_of, or leave it out."
        )
    base = calls[call.rules_of]
    own = {rule.kind for rule in call.rules}
    taken = tuple(replace(rule, taken_from=base.id) for rule in base.rules if rule.kind not in own)
    known = {page.address for page in call.pages}
    cited = _cited(taken) - known
    pages = tuple(page for page in base.pages if page.address in cited)
    return replace(call, rules=call.rules + taken, pages=call.pages + pages)


def _cited(rules: Iterable[Rule]) -> set[str]:
    return {address for rule in rules for address in rule.sources}


@cache
def bundled_calls() -> Mapping[str, Call]:
    """Return the calls of this package by id, read once per process."""
    return read_calls(bundle_folder(), bundled_thesaurus())


def find_call(key: str, calls: Mapping[str, Call]) -> Call:
    """Return the call of an id or slug, in any case.

    Raises:
        NotFoundError: there is none; the message names those whose id is near.
    """
    wanted = key.strip().lower()
    for call in calls.values():
        if call.slug == wanted:
            return call
    near = [call.id for call in calls.values() if wanted and wanted in call.slug][:5]
    hint = f"near: {', '.join(near)}" if near else "see `biovaliance synergies calls list`"
    raise NotFoundError(f"No call is named '{key}'; {hint}.")
