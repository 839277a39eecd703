"""Events are neither changed nor removed: the database itself refuses it, which stops mistakes."""

from __future__ import annotations

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_SQLITE = """
CREATE TRIGGER casework_events_{verb} BEFORE {verb} ON casework_caseevent
BEGIN SELECT RAISE(ABORT, 'events are neither changed nor removed'); END
"""
_FUNCTION = """
CREATE FUNCTION casework_events_stay() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events are neither changed nor removed'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER casework_events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON casework_caseevent
FOR EACH STATEMENT EXECUTE FUNCTION casework_events_stay()
"""


def _add_triggers(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            editor.execute(_SQLITE.format(verb=verb))
    else:
        editor.execute(_FUNCTION)
        editor.execute(_POSTGRESQL)


def _add_head(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("casework", "ChainHead").objects.create(pk=1)


class Migration(migrations.Migration):
    """Triggers on the table of events, and the row of the last one."""

    dependencies: ClassVar = [("casework", "0001_initial")]
    operations: ClassVar = [
        migrations.RunPython(_add_triggers, migrations.RunPython.noop),
        migrations.RunPython(_add_head, migrations.RunPython.noop),
    ]
