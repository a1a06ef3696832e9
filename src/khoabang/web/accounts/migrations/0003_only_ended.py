"""An appointment is never changed, only ended, and never later than it was to end; none is removed."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from khoabang.web import frozen

TABLE = "accounts_appointment"
KEPT = (
    "person_id",
    "role",
    "authority_id",
    "body_id",
    "round_id",
    "starts",
    "delegated_from_id",
    "reason",
    "granted_by_id",
    "granted_at",
)
EARLIER = "OLD.ends IS NULL OR (NEW.ends IS NOT NULL AND NEW.ends <= OLD.ends)"


def freeze(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.freeze_but(schema_editor, TABLE, KEPT, EARLIER)


def thaw(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.thaw(schema_editor, [TABLE])


class Migration(migrations.Migration):
    # The function that refuses comes with the first frozen table.
    dependencies = [("accounts", "0002_invitations"), ("rounds", "0003_frozen")]

    operations = [migrations.RunPython(freeze, thaw)]
