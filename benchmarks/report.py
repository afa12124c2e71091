"""The page of figures, written from the saved results, so that no figure is typed by hand.

python -m benchmarks.report      writes docs/reference/benchmarks.md and the tables of ranking.md
"""

from pathlib import Path

from benchmarks import ranking_report
from benchmarks.tables import read, section, table

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "benchmarks.md"
HEAD = """# Figures

Measured on 2 shared cores and 24 GiB of memory (Debian 12, CPython 3.11), with the commands named;
`make bench` runs them all and writes this page. A goal is what the product promises; peers run in the same
session on the same tables. The machine is shared, and its speed changes by a third from hour to hour: look at
the peer beside a figure. What was tried to make the site and the build fast is in
[the background on speed](../background/speed.md).
"""


def demo() -> str:
    """Return the section on what a new user waits for."""
    found = read("demo")
    rows = [
        ("`make demo` from a clean clone to the first page", f"{found['first_page_s']} s", "180 s"),
        ("of which the build of the atlas", f"{found['atlas_built_s']} s", "5 s"),
        ("of which schema, load and static files of the site", f"{found['site_prepared_s']} s", ""),
        ("second start to the first page", f"{found['second_start_s']} s", "5 s"),
    ]
    return section("From clone to first page", found["command"], table(("what", "measured", "goal"), rows))


def website() -> str:
    """Return the section on pages, at both sizes, beside datasette."""
    found = read("website")
    parts = []
    for name, goal in (("region", 50), ("50,000 organisations", 100)):
        size = found[name]
        peer = size["datasette"]
        rows = [
            (f"{pages}", t["p50_ms"], t["p95_ms"], t["max_ms"], t["largest_kb"])
            for pages, t in size["pages"].items()
        ]
        rows += [
            (f"datasette: {pages}", t["p50_ms"], t["p95_ms"], t["max_ms"], t["largest_kb"])
            for pages, t in peer["pages"].items()
        ]
        title = "The region" if name == "region" else "50,000 synthetic organisations"
        parts += [
            f"### {title}",
            (
                f"Build {size['build_s']} s; memory of the worker {size['worker_memory_mb']} MB (datasette "
                f"{peer['memory_mb']} MB); goal: p95 under {goal} ms. One worker; requests take turns."
            ),
            table(("pages", "p50 ms", "p95 ms", "largest ms", "largest kB"), rows),
        ]
    return section("The site, beside datasette on the same tables", found["command"], *parts)


def weights() -> str:
    """Return the section on what pages weigh."""
    found = read("weights")
    rows = [(f"`{path}`", w["html_css_script_kb"], w["all_kb"]) for path, w in found["pages"].items()]
    return section(
        "What pages weigh",
        found["command"],
        "Bytes on the wire with an empty cache, type included; goal: under 100 kB without map or graph.",
        table(("page", "HTML, CSS and script, kB", "all, kB"), rows),
    )


def lighthouse() -> str:
    """Return the section on Lighthouse's scores."""
    found = read("lighthouse")
    names = ("performance", "accessibility", "best-practices", "seo")
    rows = [(f"`{path}`", *(scores[name] for name in names)) for path, scores in found["pages"].items()]
    return section(
        f"Lighthouse {found['version']}",
        found["command"],
        "Its slow phone on a slow network; goal: at least 95 each.",
        table(("page", *names), rows),
    )


def search() -> str:
    """Return the section on search."""
    found = read("search")
    region, large = found["region"], found["synthetic"]
    quality = [
        ("a thing meant is the first hit", region["success_at_1"]),
        ("a thing meant is among the first five", region["success_at_5"]),
        ("mean reciprocal rank, terms of the vocabulary counted as hits", region["mrr"]),
        ("mean reciprocal rank among things alone", region["mrr_among_things"]),
    ]
    times = [
        (what, *(t[name] for name in ("p50_ms", "p95_ms", "p99_ms")))
        for what, t in (
            ("search, the region", region["search"]),
            ("suggestions, the region", region["suggest"]),
            (f"search, {large['documents']:,} documents", large["search"]),
            (f"suggestions, {large['documents']:,} documents", large["suggest"]),
        )
    ]
    return section(
        "Search",
        found["command"],
        table((f"{region['questions']} questions to the region's atlas", "share"), quality),
        table(("time", "p50 ms", "p95 ms", "p99 ms"), times),
        f"The index of {large['documents']:,} documents is built in {large['build_s']} s and takes "
        f"{large['index_mb']} MB on disk. How the questions were made: [search](../background/search.md).",
    )


def tagging() -> str:
    """Return the section on the tagger."""
    found = read("tagging")
    rows = [
        (name.replace("_", " "), *(part[key] for key in ("texts", "labels", "precision", "recall", "f1")))
        for name, part in found["parts"].items()
    ]
    return section(
        "Concepts found in text",
        "python -m benchmarks.tagging",
        table(("part of the sample", "texts", "labels", "precision", "recall", "F1"), rows),
        "What the sample is and who labelled it: [finding concepts](../background/tagging.md).",
    )


