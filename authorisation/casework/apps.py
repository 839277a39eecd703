"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The app `casework`."""

    name = "authorisation.casework"
    label = "casework"
