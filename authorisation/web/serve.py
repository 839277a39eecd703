"""The site served from a store, or from one filled for a demonstration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections
from waitress.server import create_server
from whitenoise import WhiteNoise

from authorisation.casework.store import StoreSettings, make_store, open_store
from authorisation.errors import InvalidOption
from authorisation.web.settings import HEADERS, STATIC, STATIC_URL, site_settings

if TYPE_CHECKING:
    from wsgiref.headers import Headers
    from wsgiref.types import WSGIApplication

LOOPBACK: Final = ("127.0.0.1", "localhost")
_MARK: Final = "demonstration"
"""The file that says that a store holds a demonstration."""
_LARGEST_READ: Final = 50_000_000
"""How many bytes are read of what anybody sends; so what is too large is refused on a page."""
_PROXY: Final[Mapping[str, Any]] = {
    "trusted_proxy": LOOPBACK[0],
    "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto",
    "clear_untrusted_proxy_headers": True,
}
"""What a proxy on this machine says of who asks, and whether over HTTPS, is believed."""


def serve_store(
    folder: Path, listen: str, hosts: tuple[str, ...], say: Callable[[str], None]
) -> None:
    """Serve a store to a proxy that speaks HTTPS, until it is interrupted.

    Raises:
        InvalidOption: it is a demonstration, or nothing can listen there.
    """
    if (folder / _MARK).exists():
        raise InvalidOption(
            f"{folder}: this store is a demonstration", "`--demo` serves it, to this machine alone"
        )
    open_store(folder, site_settings(hosts=hosts, demo=False, secure=True))
    _serve(listen, say, _PROXY)


def serve_demo(folder: Path, listen: str, say: Callable[[str], None]) -> None:
    """Serve a demonstration to this machine alone; made and filled where there is none.

    What somebody signs in with is new each time, and said.

    Raises:
        InvalidOption: the store is no demonstration, others could reach it, or nothing can listen.
    """
    if listen.rpartition(":")[0] not in LOOPBACK:
        raise InvalidOption(
            f"`{listen}`: a demonstration is served to this machine alone",
            f"let it listen on `{LOOPBACK[0]}`",
        )
    wanted = site_settings(hosts=LOOPBACK, demo=True, secure=False)
    if not folder.exists():
        say("filling a store for the demonstration ...")
        _make_demo(folder, wanted)
    elif not (folder / _MARK).exists():
        raise InvalidOption(f"{folder}: this is no demonstration", "name a new folder")
    open_store(folder, wanted)
    from authorisation.web.demo import new_passwords  # noqa: PLC0415 - models, now there are apps

    lines = [f"  {name:<20}{password}" for name, password in new_passwords().items()]
    say("\n".join(["sign in as one of these; the passwords are those of this run:", *lines]))
    _serve(listen, say, {})


def _make_demo(folder: Path, wanted: Mapping[str, Any]) -> None:
    """Make the store of a demonstration: it is there once it is whole."""
    filling = folder.with_name(f"{folder.name}.filling")
    rmtree(filling, ignore_errors=True)
    make_store(filling, StoreSettings(second_factor=()), wanted)
    (filling / _MARK).touch()
    from authorisation.web.demo import fill  # noqa: PLC0415 - models, now there are apps

    fill()
    connections.close_all()
    filling.rename(folder)


def application() -> WSGIApplication:
    """The site with what it serves beside its pages, on the store that was opened.

    Raises:
        InvalidOption: the style of the pages was not built.
    """
    if not (STATIC / "nhsuk").is_dir():
        raise InvalidOption(
            "the style of the pages is not there",
            "`make assets` in this program's folder builds it, with npm",
        )
    call_command("createcachetable", verbosity=0)
    from authorisation.web.domains import prepare_forms  # noqa: PLC0415 - models, now there are apps

    prepare_forms()
    connections.close_all()
    site: WSGIApplication = WhiteNoise(
        get_wsgi_application(),
        root=STATIC,
        prefix=STATIC_URL,
        allow_all_origins=False,
        add_headers_function=_add_headers,
    )
    return site


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    """Send style and script with what the framework sends its pages with."""
    headers["Content-Security-Policy"] = HEADERS["Content-Security-Policy"]
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = settings.SECURE_REFERRER_POLICY
    if seconds := settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={seconds}; includeSubDomains"


def _serve(listen: str, say: Callable[[str], None], proxy: Mapping[str, Any]) -> None:
    site = application()
    try:
        server = create_server(
            site, listen=listen, ident=None, max_request_body_size=_LARGEST_READ, **proxy
        )
    except (OSError, ValueError) as error:
        why = str(getattr(error, "strerror", None) or error).lower()
        raise InvalidOption(f"`{listen}`: nothing can listen there: {why}") from None
    say(f"serving on http://{server.effective_host}:{server.effective_port}; Ctrl-C ends it")
    server.run()
