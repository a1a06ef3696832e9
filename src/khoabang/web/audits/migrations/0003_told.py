from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def to_told(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make of a table's roles, which were all that could be said, the part of the same name."""
    _change(apps, schema_editor, lambda roles: {"roles": roles})


def to_roles(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _change(apps, schema_editor, lambda told: told.get("roles", {}))


def _change(apps: Any, schema_editor: BaseDatabaseSchemaEditor, made: Any) -> None:
    reports = apps.get_model("audits", "AuditReport").objects.using(schema_editor.connection.alias)
    for report in reports.only("told").iterator():
        kept = {table: made(said) for table, said in report.told.items()}
        report.told = {table: said for table, said in kept.items() if said}
        report.save(update_fields=["told"])


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0002_scanned_pages"),
    ]

    operations = [
        migrations.AddField(
            model_name="auditreport",
            name="criteria_set",
            field=models.CharField(blank=True, default="", max_length=100),
            preserve_default=False,
        ),
        migrations.RenameField(model_name="auditreport", old_name="roles", new_name="told"),
        migrations.RunPython(to_told, to_roles),
    ]
