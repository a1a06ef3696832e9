"""What the engine warned of while computing, in the reader's words."""

from dataclasses import dataclass

from django.utils.translation import get_language

from khoabang.scoring.problem_catalogue import CATALOGUE
from khoabang.scoring.problems import Problem
from khoabang.web.rounds.documents import ResultDocument


@dataclass(frozen=True, slots=True)
class Caution:
    code: str
    what: str
    remedy: str


def cautions(document: ResultDocument) -> list[Caution]:
    lang = get_language() or "vi"
    found = []
    for entry in document["problems"]:
        if entry["code"] in CATALOGUE:
            problem = Problem(entry["code"], params=entry["params"])
            found.append(Caution(problem.code, problem.what(lang), problem.remedy(lang)))
        else:
            found.append(Caution(entry["code"], entry["place"], ""))
    return found
