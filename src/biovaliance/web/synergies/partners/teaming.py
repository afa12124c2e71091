"""Who completes whom, as the partner page shows it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from biovaliance.synergies.partners.values import Answer
from biovaliance.web.addresses import key_address
from biovaliance.web.atlas.presenting import words
from biovaliance.web.synergies.partners.forms import MOST_COMPARED, Asked


def present_together(answer: Answer, asked: Asked, need: str) -> dict[str, Any] | None:
    """Return who completes whom, None where nothing is to be completed.

    `need` is what a consortium with them is asked for.
    """
    found = answer.together
    if found is None:
        return None
    label = {each.concept_id: words(each.label) for each in answer.understood}
    names = {each.key: words(each.actor.name) for each in answer.partners}
    slugs = [mate.key.partition(":")[2] for mate in found.mates]

    def told(concepts: Iterable[str]) -> list[str]:
        return [label[each] for each in concepts]

    side = replace(asked, compare=tuple(slugs[:MOST_COMPARED]))
    pairs = [("q", need), *(("member", names[mate.key]) for mate in found.mates)]
    return {
        "mates": [
            {
                "name": names[mate.key],
                "url": key_address(mate.key),
                "brings": told(mate.brings),
                "improves": told(mate.improves),
            }
            for mate in found.mates
        ],
        "held": told(found.held),
        "missing": told(found.missing),
        "compare_url": f"{reverse('partners')}{side.query_string}#side"
        if len(slugs) > 1 and side.fits_an_address
        else "",
        "consortium_url": f"{reverse('consortium')}?{urlencode(pairs)}",
    }
