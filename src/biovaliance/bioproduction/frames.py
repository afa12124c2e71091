"""Results as data frames, for notebooks.

pandas is imported only when one is asked for, so that commands that print start without it.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from biovaliance.bioproduction.costs.costing import CostResult
from biovaliance.bioproduction.costs.resting import Resting
from biovaliance.bioproduction.decisions.next_unit import NextUnits
from biovaliance.bioproduction.library.catalogue import entries

if TYPE_CHECKING:
    import pandas as pd

    from biovaliance.bioproduction.schedule.plans import Plan


def library_frame() -> "pd.DataFrame":
    """Return the processes of the library, by name."""
    import pandas as pd  # noqa: PLC0415 -- slow import

    rows = [
        {
            "name": entry.name,
            "title_en": entry.title_en,
            "title_fr": entry.title_fr,
            "family": entry.family,
            "facility": entry.facility,
        }
        for entry in entries()
    ]
    return pd.DataFrame(rows).set_index("name")


def cost_frame(results: Iterable[CostResult]) -> "pd.DataFrame":
    """Return what a dose costs at demand, a row for each line and a column for each result, with the sum."""
    import pandas as pd  # noqa: PLC0415 -- slow import

    columns = {
        result.name: {**result.at_demand.breakdown_eur, "sum": result.cost_eur_per_released_dose}
        for result in results
    }
    return pd.DataFrame(columns)


def resting_frame(resting: Resting, most: int = 20) -> "pd.DataFrame":
    """Return the numbers that carry an answer, the most carrying first."""
    import pandas as pd  # noqa: PLC0415 -- slow import

    rows = [
        {
            "share": each.share,
            "elasticity": each.elasticity,
            "status": str(each.row.status),
            "grade": each.row.parameter.grade or "",
            "name": each.row.name,
            "number": each.row.number,
            "low": each.row.span[0],
            "high": each.row.span[1],
            "source": each.row.source,
            "note": each.row.parameter.note,
        }
        for each in resting.carried[:most]
    ]
    return pd.DataFrame(rows)


def next_unit_frame(found: NextUnits) -> "pd.DataFrame":
    """Return what one more unit of each pool changes, most days saved first."""
    import pandas as pd  # noqa: PLC0415 -- slow import

    rows = [
        {
            "pool": unit.pool,
            "days_saved": unit.days_saved.mean,
            "days_saved_low": unit.days_saved.ci95[0],
            "days_saved_high": unit.days_saved.ci95[1],
            "lost_share_change": unit.lost_share_change.mean,
            "eur_per_year": unit.eur_per_year,
        }
        for unit in found.units
    ]
    return pd.DataFrame(rows).set_index("pool")


def status_frame(results: Sequence[CostResult]) -> "pd.DataFrame":
    """Return how much of each cost and lead time rests on each status."""
    import pandas as pd  # noqa: PLC0415 -- slow import

    rows = [
        {"process": result.name, "of": of, **{str(status): share for status, share in resting.shares.items()}}
        for result in results
        for of, resting in (("cost", result.cost_rests_on), ("time", result.time_rests_on))
    ]
    return pd.DataFrame(rows).set_index(["process", "of"])


def schedule_frame(plan: "Plan") -> "pd.DataFrame":
    """Return the operations of a schedule in the order of time, with the numbers of the units they take."""
    import pandas as pd  # noqa: PLC0415 -- slow import

    from biovaliance.bioproduction.schedule.plan_files import HEADER, operation_rows  # noqa: PLC0415 -- slow import

    return pd.DataFrame(operation_rows(plan), columns=list(HEADER))


def gantt_frame(plan: "Plan") -> "pd.DataFrame":
    """Return the bars of a Gantt chart: a row for each unit at work or away, by pool, unit and time."""
    import pandas as pd  # noqa: PLC0415 -- slow import

    from biovaliance.bioproduction.schedule.gantt import bars  # noqa: PLC0415 -- slow import

    rows = [
        {
            "pool": bar.pool,
            "unit": bar.unit,
            "patients": ", ".join(bar.patients),
            "operation": bar.operation,
            "attempt": bar.attempt,
            "start_h": bar.start_h,
            "end_h": bar.end_h,
            "free_h": bar.free_h,
            "kind": bar.kind,
        }
        for bar in bars(plan.problem, plan.schedule)
    ]
    return pd.DataFrame(rows)
