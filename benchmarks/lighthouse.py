"""Lighthouse on the home, directory and profile pages, in Debian's Chromium.

    python -m benchmarks.lighthouse      scores saved in benchmarks/results/lighthouse.json

Lighthouse comes from the npm registry when first used (version 12.8.2, the last one for Node 20).
"""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.serving import biovaliance
from benchmarks.website import build

RESULTS = Path(__file__).parent / "results" / "lighthouse.json"
PAGES = (
    "/en/",
    "/fr/",
    "/en/organisations/",
    "/fr/organisations/",
    "/en/organisations/efs-bfc/",
    "/fr/organisations/efs-bfc/",
)
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
CHROMIUM = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --no-first-run"


def audit(address: str, work: Path) -> dict[str, Any]:
    """Return the four scores of a page (0 to 100) and its weight in kB, on Lighthouse's slow phone."""
    report = work / "report.json"
    command = ["npx", "--yes", "lighthouse@12.8.2", address, "--quiet", "--output=json"]
    command += [f"--output-path={report}", f"--chrome-flags={CHROMIUM}"]
    chrome = shutil.which("chromium") or "/usr/bin/chromium"
    subprocess.run(
        command, check=True, env={**os.environ, "CHROME_PATH": chrome}, cwd=work, capture_output=True
    )
    data = json.loads(report.read_text())
    failing = [
        key
        for key, found in data["audits"].items()
        if found.get("score") == 0 and found.get("scoreDisplayMode") == "binary"
    ]
    return {
        **{name: round(data["categories"][name]["score"] * 100) for name in CATEGORIES},
        "weight_kb": round(data["audits"]["total-byte-weight"]["numericValue"] / 1000, 1),
        "failing": failing,
    }


def main() -> None:
    """Measure, print and save."""
    work = Path(tempfile.mkdtemp(prefix="biovaliance-lighthouse-"))
    try:
        home = work / "home"
        build(home)
        with biovaliance(home) as (address, _started, _server):
            scores = {page: audit(address + page, work) for page in PAGES}
    finally:
        shutil.rmtree(work, ignore_errors=True)
    results = {"command": "python -m benchmarks.lighthouse", "version": "12.8.2", "pages": scores}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