def supply_network() -> str:
    """Return the section on supply networks of minimal cost."""
    found = read("supply_network")
    rows = [
        (
            f"`{each['instance']}`, at most {each['max_sites']} sites",
            each["therapies"],
            f"{each['cost_per_therapy']:,.2f}",
            f"{each['known_cost_per_therapy']:,.2f}",
            f"{each['gap']:g}",
            each["seconds"],
            f"{each['cost_per_therapy_over_demand_days']:,.2f}",
        )
        for each in found["instances"]
    ]
    head = ("instance", "therapies", "cost a therapy", "known optimum", "gap", "s", "over the days of demand")
    return section(
        "Supply networks of minimal cost",
        found["command"],
        f"Goal: equal to 0.01 a therapy with no gap, each under {found['goal_s']:g} s. The last column "
        "charges the fixed cost of the days in which patients arrive, not of 130: "
        "[why](../background/supply-network.md#which-days-pay).",
        table(head, rows),
    )


def linking() -> str:
    """Return the section on linking texts to the registry."""
    found = read("linking")
    valid, run = found["validation"], found["command_line"]
    covered, accepted = valid["ranking"], valid["linking_covered"]
    rows = [
        ("S2AFF validation, covered rows: P@1", covered["p_at_1"], ".93"),
        ("S2AFF validation, covered rows: MRR", covered["mrr"], ".955"),
        ("accepted rows: precision", accepted["precision"], ".95"),
        ("accepted rows: share of texts with a right answer", accepted["row_recall"], ".90"),
        ("texts a second on two cores, through the command line", run["texts_per_s"], "300"),
        ("index of the registry built, s", found["index_s"], "30"),
        ("largest process, MB", run["largest_process_mb"], "1,500"),
    ]
    note = "Other sets, peers, calibration and errors: [how texts are linked](../background/linking.md)."
    return section("Linking texts to ROR", found["command"], table(("what", "measured", "goal"), rows), note)


def connections() -> str:
    """Return the section on ways between organisations."""
    found = read("connections")
    kinds = ("ways between two", "introducers of two", "tree of three", "tree of five")
    rows = [
        (
            kind,
            *(found[size][kind][each] for size in ("region", "open data") for each in ("p50_ms", "p95_ms")),
        )
        for kind in kinds
    ]
    sizes = [f"{found[size]['things']:,} things" for size in ("region", "open data")]
    head = ("what", f"p50 ms, {sizes[0]}", "p95 ms", f"p50 ms, {sizes[1]}", "p95 ms")
    return section("How organisations are connected", "python -m benchmarks.connections", table(head, rows))


def production() -> str:
    """Return the section on the production engine, beside SimPy and salabim."""
    found = read("bioproduction_engine")
    side = found["side_by_side"]
    rows = [
        (name, f"{took:.4f}", f"{side['events_per_s'][name]:,}", f"{side['seconds']['SimPy'] / took:.1f}")
        for name, took in side["seconds"].items()
    ]
    others = [
        ("compiled engine over SimPy", f"{side['compiled_over_simpy']} times", "60 times"),
        ("compiled engine over salabim", f"{side['compiled_over_salabim']} times", "300 times"),
        ("reference engine over SimPy", f"{side['reference_over_simpy']} times", "8 times"),
        ("1,000 replications of 5,000 patients", f"{found['thousand_replications_s']} s", "30 s"),
        ("sweep of 22,000 runs of 200 patients", f"{found['sweep_s']} s", "60 s"),
    ]
    growth = [(size, each["seconds"], each["memory_mb"]) for size, each in found["growth"].items()]
    dask = found["dask"]
    return section(
        "Production engine",
        found["command"],
        f"A CAR-T-like line of 10 steps and 5 shared pools, 5,000 patients, {side['events']:,} events, the "
        f"same random numbers and the same mean time in system for all; {found['cores']} cores. Peers are "
        "given the numbers that our engines draw themselves.",
        table(("engine", "seconds", "events/s", "times SimPy"), rows),
        table(("what", "measured", "goal"), others),
        table(("patients in one run", "seconds", "largest memory, MB"), growth),
        f"Loading the compiled engine took {side['compile_or_load_s']} s; {dask['replications']} runs of "
        f"{dask['patients']:,} patients on two Dask workers {dask['seconds']} s, with the same figures.",
    )


