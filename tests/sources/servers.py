"""A real HTTP server on loopback that plays publishers, faults included."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Asked:
    """One request as the server saw it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""


@dataclass
class Said:
    """One answer. `announced` is a false Content-Length; `drip_s` pauses between single bytes."""

    body: bytes = b"{}"
    status: int = 200
    media_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    drip_s: float = 0.0


@dataclass
class Played:
    """A running server: where it is, and what it was asked."""

    host: str
    asked: list[Asked]
    stopping: threading.Event

    @property
    def base(self) -> str:
        return f"http://{self.host}"


@contextmanager
def playing(answer: Callable[[Asked, int], Said]) -> Iterator[Played]:
    """Serve what `answer` says to each request; it is told the request and its number from 0."""
    asked: list[Asked] = []
    stopping = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _play(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            request = Asked(
                self.command,
                parts.path,
                dict(parse_qsl(parts.query, keep_blank_values=True)),
                dict(self.headers),
                self.rfile.read(length),
            )
            asked.append(request)
            said = answer(request, len(asked) - 1)
            self.send_response(said.status)
            headers = {
                "Connection": "close",
                "Content-Type": said.media_type,
                "Content-Length": str(len(said.body) if said.announced is None else said.announced),
                **said.headers,
            }
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                if said.drip_s:
                    for byte in said.body:
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                        if stopping.wait(said.drip_s):
                            break
                else:
                    self.wfile.write(said.body)
            except (BrokenPipeError, ConnectionResetError):
                pass
            self.close_connection = True

        do_GET = do_POST = _play  # noqa: N815 -- the names http.server calls

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up is part of the play."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Played(f"127.0.0.1:{server.server_address[1]}", asked, stopping)
    finally:
        stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()
