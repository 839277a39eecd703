"""User names are kept in small letters."""

from __future__ import annotations

from typing import ClassVar
from unicodedata import normalize

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def _fold(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    for person in apps.get_model("casework", "Person").objects.all():
        person.username = normalize("NFKC", person.username).casefold()
        person.save(update_fields=["username"])


class Migration(migrations.Migration):
    """The user names that are there, as those that come."""

    dependencies: ClassVar = [("casework", "0002_triggers")]
    operations: ClassVar = [migrations.RunPython(_fold, migrations.RunPython.noop)]
