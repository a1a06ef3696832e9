"""A visit stays; it may be held or called off, once."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from khoabang.web import frozen

TABLE = "verification_visit"
KEPT = ("id", "participant_id", "indicators", "day", "purpose", "at", "by_id")
ALSO = "OLD.state = 'planned' OR (NEW.state = OLD.state AND NEW.reason = OLD.reason)"


def freeze(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.freeze_but(schema_editor, TABLE, KEPT, ALSO)


def thaw(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.thaw(schema_editor, (TABLE,))


class Migration(migrations.Migration):
    dependencies = [("verification", "0002_frozen")]

    operations = [migrations.RunPython(freeze, thaw)]
