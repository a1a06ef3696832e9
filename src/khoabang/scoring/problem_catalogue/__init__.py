"""Every kind of problem: its code, severity and three sentences, in Vietnamese with `{parameters}`: what, why it matters, what to do."""

from khoabang.scoring.problem_catalogue.audits import AUDITS
from khoabang.scoring.problem_catalogue.bundles import BUNDLES
from khoabang.scoring.problem_catalogue.commands import COMMANDS
from khoabang.scoring.problem_catalogue.criteria_sets import CRITERIA_SETS
from khoabang.scoring.problem_catalogue.documents import DOCUMENTS
from khoabang.scoring.problem_catalogue.files import FILES
from khoabang.scoring.problem_catalogue.kinds import Kind, Severity
from khoabang.scoring.problem_catalogue.rounds import ROUNDS
from khoabang.scoring.problem_catalogue.signatures import SIGNATURES

CATALOGUE: dict[str, Kind] = {**FILES, **CRITERIA_SETS, **ROUNDS, **COMMANDS, **AUDITS, **DOCUMENTS, **BUNDLES, **SIGNATURES}

__all__ = ["CATALOGUE", "Kind", "Severity"]
