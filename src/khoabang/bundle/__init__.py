"""The open bundle: one file with everything that a round's result is computed from, so that anybody rechecks it offline (docs/formats.md).

parts, problems = of_evaluation(folder)     # or of_inputs(…) of a round that was run and frozen
content = write(parts)                      # the same parts, the same bytes
verify(content, "goi.zip").problems         # scored anew, compared figure by figure
"""

from khoabang.bundle.licences import Licence, licence
from khoabang.bundle.making import of_evaluated, of_evaluation, of_inputs
from khoabang.bundle.parts import Document, Parts, write
from khoabang.bundle.rescoring import UnusableError
from khoabang.bundle.verifying import STEPS, Report, verify, verify_file

__all__ = [
    "STEPS",
    "Document",
    "Licence",
    "Parts",
    "Report",
    "UnusableError",
    "licence",
    "of_evaluated",
    "of_evaluation",
    "of_inputs",
    "verify",
    "verify_file",
    "write",
]
