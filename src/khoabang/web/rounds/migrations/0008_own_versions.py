"""A version of a criteria set is one authority's own: two may use one code and version."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from khoabang.web import frozen

TABLES = ("rounds_criteriasetversion",)


def freeze(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.freeze(schema_editor, TABLES)


def thaw(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.thaw(schema_editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [("rounds", "0007_participants_in_order")]

    operations = [
        migrations.RunPython(thaw, freeze),
        migrations.AlterModelOptions(name="criteriasetversion", options={"ordering": ["code", "version", "owner"]}),
        migrations.RemoveConstraint(model_name="criteriasetversion", name="criteria_set_version_has_one_text"),
        migrations.AddField(
            model_name="criteriasetversion", name="owner", field=models.CharField(blank=True, default="", max_length=80)
        ),
        migrations.AddConstraint(
            model_name="criteriasetversion",
            constraint=models.UniqueConstraint(fields=("code", "version", "owner"), name="criteria_set_version_has_one_text"),
        ),
        migrations.RunPython(freeze, thaw),
    ]
