"""Take the README's pictures from a running site: `python tooling/screenshots.py http://127.0.0.1:8000`."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PAGES = {
    "home": "/en/",
    "directory": "/fr/organisations/?therapy=car-t-cells&near=besancon",
    "map": "/en/map/",
    "connections": "/en/connections/?from=cellquest&to=femto-st",
    "profile": "/fr/projets/bioimp/",
}
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--use-gl=swiftshader",
    "--enable-unsafe-swiftshader",
]


def main() -> None:
    """Save one picture per page."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1200, "height": 820})
        for name, path in PAGES.items():
            page.goto(sys.argv[1] + path)
            page.wait_for_timeout(1500)
            page.screenshot(path=IMAGES / f"{name}.jpg", type="jpeg", quality=82)
        browser.close()


if __name__ == "__main__":
    main()
