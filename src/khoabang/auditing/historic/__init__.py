"""A published table of an earlier year, audited and kept as a historic edition: an evaluation of printed figures with what the audit found.

kept, problems = keep(audit, described, edition="hau-giang-2021")     # or None, and the problems say why
kept.write(folder)                                                     # evaluation.yaml, bodies.csv, stated.csv, …, and the set beside them
evaluated, problems = evaluate(folder)                                 # a partial result, like that of any evaluation

Nothing is filled in: what the table does not print stays not published, and what was printed stands as it was read (docs/formats.md).
"""

from khoabang.auditing.historic.described import Described
from khoabang.auditing.historic.keeping import Kept, keep, write_files

__all__ = ["Described", "Kept", "keep", "write_files"]
