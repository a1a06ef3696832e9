"""Finding tables: in grids however they are laid out, and in text where values stand one a line, several, or all on one."""

from khoabang.auditing.layout.finding import find_tables

__all__ = ["find_tables"]
