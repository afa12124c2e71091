"""`make bench`: every benchmark in turn; each prints its figures and saves them in benchmarks/results/."""

import importlib
import time

MODULES = (
    "benchmarks.tagging",
    "benchmarks.search",
    "benchmarks.website",
    "benchmarks.linking",
    "benchmarks.partner_ranking",
    "benchmarks.consortium",
    "benchmarks.bulk",
    "benchmarks.supply_network",
    "benchmarks.bioproduction_exactness",
    "benchmarks.bioproduction_engine",
    "benchmarks.bioproduction_cost",
    "benchmarks.schedule",
    "benchmarks.weights",
    "benchmarks.connections",
    "benchmarks.lighthouse",
    "benchmarks.demo",
    "benchmarks.report",
)


def main() -> None:
    """Run all benchmarks, and say how long each took."""
    for name in MODULES:
        started = time.perf_counter()
        print(f"== {name}", flush=True)
        importlib.import_module(name).main()
        print(f"== {name}: {time.perf_counter() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
