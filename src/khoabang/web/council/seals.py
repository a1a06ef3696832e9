"""Triggers that look into other tables: nothing is added to what an approved round rests on, to an item that is decided, or to a
claim that stands.

They are taken away before a migration and put back after it: SQLite makes a table anew to alter it, and refuses to while a trigger of
another table names it.
"""

from typing import Any

from django.db import connections

_OF_PARTICIPANT = "EXISTS (SELECT 1 FROM assessments_approval a JOIN rounds_participant p ON p.round_id = a.round_id WHERE p.id = {participant})"
_OF_RULING = "(SELECT r.participant_id FROM assessments_ruling r WHERE r.id = NEW.ruling_id)"
_OF_CLAIM = "(SELECT c.participant_id FROM assessments_claim c WHERE c.id = NEW.claim_id)"
INPUTS = {
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
"""What a round's result is computed from, and whose it is."""
_STANDS = (
    "EXISTS (SELECT 1 FROM assessments_claim c WHERE c.participant_id = NEW.participant_id"
    " AND NOT EXISTS (SELECT 1 FROM assessments_withdrawal w WHERE w.claim_id = c.id))"
)
"""A claim that was not taken back: what was sent is another row than the taking back, so that no index of one table can say so."""
OF_AN_ITEM = ("council_vote", "council_recusal", "council_motion")
_NEEDED = {table for table, _event in INPUTS} | {*OF_AN_ITEM, "council_decision", "assessments_approval", "rounds_participant"}


def seals() -> list[tuple[str, str, str, str]]:
    """Name, table, event and condition of each trigger."""
    found = [
        (f"{table}_sealed_{event.lower()}", table, event, _OF_PARTICIPANT.format(participant=participant))
        for (table, event), participant in INPUTS.items()
    ]
    decided = "EXISTS (SELECT 1 FROM council_decision d WHERE d.item_id = NEW.item_id)"
    return [
        *found,
        *((f"{table}_after_decision", table, "INSERT", decided) for table in OF_AN_ITEM),
        ("assessments_claim_one_stands", "assessments_claim", "INSERT", _STANDS),
    ]


def break_seals(using: str, **_signal: Any) -> None:
    """Take the triggers away, before tables are altered."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for name, table, _event, _condition in seals():
            if connection.vendor == "postgresql":
                if table in tables:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def put_seals(using: str, **_signal: Any) -> None:
    """Put the triggers back, once all tables are there."""
    break_seals(using)
    connection = connections[using]
    with connection.cursor() as cursor:
        if not set(connection.introspection.table_names(cursor)) >= _NEEDED:
            return
        for name, table, event, condition in seals():
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN"
                    f" RAISE EXCEPTION '{table} is closed' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
                )
                does = f"EXECUTE FUNCTION {name}()"
            else:
                does = f"BEGIN SELECT RAISE(ABORT, '{table} is closed') WHERE {condition}; END"
            cursor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {does}")
