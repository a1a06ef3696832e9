"""Triggers under what is written once, under votes on what is decided, and under the inputs of an approved round."""

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
_OF_PARTICIPANT = "EXISTS (SELECT 1 FROM assessments_approval a JOIN rounds_participant p ON p.round_id = a.round_id WHERE p.id = {participant})"
_OF_RULING = "(SELECT r.participant_id FROM assessments_ruling r WHERE r.id = NEW.ruling_id)"
_OF_CLAIM = "(SELECT c.participant_id FROM assessments_claim c WHERE c.id = NEW.claim_id)"
SEALED = {
    ("assessments_draft", "INSERT"): "NEW.participant_id",
    ("assessments_draft", "UPDATE"): "NEW.participant_id",
    ("assessments_claim", "INSERT"): "NEW.participant_id",
    ("assessments_claimitem", "INSERT"): _OF_CLAIM,
    ("assessments_withdrawal", "INSERT"): _OF_CLAIM,
    ("assessments_sourcefigure", "INSERT"): "NEW.participant_id",
    ("assessments_ruling", "INSERT"): "NEW.participant_id",
    ("assessments_supplement", "INSERT"): _OF_RULING,
    ("assessments_reply", "INSERT"): _OF_RULING,
}
"""What a round's result is computed from: once it is approved, nothing is added to it and nothing is changed in it."""


def _conditions() -> list[tuple[str, str, str, str]]:
    """Name, table, event and condition of each trigger."""
    guards = [
        (f"{table}_sealed_{event.lower()}", table, event, _OF_PARTICIPANT.format(participant=participant))
        for (table, event), participant in SEALED.items()
    ]
    decided = "EXISTS (SELECT 1 FROM council_decision d WHERE d.item_id = NEW.item_id)"
    guards += [
        (f"{table}_after_decision", table, "INSERT", decided) for table in ("council_vote", "council_recusal", "council_motion")
    ]
    return guards


def freeze(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.freeze(schema_editor, TABLES)
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, event, condition in _conditions():
        if not postgresql:
            does = f"BEGIN SELECT RAISE(ABORT, '{table} is closed') WHERE {condition}; END"
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {does}")
            continue
        schema_editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN IF {condition} THEN RAISE EXCEPTION '{table} is closed' USING ERRCODE = 'restrict_violation'; END IF;"
            " RETURN NEW; END $$",
            params=None,
        )
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def thaw(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.thaw(schema_editor, TABLES)
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, _event, _condition in _conditions():
        schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            schema_editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):
    dependencies = [("council", "0001_initial"), ("assessments", "0003_frozen")]

    operations = [migrations.RunPython(freeze, thaw)]