def production_exactness() -> str:
    """Return the section on how exact the production engine and its sums are."""
    found = read("bioproduction_exactness")
    forms = [
        (
            f"{row['case']}: {row['figure']}",
            f"{row['expected']:.5g}",
            f"{row['found']:.5g}",
            " to ".join(f"{end:.5g}" for end in row["interval99"]),
            "inside" if row["inside"] else "OUTSIDE",
        )
        for row in found["closed_forms"]
    ]
    sums = [
        (row["figure"], f"{row['expected']:.10g}", f"{row['found']:.10g}", f"{row['error_share']:.0e}")
        for row in found["sums"]
    ]
    indices = [
        (row["function"], f"{row['runs']:,}", f"{row['first_error']:.4f}", f"{row['total_error']:.4f}")
        for row in found["indices"]
    ]
    simpy, jobs, published = found["simpy"], found["two_machines"], found["published"]
    same = ", ".join(f"{count} with the {engine} engine" for engine, count in simpy["same"].items())
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in published["verdicts"].items())
    return section(
        "Production engine and sums: exactness",
        found["command"],
        f"Queues and stocks in closed form, {found['customers_per_case']:,} customers each, "
        f"{found['customers']:,} in all, each case with seeds of its own. Of {len(forms)} figures about "
        "one in a hundred would lie outside its 99 % interval by chance.",
        table(("case", "closed form", "found", "99 % interval", ""), forms),
        f"SimPy beside ours, {simpy['lines']} random lines with shared pools, failures, rework and "
        f"priorities, {simpy['events']:,} events: the same, at the same times to the last digit, in {same}.",
        table(("sum", "expected", "found", "off by, as a share"), sums),
        f"Goal: 1e-09. Five jobs on two machines take {jobs['found']} h, as Johnson's rule says "
        f"({jobs['expected']}).",
        table(("function", "runs", "largest error, first order", "largest error, total"), indices),
        f"Goal: 0.01. Published figures: {published['tests']} tests, {published['failures']} of them fail; "
        f"the rows of [the page that tells them](../background/bioproduction-validation.md) say {verdicts}.",
    )


def consortium() -> str:
    """Return the section on consortia."""
    found = read("consortium")
    rows = [
        (
            f"{run['call']}, {run['family']}, seed {run['seed']}",
            run["seconds"],
            run["processor_seconds"],
            "yes" if run["proven"] else "no",
            run["partners"],
            run["covered"],
        )
        for run in found["runs"]
    ]
    return section(
        "The best consortium",
        found["command"],
        f"{found['competences']} competences over {found['organisations']:,} made-up organisations; goal: "
        "proven the best in under 5 s. Rare: each competence is held by 0.5 to 6 % of them; common: by 6 to "
        "12 %. The solver has one thread. How: [consortia](../background/consortia.md).",
        table(
            ("call, competences, seed", "seconds", "of the processor", "proven", "partners", "covered"), rows
        ),
    )


def production_cost() -> str:
    """Return the section on the cost of many scenarios."""
    found = read("bioproduction_cost")
    rows = [
        (f"`{each['process']}`", each["varied"], f"{each['scenarios']:,}", f"{each['per_s']:,}")
        for each in found["processes"]
    ]
    return section(
        "Cost of goods",
        found["command"],
        f"Scenarios of a library process a second, all its uncertain numbers varied at once, on one core; "
        f"goal: {found['goal_per_s']:,}.",
        table(("process", "numbers varied", "scenarios", "scenarios/s"), rows),
    )


def schedules() -> str:
    """Return the section on finite schedules, beside first come first served."""
    found = read("schedule")
    rows = [
        (
            f"`{each['process']}`, {each['demand']}",
            each["patients"],
            *(
                f"{of['mean_h']:,.1f} / {of['p95_h']:,.1f} / {of['lost']}"
                for of in (each["first_come"], each["ours"])
            ),
            "proven" if each["proven"] else f"{each['gap_share']:.2%}",
            each["seconds"],
        )
        for each in found["lines"]
    ]
    shops = [
        (
            each["instance"],
            each["first_come_first_served"],
            each["makespan"],
            each["known"],
            "yes" if each["proven"] else "no",
            each["seconds"],
        )
        for each in found["job_shops"]
    ]
    return section(
        "Finite schedules",
        found["command"],
        "Vein to vein in hours, mean / p95, of the patients planned, and how many are lost to hold "
        "limits; goal: "
        f"never worse than first come first served, the gap told. Limit {found['limit_s']:g} s, two "
        "threads. Who is "
        "lost waits for nobody, so fewer lost may mean a longer mean. How: "
        "[finite schedules](../background/schedule.md).",
        table(("line, demand", "patients", "first come first served", "ours", "gap", "s"), rows),
        table(("job shop", "first come first served", "makespan", "known least", "proven", "s"), shops),
    )


def page() -> str:
    """Return the whole page."""
    sections = [demo, website, weights, lighthouse, search, tagging, linking, connections]
    sections += [ranking_report.ranking, consortium, supply_network]
    sections += [production_exactness, production, production_cost, schedules]
    return "\n\n".join([HEAD.strip(), *(make() for make in sections)]) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    told = ranking_report.PAGE.read_text(encoding="utf-8")
    ranking_report.PAGE.write_text(ranking_report.filled(told), encoding="utf-8")
    print(f"{PAGE.name} and {ranking_report.PAGE.name} written")


if __name__ == "__main__":
    main()
