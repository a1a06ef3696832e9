"""Triggers under what is written once."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from khoabang.web import frozen

TABLES = (
    "council_seat",
    "council_attendance",
    "council_motion",
    "council_recusal",
    "council_vote",
    "council_decision",
    "council_confirmation",
)


def freeze(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.freeze(schema_editor, TABLES)


def thaw(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.thaw(schema_editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [("council", "0001_initial")]

    operations = [migrations.RunPython(freeze, thaw)]
