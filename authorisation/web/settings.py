"""Django's settings for the site, beside those of the store that it is opened on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from authorisation.web.components import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

Responder: TypeAlias = "Callable[[HttpRequest], HttpResponse]"
"""What answers a request: a view, or what stands around it."""

STATIC: Final = Path(__file__).with_name("static")
"""What is served as it is; the part that is built is in `nhsuk`."""
STATIC_URL: Final = "/static/"
DEMO_DAY: Final = date(2013, 4, 25)
"""The day on which the groups of a demonstration are watched; else it is that of the clock."""
LONGEST_SECONDS: Final = 12 * 60 * 60
"""How long somebody stays signed in at most: a working day."""
IDLE_SECONDS: Final = 2 * 60 * 60
"""How long somebody stays signed in without asking for a page: to read papers beside one."""
_LARGEST_POST: Final = 1_000_000
LARGEST_BODY: Final = 12_000_000
"""How many bytes anybody may send: a document, and the page that it is sent from."""
_COUNTED: Final = 100_000
"""How many attempts to sign in are counted at a time; beyond it some are forgotten."""
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a browser may load: what we serve, and nothing that stands in a page."""
_LOGGING: Final = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "authorisation.web.security.logs.LogFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "authorisation.security": {"level": "INFO"},
        "django": {"handlers": [], "level": "ERROR"},
        # these quote what was sent; the request that they are of is logged as refused
        "django.security": {"level": "CRITICAL"},
        "waitress.queue": {"level": "ERROR"},  # it says at each request how many wait
    },
}
"""What goes wrong by a fault of ours, with its place, and security events; never what was sent."""
HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
"""What every page is sent with."""


def site_settings(*, hosts: tuple[str, ...], demo: bool, secure: bool) -> dict[str, Any]:
    """The settings; `hosts` are the names it answers to, `secure` says that HTTPS is spoken."""
    of_this_host = "__Host-" if secure else ""
    return {
        "ALLOWED_HOSTS": list(hosts),
        "ROOT_URLCONF": "authorisation.web.urls",
        "STATIC_URL": STATIC_URL,
        "SITE_IS_DEMO": demo,
        "SITE_DAY": DEMO_DAY if demo else None,
        "APPEND_SLASH": False,
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "authorisation.web.middleware.send_headers",
            "authorisation.web.security.logs.log_refusals",
            "authorisation.web.errors.refuse_other_hosts",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "authorisation.web.security.sessions.limit_sessions",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.auth.middleware.LoginRequiredMiddleware",
            "authorisation.web.middleware.complete_accounts",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "authorisation.web.errors.refuse_large_bodies",
            "authorisation.web.errors.RefusalMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.jinja2.Jinja2",
                "OPTIONS": {"environment": "authorisation.web.rendering.environment", **OPTIONS},
            }
        ],
        "CACHES": {
            "default": {
                "BACKEND": "django.core.cache.backends.db.DatabaseCache",
                "LOCATION": "web_cache",
                "OPTIONS": {"MAX_ENTRIES": _COUNTED},
            }
        },
        "LOGIN_URL": "sign-in",
        "LOGIN_REDIRECT_URL": "home",
        "CSRF_FAILURE_VIEW": "authorisation.web.errors.stale_form",
        "SESSION_COOKIE_AGE": IDLE_SECONDS,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_NAME": f"{of_this_host}sessionid",
        "CSRF_COOKIE_NAME": f"{of_this_host}csrftoken",
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_COOKIE_HTTPONLY": True,
        "SECURE_SSL_REDIRECT": False,  # what terminates HTTPS does it
        "SECURE_HSTS_SECONDS": 31_536_000 if secure else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": secure,
        "SECURE_REFERRER_POLICY": "same-origin",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": _LARGEST_POST,
        "LOGGING": _LOGGING,
    }
