"""What pages weigh on the wire: HTML, style sheets, scripts and type as the server compresses them.

    python -m benchmarks.weights      saved in benchmarks/results/weights.json

A real browser opens each page with an empty cache, scrolls to its end, and counts the bytes of every answer.
"""

import json
import shutil
import tempfile
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import Browser, Response, sync_playwright

from benchmarks.serving import biovaliance
from benchmarks.website import build

RESULTS = Path(__file__).parent / "results" / "weights.json"
PAGES = (
    "/en/",
    "/fr/",
    "/fr/organisations/",
    "/en/organisations/efs-bfc/",
    "/fr/organisations/femto-st/",
    "/en/projects/bioimp/",
    "/fr/technologies/",
    "/en/concepts/",
    "/fr/search/?q=cellules+CAR-T",
    "/en/about/",
    "/fr/map/",
    "/en/network/",
)
CODE = ("document", "stylesheet", "script")


def _weigh(browser: Browser, address: str) -> dict[str, float]:
    """Return the kilobytes of each kind of answer, headers left out."""
    context = browser.new_context()
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 -- Playwright marks its handlers
    page.goto(address, wait_until="networkidle")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    sizes: defaultdict[str, int] = defaultdict(int)
    for answer in answers:
        sizes[answer.request.resource_type] += answer.request.sizes()["responseBodySize"]
    context.close()
    kilobytes = {kind: round(size / 1000, 1) for kind, size in sorted(sizes.items())}
    code = sum(size for kind, size in sizes.items() if kind in CODE)
    return {
        "html_css_script_kb": round(code / 1000, 1),
        "all_kb": round(sum(sizes.values()) / 1000, 1),
        **kilobytes,
    }


def main() -> None:
    """Measure, print and save."""
    work = Path(tempfile.mkdtemp(prefix="biovaliance-weights-"))
    program = shutil.which("chromium") or "/usr/bin/chromium"
    try:
        home = work / "home"
        build(home)
        with biovaliance(home) as (address, _started, _server), sync_playwright() as running:
            browser = running.chromium.launch(
                executable_path=program, args=["--no-sandbox", "--disable-background-networking"]
            )
            pages = {path: _weigh(browser, address + path) for path in PAGES}
            browser.close()
    finally:
        shutil.rmtree(work, ignore_errors=True)
    results = {"command": "python -m benchmarks.weights", "pages": pages}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
