"""A real browser on the real server: Chromium, and the site as `biovaliance demo` serves it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from tests.needs import REPOSITORY, skip_without

PATIENCE_S = 60
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",  # root cannot use the sandbox
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--use-angle=swiftshader",  # WebGL without a graphics card
    "--enable-unsafe-swiftshader",
    "--force-color-profile=srgb",
)
AXE = REPOSITORY / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
BUILT = REPOSITORY / "src" / "biovaliance" / "web" / "static" / "built"
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event =>
  console.error(`security policy: ${event.violatedDirective} refused ${event.blockedURI || "inline"}`));
"""
FIND_WIDEST = """
() => {
  const width = document.documentElement.clientWidth;
  const sticksOut = element => element.checkVisibility() && element.getBoundingClientRect().right > width + 1;
  const out = [...document.body.querySelectorAll("*")].filter(sticksOut);
  return out.length ? out[out.length - 1].outerHTML.slice(0, 160) : "";
}
"""


@dataclass
class Visit:
    """A page in the browser, and what went wrong on it so far."""

    page: Page
    address: str
    problems: list[str] = field(default_factory=list)

    def go(self, path: str) -> int:
        """Open a path of the site and return the status of the answer."""
        answer = self.page.goto(self.address + path, wait_until="load")
        assert answer is not None
        return answer.status

    def settle(self) -> None:
        """Wait until the maps, graphs and charts of the page are drawn, or have said that they cannot be."""
        places = self.page.locator("[data-island]:not([data-island=suggest], [data-island=partners])")
        for number in range(places.count()):
            place = places.nth(number)
            if place.is_visible():
                place.scroll_into_view_if_needed()
                expect(place).to_have_attribute("data-island-state", re.compile("ready|failed"))
                if place.get_attribute("data-island-state") == "failed":
                    self.problems.append(f"the island {place.get_attribute('data-island')} did not start")

    def resize(self, width: int) -> None:
        """Give the window another width, and wait until the page is laid out and drawn for it."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.wait_for_function("width => innerWidth === width", arg=width)
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def width_beyond(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return int(
            self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        )

    def widest(self) -> str:
        """Return the beginning of the innermost element that sticks out of the window."""
        return str(self.page.evaluate(FIND_WIDEST))


@pytest.fixture(scope="session")
def served_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site, built and served from an empty home as a new user does it."""
    if not BUILT.is_dir():
        skip_without("The built front end", "run make test, or npm run build in frontend/.")
    home = tmp_path_factory.mktemp("served")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "BIOVALIANCE_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    log = home / "server.log"
    with log.open("wb") as output:
        command = [Path(sys.executable).parent / "biovaliance", "demo", "--port", str(port), "--workers", "1"]
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(f"{address}/readyz", server, log)
        yield address
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def _wait_until_ready(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"The site was not served:\n{log.read_text(encoding='utf-8', errors='replace')}")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, for the whole run."""
    expect.set_options(timeout=15_000)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium without a window."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        skip_without("Chromium", "install it (Debian: apt install chromium).")
    running = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_ARGUMENTS))
    yield running
    running.close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The accessibility rules that are put to every page."""
    if not AXE.is_file():
        skip_without("axe-core", "run make test, or npm ci in frontend/.")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def visit(browser: Browser, served_site: str) -> Iterator[Callable[..., Visit]]:
    """A function that opens a window on the site: `visit(width=390, language="fr", script=False)`."""
    contexts: list[BrowserContext] = []

    def open_window(
        *, width: int = 1280, language: str = "en", dark: bool = False, script: bool = True, **options: Any
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale={"en": "en-GB", "fr": "fr-FR"}[language],
            timezone_id="Europe/Paris",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
            **options,
        )
        contexts.append(context)
        context.add_init_script(TELL_VIOLATIONS)
        context.set_default_timeout(15_000)
        visit = Visit(context.new_page(), served_site)
        _note_problems(visit)
        return visit

    yield open_window
    for context in contexts:
        context.close()


def _note_problems(visit: Visit) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            visit.problems.append(message.text)

    def on_failed(request: Request) -> None:
        # A page that is left drops what it was loading; that is nobody's fault.
        if request.failure != "net::ERR_ABORTED":
            visit.problems.append(f"{request.url}: {request.failure}")

    visit.page.on("console", on_console)
    visit.page.on("pageerror", lambda error: visit.problems.append(str(error)))
    visit.page.on("requestfailed", on_failed)


@pytest.fixture
def axe(axe_source: str) -> Callable[..., list[str]]:
    """A function that returns what axe finds on a page, one line per rule and place."""

    def find(page: Page, rules: list[str] | None = None) -> list[str]:
        if not page.evaluate("Boolean(window.axe)"):
            page.evaluate(axe_source)
        options: dict[str, object] = {"resultTypes": ["violations"]}
        if rules:
            options["runOnly"] = {"type": "rule", "values": rules}
        run = "options => axe.run(document, options).then(result => result.violations)"
        return [
            f"{rule['id']}: {node['html'][:160]} ({' '.join(node['failureSummary'].split())[:240]})"
            for rule in page.evaluate(run, options)
            for node in rule["nodes"]
        ]

    return find
