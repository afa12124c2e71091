"""Textbook queues as scenarios, and their closed forms."""

import math
from typing import Any

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.reading import check_scenario


def queue(
    arriving_per_h: float, duration: Any, servers: int = 1, patients: int = 50_000, **operation: Any
) -> Scenario:
    """Return a queue with one pool and one operation."""
    return check_scenario(
        {
            "scenario": {"name": "Queue", "patients": patients, "warm_up_patients": patients // 10},
            "arrivals": {"kind": "poisson", "rate_per_d": 24 * arriving_per_h},
            "pools": [{"name": "server", "count": servers}],
            "operations": [{"name": "serve", "duration_h": duration, "pools": {"server": 1}, **operation}],
        }
    )


def exponential(mean: float) -> dict[str, Any]:
    """Return an exponential duration."""
    return {"distribution": "exponential", "mean": mean}


def erlang_c(offered: float, servers: int) -> float:
    """Return the chance to wait in M/M/c."""
    below = math.fsum(offered**n / math.factorial(n) for n in range(servers))
    last = offered**servers / math.factorial(servers) * servers / (servers - offered)
    return last / (below + last)


def erlang_b(offered: float, servers: int) -> float:
    """Return the share turned away where nobody waits."""
    terms = [offered**n / math.factorial(n) for n in range(servers + 1)]
    return terms[-1] / math.fsum(terms)
