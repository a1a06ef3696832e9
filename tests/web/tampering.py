"""What tests do to a database that no program of ours would: rows changed under the triggers."""

from django.db import connection


def tamper(sql: str, *params: object) -> None:
    """Run a statement as somebody would who holds the database: the triggers of its table are gone afterwards."""
    table = next(word for word in sql.replace("(", " ").split() if "_" in word)
    drop_triggers(table)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def drop_triggers(table: str) -> None:
    with connection.cursor() as cursor:
        for event in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}" + (f" ON {table}" if on_postgresql() else ""))


def on_postgresql() -> bool:
    return connection.vendor == "postgresql"


def differing_from_log(*codes: str) -> list[str]:
    """What the doctor's checks of these codes find now."""
    from khoabang.web import clock
    from khoabang.web.upkeep.checks import CHECKS
    from khoabang.web.upkeep.checks.check import Looked

    looked = Looked(clock.now())
    return [f"{code} {each.place} {each.words}" for code in codes for each in CHECKS[code].find(looked)]
