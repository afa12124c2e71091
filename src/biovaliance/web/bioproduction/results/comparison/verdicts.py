"""What a comparison means: which is cheaper from which volume on, and how sure that is."""

from django.utils.translation import gettext as _

from biovaliance.web.bioproduction.results.comparison.comparing import DRAWS, Compared
from biovaliance.web.bioproduction.results.money import Tender
from biovaliance.web.bioproduction.results.words import count, share, shares_in_words


def sentence(compared: Compared, place: int, titles: list[str]) -> str:
    """Return in plain words from which volume on which of two is cheaper."""
    against = compared.against[place - 1]
    first, other = titles[0], titles[place]
    even = against.contest.break_even
    if even is None or (not even.crossings and even.volume_ci95 is None):
        cheaper = other if against.contest.saving_eur_per_dose > 0 else first
        return _("%(name)s is cheaper at any volume") % {"name": cheaper}
    if not even.crossings:
        cheaper, dearer = (
            (first, other)
            if even.a_cheaper_throughout_share >= even.b_cheaper_throughout_share
            else (other, first)
        )
        told = _("%(cheaper)s is cheaper than %(dearer)s at any volume with the numbers as stated")
        return told % {"cheaper": cheaper, "dearer": dearer}
    crossing = even.crossings[0]
    above, below = (first, other) if crossing.cheaper_above == "a" else (other, first)
    return _("Below %(n)s doses a year %(below)s is cheaper; above, %(above)s") % {
        "n": count(crossing.volume),
        "below": below,
        "above": above,
    }


def sureness(compared: Compared, place: int, titles: list[str]) -> list[str]:
    """Return how sure the sentence is: the interval, the draws without a break-even, what it rests on."""
    against = compared.against[place - 1]
    even, contest = against.contest.break_even, against.contest
    found = []
    if even is not None and even.volume_ci95 is not None:
        low, high = even.volume_ci95
        found.append(
            _(
                "Over %(draws)s draws of all that is uncertain, %(share)s have a break-even, 95 %% "
                "of these between %(low)s and %(high)s doses a year."
            )
            % {
                "draws": count(DRAWS),
                "share": share(even.crossing_share),
                "low": count(low),
                "high": count(high),
            }
        )
    if even is not None:
        for name, part in (
            (titles[0], even.a_cheaper_throughout_share),
            (titles[place], even.b_cheaper_throughout_share),
        ):
            if part >= 0.005:
                found.append(
                    _("In %(share)s of the draws %(name)s is cheaper throughout.")
                    % {"share": share(part), "name": name}
                )
        if even.several_crossings_share >= 0.005:
            found.append(
                _("In %(share)s there are several break-even volumes; the first is told.")
                % {"share": share(even.several_crossings_share)}
            )
    low, high = contest.saving_ci95
    tender = Tender("EUR", compared.year)
    found.append(
        _(
            "At the demand of each, %(name)s is cheaper in %(share)s of the draws; what it saves a "
            "dose lies between %(low)s and %(high)s (95 %%)."
        )
        % {
            "name": titles[place],
            "share": share(contest.cheaper_share),
            "low": tender.text(low),
            "high": tender.text(high),
        }
    )
    found.append(_("What moves it: %(shares)s.") % {"shares": shares_in_words(against.footing.shares)})
    return found
