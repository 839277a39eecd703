"""Django's settings, all but those of one store; whoever adds pages begins with these.

`store.open_store` adds the database and the secret of the store that is opened.
"""

from __future__ import annotations

from typing import Any, Final

INSTALLED_APPS: Final = (
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "authorisation.casework",
)
AUTH_USER_MODEL: Final = "casework.Person"
DEFAULT_AUTO_FIELD: Final = "django.db.models.BigAutoField"
PASSWORD_HASHERS: Final = ("django.contrib.auth.hashers.Argon2PasswordHasher",)
AUTH_PASSWORD_VALIDATORS: Final = (
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "authorisation.casework.people.passwords.HardToGuess"},
)
USE_TZ: Final = True
TIME_ZONE: Final = "UTC"
LANGUAGE_CODE: Final = "en-gb"
USE_I18N: Final = False
SECRET_KEY = "of no store"  # noqa: S105 - each store has one of its own
DATABASES: dict[str, Any] = {}
CASEWORK_STORE: Any = None
"""The store that is opened, of `store.Store`."""
