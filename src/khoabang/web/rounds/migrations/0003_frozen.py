"""One text for each version of a criteria set, and triggers under the classes that refuse to change what is frozen.

SQLite makes a table anew when a later migration alters it, and its triggers go with the old one: such a migration must call `freeze` again.
A test fails while a trigger is missing.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count, Max, Min

from khoabang.web.rounds.errors import SetTextDiffers

TABLES = ("rounds_criteriasetversion", "rounds_result", "rounds_bodyresult")


def refuse_second_texts(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Nothing frozen is deleted here: which of two texts a round rests on is not for a migration to choose."""
    kept = apps.get_model("rounds", "CriteriaSetVersion").objects.order_by().values("code", "version")
    for twice in kept.annotate(texts=Count("id"), one=Min("sha256"), other=Max("sha256")).filter(texts__gt=1):
        raise SetTextDiffers(twice["code"], twice["version"], kept=twice["one"], given=twice["other"])


def freeze(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION rounds_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN RAISE EXCEPTION '% is frozen', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$",
            params=None,
        )
    for table in TABLES:
        for event in ("update", "delete"):
            if schema_editor.connection.vendor == "postgresql":
                does = "EXECUTE FUNCTION rounds_refuse_change()"
            else:
                does = f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
            schema_editor.execute(f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} FOR EACH ROW {does}")


def thaw(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{event}" + (f" ON {table}" if is_postgresql else ""))
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION rounds_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [
        ("rounds", "0002_round_origin"),
    ]

    operations = [
        migrations.RunPython(refuse_second_texts, migrations.RunPython.noop),
        migrations.AlterModelOptions(name="criteriasetversion", options={"ordering": ["code", "version"]}),
        migrations.RemoveConstraint(model_name="criteriasetversion", name="criteria_set_text_once"),
        migrations.AddConstraint(
            model_name="criteriasetversion",
            constraint=models.UniqueConstraint(fields=("code", "version"), name="criteria_set_version_has_one_text"),
        ),
        migrations.RunPython(freeze, thaw),
    ]
