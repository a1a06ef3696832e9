"""A round is made: from a frozen version of a criteria set, alone or after last year's round."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.scoring import CriteriaSet, Problems, load_set, shipped_sets
from khoabang.scoring.criteria.check import check
from khoabang.scoring.files.documents import Located, build
from khoabang.web import clock
from khoabang.web.accounts.models import RUNS, Person
from khoabang.web.accounts.selectors import refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.conduct.succession import handed_down, take_over
from khoabang.web.criteria.selectors import versions_for
from khoabang.web.organisations.models import Authority
from khoabang.web.organisations.names import search_key
from khoabang.web.plain import plain
from khoabang.web.rounds.decision import Decision
from khoabang.web.rounds.errors import FieldsRefused, SetHasErrors
from khoabang.web.rounds.models import CriteriaSetVersion, NotSent, RankingGroup, Round, RoundKind, Silence, Stage

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a round is made with."""

    code: str
    title: str
    year: int | None
    decision: Decision
    not_sent: str = NotSent.UNRANKED
    silence: str = Silence.AGREED
    second_reading: bool = False
    results_told: bool = False


@dataclass(frozen=True, slots=True)
class CheckedSet:
    """A version of a set, loaded and checked again."""

    criteria_set: CriteriaSet | None
    problems: Problems = field(default_factory=Problems)

    def usable(self) -> CriteriaSet:
        """Give the set where nothing speaks against running a round on it."""
        if self.problems.errors or self.criteria_set is None:
            raise SetHasErrors(self.problems.errors)
        return self.criteria_set


def set_checked(version: CriteriaSetVersion) -> CheckedSet:
    """Load a version's text and check it, as if it had just come in: what the checks have learned since counts too."""
    located, problems = Located(f"{version.code} {version.version}"), Problems()
    located.data = json.loads(version.document)
    criteria_set = build(CriteriaSet, located, problems)
    if criteria_set is not None:
        check(criteria_set, located, problems)
    return CheckedSet(criteria_set, problems)


def set_version_kept(criteria_set: CriteriaSet) -> CriteriaSetVersion:
    """Keep a set as a version; the same text twice is one version.

    Raises:
        FieldsRefused: another text stands under its code and version.
    """
    kept, _made = CriteriaSetVersion.objects.get_or_create(
        code=criteria_set.id,
        version=criteria_set.version,
        owner="",
        defaults={
            "sha256": criteria_set.sha256,
            "name": criteria_set.name,
            "issuer": criteria_set.issuer,
            "nature": criteria_set.nature,
            "lang": criteria_set.lang,
            "document": json.dumps(criteria_set.dump(), ensure_ascii=False, separators=(",", ":")),
        },
    )
    if kept.sha256 != criteria_set.sha256:
        raise FieldsRefused({"set_version": _("Dưới mã và phiên bản này đã có một văn bản khác. Hãy đặt phiên bản mới.")})
    return kept


def shipped_set_kept(code: str) -> CriteriaSetVersion:
    """Keep one of the sets that come with the package, after checking it.

    Raises:
        KeyError: no set of this code comes with the package.
        SetHasErrors: it cannot be used.
    """
    problems = Problems()
    criteria_set = load_set(shipped_sets()[code], problems, shown_as=code)
    return set_version_kept(CheckedSet(criteria_set, problems).usable())


def plan_cleaned(plan: Plan, *, made: str = "") -> Plan:
    """Give a plan in NFC, with blanks cut off; `made` is the code of the round where it is there already.

    Raises:
        FieldsRefused: something is missing or cannot be; every field is named.
    """
    decision = plan.decision.cleaned()
    cleaned = replace(plan, code=_clean(plan.code).lower(), title=_clean(plan.title), decision=decision)
    wrong: dict[str, StrOrPromise] = {}
    if not CODE.fullmatch(cleaned.code) or len(cleaned.code) > 120:
        wrong["code"] = _("Nhập mã đợt bằng chữ thường không dấu, chữ số và gạch nối, ví dụ so-nganh-2026.")
    elif cleaned.code != made and Round.objects.filter(code=cleaned.code).exists():
        wrong["code"] = _("Đã có đợt mang mã này. Hãy đặt mã khác.")
    if not cleaned.title or len(cleaned.title) > 500:
        wrong["title"] = _("Nhập tên đợt đánh giá, không quá 500 ký tự.")
    if cleaned.year is None or not 1945 <= cleaned.year <= 2999:
        wrong["year"] = _("Nhập năm đánh giá, ví dụ 2026.")
    wrong |= {f"decision_{part}": words for part, words in decision.wrong().items()}
    if plan.not_sent not in NotSent.values:
        wrong["not_sent"] = _("Chọn cách tính với cơ quan không gửi tự đánh giá.")
    if plan.silence not in Silence.values:
        wrong["silence"] = _("Chọn ý nghĩa của việc không trả lời.")
    if wrong:
        raise FieldsRefused(wrong)
    return cleaned


