"""The scoring engine: criteria sets, rules, scorecards, ranking, statistics, explanation. Pure and exact.

    evaluated, problems = evaluate(shipped_evaluations()["thai-binh-2020"])
    evaluated.result                      # the versioned result document
    evaluated.explanation("so-y-te")      # why one body has its points

Data goes in as files or models, values and problems come out; there is no clock, network, environment or framework here.
"""

from khoabang.scoring.answers import Answers, read_answers
from khoabang.scoring.bodies import Body, read_bodies
from khoabang.scoring.criteria.load import load_set, schema_text
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.evaluations import Evaluated, evaluate, shipped_evaluations, shipped_sets
from khoabang.scoring.examples import run_examples
from khoabang.scoring.explain import explain
from khoabang.scoring.files.tables import read_table
from khoabang.scoring.outcome import Status
from khoabang.scoring.problems import Problem, Problems
from khoabang.scoring.result.build import build, to_text
from khoabang.scoring.score import Scored, score

__all__ = [
    "Answers",
    "Body",
    "CriteriaSet",
    "Evaluated",
    "Problem",
    "Problems",
    "Scored",
    "Status",
    "build",
    "evaluate",
    "explain",
    "load_set",
    "read_answers",
    "read_bodies",
    "read_table",
    "run_examples",
    "schema_text",
    "score",
    "shipped_evaluations",
    "shipped_sets",
    "to_text",
]
