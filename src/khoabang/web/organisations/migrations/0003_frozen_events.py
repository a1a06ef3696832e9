"""Triggers under what is written once."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from khoabang.web import frozen

TABLES = ("organisations_event", "organisations_eventline", "organisations_eventchange")


def freeze(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.freeze(schema_editor, TABLES)


def thaw(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.thaw(schema_editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_register")]

    operations = [migrations.RunPython(freeze, thaw)]
