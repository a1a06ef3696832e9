"""Versions that authorities froze earlier say whose they are."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from khoabang.web import frozen

TABLES = ("rounds_criteriasetversion",)


def named(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.thaw(schema_editor, TABLES)
    versions = apps.get_model("rounds", "CriteriaSetVersion")
    for own in apps.get_model("criteria", "OwnVersion").objects.select_related("authority"):
        versions.objects.filter(pk=own.version_id).update(owner=own.authority.code)
    frozen.freeze(schema_editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [("criteria", "0002_frozen"), ("rounds", "0008_own_versions")]

    operations = [migrations.RunPython(named, migrations.RunPython.noop)]