def _clean(text: str) -> str:
    return " ".join(plain(text).split())


def set_for_year(version: CriteriaSetVersion, year: int) -> CriteriaSet:
    """Give the set of a version where a round of this year can be run on it.

    Raises:
        SetHasErrors: it has errors.
        FieldsRefused: it is not all there, or is for other years.
    """
    criteria_set = set_checked(version).usable()
    years = criteria_set.years
    amounts = [annex.maximum for annex in criteria_set.annexes]
    amounts += [each.maximum for annex in criteria_set.annexes for each in annex.walk() if each.maximum is not None]
    if criteria_set.completeness.criteria != "full" or any(amount.value is None for amount in amounts):
        words = _("Bộ tiêu chí này chỉ có một phần hoặc có điểm tối đa không công bố, nên không chấm được.")
        raise FieldsRefused({"set_version": words})
    if (years.from_ is not None and year < years.from_) or (years.to is not None and year > years.to):
        words = _("Bộ tiêu chí này áp dụng cho %(years)s, không cho năm %(year)s.")
        raise FieldsRefused({"year": words % {"years": _span(years.from_, years.to), "year": year}})
    return criteria_set


def _span(start: int | None, end: int | None) -> str:
    if start == end:
        return str(_("năm %(year)s") % {"year": start})
    if end is None:
        return str(_("từ năm %(start)s") % {"start": start})
    if start is None:
        return str(_("đến năm %(end)s") % {"end": end})
    return str(_("các năm %(start)s–%(end)s") % {"start": start, "end": end})


def round_made(
    *, authority: Authority, version: CriteriaSetVersion, plan: Plan, by: Person, previous: Round | None = None
) -> Round:
    """Make a round in preparation, not public; with what last year's round hands down where one is given.

    Raises:
        FieldsRefused: something typed cannot be taken.
        SetHasErrors: the set has errors.
    """
    refuse_without_role(by, RUNS, authority)
    cleaned = plan_cleaned(plan)
    year = cleaned.year or 0
    if not versions_for(authority).filter(pk=version.pk).exists():
        raise FieldsRefused({"set_version": _("Chọn bộ tiêu chí của đợt.")})
    criteria_set = set_for_year(version, year)
    previous_fits(previous, authority, year)
    try:
        with transaction.atomic():
            now = clock.now()
            round_ = Round.objects.create(
                code=cleaned.code,
                authority=authority,
                public=False,
                stage=Stage.PREPARATION,
                set_version=version,
                previous=previous,
                **planned(cleaned, authority, criteria_set),
            )
            RankingGroup.objects.bulk_create(
                RankingGroup(round=round_, code=group.code, name=group.name[:300], position=position)
                for position, group in enumerate(criteria_set.groups)
            )
            detail: Mapping[str, object] = {
                "set": [version.code, version.version, version.sha256],
                "previous": previous.code if previous else "",
                "decision": json.loads(round_.decision),
            }
            record(chain=chain_of(round_code=round_.code), action="round.made", by=by, now=now, detail=detail)
            record(chain=chain_of(authority=authority.code), action="round.made", by=by, now=now, subject=round_.code)
            if previous is not None:
                take_over(round_, handed_down(previous, criteria_set, clock.today()), by=by, now=now)
    except IntegrityError as error:  # somebody made a round of this code a moment ago
        raise FieldsRefused({"code": _("Đã có đợt mang mã này. Hãy đặt mã khác.")}) from error
    return round_


def planned(plan: Plan, authority: Authority, criteria_set: CriteriaSet) -> dict[str, Any]:
    """A plan as it stands in the columns of a round."""
    return {
        "year": plan.year or 0,
        "kind": RoundKind.DEMONSTRATION if criteria_set.nature == "demonstration" else RoundKind.COMPUTED,
        "title": plan.title,
        "search": search_key(f"{plan.title} {authority.name} {plan.year}")[:1000],
        "not_sent": plan.not_sent,
        "silence": plan.silence,
        "second_reading": plan.second_reading,
        "results_told": plan.results_told,
        "decision": plan.decision.text(),
    }


def previous_fits(previous: Round | None, authority: Authority, year: int) -> None:
    """Refuse a previous round that is another authority's, or not of an earlier year."""
    if previous is not None and (previous.authority_id != authority.pk or previous.stage == Stage.CANCELLED):
        raise FieldsRefused({"previous": _("Chọn một đợt trước của cơ quan mình.")})
    if previous is not None and previous.year >= year:
        raise FieldsRefused({"previous": _("Đợt trước phải của một năm trước năm đánh giá.")})
