"""A document attached stays so; it may be taken off, once."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from khoabang.web import frozen

TABLE = "evidence_link"
KEPT = ("id", "document_id", "participant_id", "indicator", "occasion", "at", "by_id")
ALSO = "OLD.removed_at IS NULL"


def freeze(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.freeze_but(schema_editor, TABLE, KEPT, ALSO)


def thaw(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.thaw(schema_editor, (TABLE,))


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_frozen")]

    operations = [migrations.RunPython(freeze, thaw)]
