"""Take the README's pictures from a running site: `python tooling/screenshots.py http://127.0.0.1:8000`.

Each page is waited for until its map or graph is drawn, and each picture is kept under 150 kB.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PAGES = {
    "home": "/en/",
    "directory": "/fr/organisations/?therapy=car-t-cells&near=besancon",
    "map": "/en/map/",
    "connections": "/en/connections/?from=cellquest&to=femto-st",
    "profile": "/fr/projets/bioimp/",
    "production": "/en/production/library/car-t-closed-automated/#cost-head",
    "editor": "/fr/production/modifier/?from=car-t-closed-automated",
}
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--force-color-profile=srgb",
]
MOST_BYTES = 150_000
QUALITIES = (88, 82, 76, 70)
PATIENCE_MS = 60_000
DRAWN = """
() => [...document.querySelectorAll("[data-island]:not([data-island=suggest])")]
  .filter(island => {
    const { top, bottom } = island.getBoundingClientRect();
    return bottom > 0 && top < innerHeight; // charts further down are drawn when one comes there
  })
  .every(island => island.dataset.islandState === "ready")
"""
MARKED = """
() => !document.querySelector("[data-island=map]") || Boolean(document.querySelector(".map-mark"))
"""


def main() -> None:
    """Save one picture per page, or end with one line that says what is missing."""
    if len(sys.argv) != 2:
        sys.exit("Give the address of a running site: python tooling/screenshots.py http://127.0.0.1:8000")
    address = sys.argv[1].rstrip("/")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        sys.exit("Chromium is needed and was not found; install it (Debian: apt install chromium).")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_context(
            viewport={"width": 1200, "height": 820}, color_scheme="light", reduced_motion="reduce"
        ).new_page()
        for name, path in PAGES.items():
            size = take(page, address + path, IMAGES / f"{name}.jpg")
            print(f"docs/images/{name}.jpg  {size / 1000:.0f} kB  {path}")
        browser.close()


def take(page: Page, address: str, picture: Path) -> int:
    """Save a picture of a page once it is drawn, and return its size in bytes."""
    try:
        answer = page.goto(address, wait_until="load")
        if answer is None or answer.status != 200:
            sys.exit(f"{address} answered {answer.status if answer else 'nothing'}; expected 200.")
        page.wait_for_function(DRAWN, timeout=PATIENCE_MS)
        page.wait_for_function(MARKED, timeout=PATIENCE_MS)
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(500)  # the names on a map come a moment after its marks
        for quality in QUALITIES:
            page.screenshot(path=picture, type="jpeg", quality=quality)
            if picture.stat().st_size <= MOST_BYTES:
                return picture.stat().st_size
    except Error as error:
        reason = str(error).splitlines()[0]
        sys.exit(
            f"{address} could not be pictured ({reason}); is the site running there? Start it with make demo."
        )
    sys.exit(f"{picture.name} is larger than {MOST_BYTES / 1000:.0f} kB at quality {QUALITIES[-1]}.")


if __name__ == "__main__":
    main()
