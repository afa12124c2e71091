"""What is said of a run: its state, how far it is, why it failed, in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.foundation.languages import Text
from biovaliance.web.atlas.presenting import words
from biovaliance.web.bioproduction.runs.kinds import Kind
from biovaliance.web.models import RunRow, RunState
from biovaliance.web.templatetags.biovaliance import number


def state_words(row: RunRow) -> str:
    """Return the state in a word or two."""
    return {
        RunState.WAITING: _("Waiting"),
        RunState.RUNNING: _("Being worked out"),
        RunState.DONE: _("Done"),
        RunState.STOPPED: _("Stopped"),
        RunState.FAILED: _("Failed"),
    }[RunState(row.state)]


def progress_words(row: RunRow, ahead: int) -> str:
    """Return how far an open run is; '' where it is over."""
    if row.state == RunState.WAITING:
        if not ahead:
            return _("Waiting: it is the next one.")
        told = ngettext(
            "Waiting: %(count)s run goes before it.", "Waiting: %(count)s runs go before it.", ahead
        )
        return told % {"count": ahead}
    if row.state != RunState.RUNNING:
        return ""
    if row.is_asked_to_stop:
        return _("Being stopped.")
    if not row.of:
        return _(
            "Starting. On a machine that never ran the engine it is compiled first, which takes a minute "
            "or two."
        )
    return progress_of(row)


def progress_of(row: RunRow) -> str:
    """Return how much is finished, and of how much."""
    told = {"done": number(row.done), "of": number(row.of)}
    match Kind(row.kind):
        case Kind.SIMULATION:
            return (
                ngettext(
                    "%(done)s of %(of)s replication finished.",
                    "%(done)s of %(of)s replications finished.",
                    row.of,
                )
                % told
            )
        case Kind.NEXT_UNIT:
            return (
                _("%(done)s of %(of)s lines finished: as it stands, then one more unit of each pool.") % told
            )
        case Kind.DAY:
            return _("%(done)s of %(of)s lines finished: as it stands, then with a day more.") % told
        case Kind.SCHEDULE:
            if row.done == row.of:
                return _("The search has ended; what jams is being worked out.")
            return _("%(done)s of up to %(of)s seconds searched.") % told
    if row.done == row.of:
        return _("All costs are worked out; the intervals are being drawn.")
    return _("%(done)s of %(of)s blocks of costs finished.") % told


def problem_words(row: RunRow) -> str:
    """Return why a run failed or was cut short, and what to do; '' where there is nothing to say."""
    problem: dict[str, Any] = row.problem or {}
    match problem.get("code"):
        case "time" if row.kind == Kind.SCHEDULE:
            return _(
                "It took longer than the %(seconds)s seconds a run may take here. Ask for fewer patients, or "
                "run it on your own machine, where there is no such limit."
            ) % {"seconds": number(problem["seconds"])}
        case "time":
            return _(
                "It took longer than the %(seconds)s seconds a run may take here. Ask for fewer "
                "replications, or run it on your own machine, where there is no such limit."
            ) % {"seconds": number(problem["seconds"])}
        case "memory":
            return _(
                "It needed more than the %(megabytes)s MB of memory a run may take here. Ask for less, let "
                "fewer patients be in the process at once (fewer arrivals, more units of the pools they wait "
                "for), or run it on your own machine."
            ) % {"megabytes": number(problem["megabytes"])}
        case "lost":
            return _(
                "The worker that worked it out ended twice without a word, so it is not tried a third time. "
                "Run it again, or tell us if that happens again."
            )
        case "ended":
            return _(
                "Its process was ended from outside, as happens where a machine runs out of memory. Run it "
                "again, or ask for less."
            )
        case "refused":
            reason = words(Text(problem["reason"]["en"], problem["reason"]["fr"]))
            return _("The engine refuses it: %(reason)s") % {"reason": reason}
        case "fault":
            return _("This is a fault of the program: %(reason)s. Please report it.") % {
                "reason": problem["reason"]
            }
    return ""
