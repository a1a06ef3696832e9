"""A body that said nothing may speak when its window is opened again: silence and its word are two rows."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from khoabang.web import frozen

TABLES = ("assessments_reply",)


def freeze(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.freeze(schema_editor, TABLES)


def thaw(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.thaw(schema_editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_ruling_found_by_its_outcome")]

    operations = [
        migrations.RunPython(thaw, freeze),
        migrations.AlterField(
            model_name="reply",
            name="ruling",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="assessments.ruling"),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("position", "silent"), _negated=True), fields=("ruling",), name="reply_spoken_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("position", "silent")), fields=("ruling",), name="reply_silent_once"
            ),
        ),
        migrations.RunPython(freeze, thaw),
    ]
