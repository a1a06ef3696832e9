"""Reading everything as of one moment: what verification, backup and the doctor need while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Let all reads within see the database of one moment, without keeping anybody from writing. For reads alone.

    Inside a transaction that has begun already it leaves everything to that one.
    """
    if _has_begun():
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    # Django's own transactions take SQLite's lock for writing at once; this one only reads.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def _has_begun() -> bool:
    if connection.in_atomic_block or connection.vendor == "postgresql":
        return connection.in_atomic_block
    connection.ensure_connection()
    return bool(connection.connection.in_transaction)
