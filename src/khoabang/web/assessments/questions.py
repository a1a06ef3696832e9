"""An indicator as it is asked: one code may stand for another on each annex, so what is verified, charged and compared is named by its key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from khoabang.scoring import CriteriaSet
from khoabang.scoring.criteria.model import Criterion
from khoabang.scoring.criteria.rules import ExpertMark

APART = "@"  # between a code and its annex: no code has it
_MOST = 16  # sets whose keys are kept
_ASKED = {"name", "role", "text", "rule", "inputs", "evidence", "evidence_required"}
_kept: dict[str, "Keys"] = {}


@dataclass(frozen=True, slots=True)
class Question:
    """A criterion or indicator with the annexes that ask it alike."""

    key: str  # its code, followed by its annex where the code means something else on another
    criterion: Criterion
    annexes: tuple[str, ...]
    above: frozenset[str]  # whatever names it or a criterion above it, as code and as key: what a charge with it may say
    depth: int = 0

    @property
    def code(self) -> str:
        """Its code."""
        return self.criterion.code

    @property
    def is_verified(self) -> bool:
        """Whether there is anything to verify: something is asked, and the council does not mark it itself."""
        return self.criterion.is_indicator and bool(self.criterion.all_inputs) and not isinstance(self.criterion.rule, ExpertMark)


@dataclass(frozen=True, slots=True)
class Keys:
    """The questions of a set."""

    by_key: Mapping[str, Question]  # criteria and indicators, in reading order
    by_place: Mapping[tuple[str, str], Question]  # by annex and code
    ways: Mapping[tuple[str, str], tuple[Criterion, ...]]  # what stands above each place, from the outermost
    names: Mapping[str, str]  # of the annexes, by their code

    @property
    def verified(self) -> list[Question]:
        """What is verified, in reading order."""
        return [each for each in self.by_key.values() if each.is_verified]

    def on(self, annex: str | None, code: str) -> Question | None:
        """What a code stands for on an annex."""
        return self.by_place.get((annex or "", code))

    def named(self, key: str) -> Question | None:
        """The indicator of a key; of a bare code that needs its annex, the first."""
        found = self.by_key.get(key)
        if found is not None and found.criterion.is_indicator:
            return found
        return next((each for each in self.by_key.values() if each.code == key and each.criterion.is_indicator), None)

    def words(self, question: Question) -> str:
        """The annexes that a question belongs to, where its key names one."""
        return ", ".join(self.names[each] for each in question.annexes) if APART in question.key else ""

    def knows(self, named: str) -> bool:
        """Whether this is a key, or a code on some annex."""
        return named in self.by_key or any(each.code == named for each in self.by_key.values())


def keys_of(criteria_set: CriteriaSet) -> Keys:
    """The questions of a set, found once."""
    found = _kept.get(criteria_set.sha256)
    if found is None:
        if len(_kept) >= _MOST:
            _kept.clear()
        found = _kept[criteria_set.sha256] = _found(criteria_set)
    return found


def above(criteria_set: CriteriaSet, annex: str | None, code: str) -> list[Criterion]:
    """What stands above a criterion on an annex, from the outermost."""
    return list(keys_of(criteria_set).ways.get((annex or "", code), ()))


def names_on(criteria_set: CriteriaSet, annex: str, code: str) -> frozenset[str]:
    """Whatever a charge may say that includes a criterion of an annex."""
    question = keys_of(criteria_set).on(annex, code)
    return question.above if question is not None else frozenset()


def _found(criteria_set: CriteriaSet) -> Keys:
    places = [place for annex in criteria_set.annexes for place in _places(annex.code, annex.criteria, ())]
    on_way = {(annex, criterion.code): way for annex, criterion, way in places}
    alike: dict[str, dict[str, list[str]]] = {}  # code -> what is asked -> annexes
    for annex, criterion, _way in places:
        alike.setdefault(criterion.code, {}).setdefault(_asked(criterion), []).append(annex)
    keys: dict[tuple[str, str], str] = {}
    for code, kinds in alike.items():
        for annexes in kinds.values():
            key = code if len(kinds) == 1 else f"{code}{APART}{annexes[0]}"
            keys |= {(annex, code): key for annex in annexes}
    names: dict[str, set[str]] = {}
    for annex, criterion, way in places:
        said = names.setdefault(keys[annex, criterion.code], set())
        for each in (*way, criterion):
            said |= {each.code, keys[annex, each.code]}
    by_key: dict[str, Question] = {}
    by_place: dict[tuple[str, str], Question] = {}
    for annex, criterion, way in places:
        key = keys[annex, criterion.code]
        if key not in by_key:
            together = tuple(alike[criterion.code][_asked(criterion)])
            by_key[key] = Question(key, criterion, together, frozenset(names[key]), len(way))
        by_place[annex, criterion.code] = by_key[key]
    return Keys(by_key, by_place, on_way, {annex.code: annex.name for annex in criteria_set.annexes})


def _places(
    annex: str, criteria: Iterable[Criterion], way: tuple[Criterion, ...]
) -> Iterable[tuple[str, Criterion, tuple[Criterion, ...]]]:
    for criterion in criteria:
        yield annex, criterion, way
        yield from _places(annex, criterion.criteria, (*way, criterion))


def _asked(criterion: Criterion) -> str:
    """What makes two of one code the same: for an indicator what is asked and how it scores, for a criterion its name."""
    return criterion.model_dump_json(include=_ASKED) if criterion.is_indicator else f"= {criterion.name}"
