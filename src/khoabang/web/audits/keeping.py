"""An audited table kept by an authority as a historic edition: looked at first, then kept as a published, partial result of its printed figures."""

import hashlib
import re
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from pydantic import ValidationError

from khoabang.auditing import historic
from khoabang.auditing.words import plain as without_marks
from khoabang.language import N_
from khoabang.scoring import Evaluated, evaluate, shipped_evaluations, shipped_sets
from khoabang.scoring.problems import Problem
from khoabang.web import clock
from khoabang.web.accounts.models import RUNS
from khoabang.web.accounts.selectors import refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.audits import running
from khoabang.web.audits.models import AuditReport
from khoabang.web.audits.selectors import said_of
from khoabang.web.audits.services import NAME
from khoabang.web.organisations.models import Authority, BodyName
from khoabang.web.organisations.services import locked
from khoabang.web.person import Person
from khoabang.web.plain import plain
from khoabang.web.refusal import Refused
from khoabang.web.rounds.decision import Decision
from khoabang.web.rounds.errors import FieldsRefused, ImportRefused
from khoabang.web.rounds.models import CriteriaSetVersion, Round, RoundKind, Stage
from khoabang.web.rounds.services import evaluated_kept

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_CODE, _LONGEST_TITLE, _LONGEST_NAME = 80, 400, 300
_FIRST_YEAR = 1945
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_TAKEN = _("Đã có đợt hoặc bộ tiêu chí mang mã này. Hãy đặt mã khác.")
_REPLACES = N_("Bản này thay bản đã giữ trước. Lý do: %(reason)s")  # a text of the result, in its own language
_FIELDS = {"notes": "reason", "groups": "groups"}  # the rest are called in the form as they lie in the description
_STATED = ("bodies.csv", "stated.csv")  # what a table says, whatever it is called and whoever describes it


class NotKept(Refused):
    """The table cannot be kept; the problems say why and what to do."""

    status = 422

    def __init__(self, problems: Sequence[Problem]) -> None:
        lang = get_language() or "vi"
        super().__init__(" ".join(f"{problem.what(lang)} {problem.remedy(lang)}" for problem in problems))


@dataclass(frozen=True, slots=True)
class Described:
    """What somebody types of a table that is kept, as typed. `tables` are counted from 0, `groups` name the ranking groups."""

    code: str = ""
    title: str = ""
    year: int | None = None
    decision: Decision = field(default_factory=Decision)
    source_title: str = ""
    source_url: str = ""
    file_name: str = ""
    reason: str = ""  # why it takes the place of what was kept under this code
    tables: tuple[int, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would be kept: the evaluation's files, and the codes of bodies that stand in the register already."""

    described: Described
    files: Mapping[str, bytes]
    known: frozenset[str]
    before: Round | None = None  # what it takes the place of

    def evaluated(self, folder: Path) -> Evaluated:
        """Score it from its files, written into a folder."""
        historic.write_files(self.files, folder)
        evaluated, problems = evaluate(folder, shown_as=self.described.code)
        if evaluated is None:
            raise NotKept(problems.errors)
        if any(len(body.name) > _LONGEST_NAME for body in evaluated.scored.bodies):
            raise Refused(_("Có tên đơn vị dài hơn 300 ký tự: hãy xem lại cột tên đơn vị trong báo cáo kiểm tra."), status=422)
        return evaluated

    @property
    def origin(self) -> str:
        """The fingerprint of what the table says."""
        return hashlib.sha256(b"\n".join(self.files[name] for name in _STATED)).hexdigest()


def foreseen(report: AuditReport, authority: Authority, described: Described) -> Foreseen:
    """Make the evaluation of an audited table, and keep nothing.

    Raises:
        FieldsRefused: something typed cannot be taken; every field is named.
        NotKept: the table cannot be kept, or is kept already.
        NotAudited: the process that reads the table was stopped, or has no turn.
    """
    cleaned, before = _cleaned(described, authority)
    codes = _codes(authority)
    told = _plain(cleaned, authority, report.document.file_sha256)
    _refuse_unusable(told)
    asked = {
        "described": told,
        "edition": cleaned.code,
        "tables": list(cleaned.tables),
        "codes": codes,
        "version": str(_edition(before) + 1),
    }
    made = running.run_to_keep(bytes(report.document.content), NAME, said_of(report), asked)
    if "problems" in made:
        raise NotKept([Problem(each["code"], params=each["params"]) for each in made["problems"] if each["severity"] == "error"])
    files = {path: text.encode() for path, text in made["files"].items()}
    found = Foreseen(cleaned, files, frozenset(codes.values()), before)
    _refuse_kept(found, authority)
    return found


def kept(report: AuditReport, authority: Authority, described: Described, *, by: Person) -> Round:
    """Keep an audited table as a published result of an authority, and log it. It is public from then on.

    Raises:
        NotYourRole: somebody who does not run the authority's rounds.
        FieldsRefused, NotKept, NotAudited: as for `foreseen`.
    """
    refuse_without_role(by, RUNS, authority)
    found = foreseen(report, authority, described)
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        locked(authority)
        _refuse_kept(found, authority)
        if _cleaned(found.described, authority)[1] != found.before:  # somebody kept something under the code a moment ago
            raise FieldsRefused({"code": _TAKEN})
        evaluated = found.evaluated(Path(folder))
        known = set(authority.bodies.values_list("code", flat=True))
        try:
            result = evaluated_kept(evaluated, Path(folder), origin=found.origin)
        except ImportRefused as error:  # another authority took the code a moment ago
            raise FieldsRefused({"code": _TAKEN}) from error
        codes = [row["code"] for group in evaluated.result["groups"] for row in group["bodies"]]
        detail = {
            "result": result.sha256,
            "set": [result.set_version.code, result.set_version.version, result.set_version.sha256],
            "file": report.document.file_sha256,
            "bodies_added": [code for code in codes if code not in known],
        }
        chain = chain_of(authority=authority.code)
        action = "historic.corrected" if found.before else "historic.kept"
        subject, reason = result.round.code, found.described.reason
        record(chain=chain, action=action, by=by, now=clock.now(), subject=subject, reason=reason, detail=detail)
    return result.round


def historic_rounds(authority: Authority) -> list[Round]:
    """The results of an authority that came in as published elsewhere, the newest year first."""
    found = Round.objects.filter(authority=authority, stage=Stage.IMPORTED, kind=RoundKind.PUBLISHED, results__isnull=False)
    return list(found.distinct())


def _cleaned(described: Described, authority: Authority) -> tuple[Described, Round | None]:
    """Give the description as it is kept, and the result of this code that it takes the place of.

    Raises:
        FieldsRefused: something cannot be taken.
    """
    decision = described.decision.cleaned()
    cleaned = replace(
        described,
        code=described.code.strip().lower(),
        title=_line(described.title),
        decision=decision,
        source_title=_line(described.source_title),
        source_url=_line(described.source_url),
        file_name=_line(described.file_name),
        reason=_line(described.reason),
        groups=tuple(filter(None, map(_line, described.groups))),
    )
    before = next((each for each in historic_rounds(authority) if each.code == cleaned.code and not _ships(each.code)), None)
    wrong = _wrong_code(cleaned, before)
    if not cleaned.title or len(cleaned.title) > _LONGEST_TITLE:
        wrong["title"] = _("Nhập tên kết quả, không quá 400 ký tự.")
    if cleaned.year is None or not _FIRST_YEAR <= cleaned.year <= clock.today().year:
        wrong["year"] = _("Nhập năm đánh giá đã qua, ví dụ 2019.")
    if any((*(getattr(decision, name) for name in ("type", "number", "issuer", "title")), decision.date)):
        wrong |= {f"decision_{part}": said for part, said in decision.wrong().items()}
    if not cleaned.source_title or len(cleaned.source_title) > _LONGEST_TITLE:
        wrong["source_title"] = _("Ghi bảng được đọc ở đâu, ví dụ: Phụ lục kèm theo Quyết định số 123/QĐ-UBND.")
    if cleaned.source_url and not _ADDRESS.fullmatch(cleaned.source_url):
        wrong["source_url"] = _("Địa chỉ bắt đầu bằng http:// hoặc https://, không có dấu cách.")
    if any(len(name) > _LONGEST_NAME for name in cleaned.groups):
        wrong["groups"] = _("Tên khối không quá 300 ký tự.")
    if not described.tables:
        wrong["tables"] = _("Chọn ít nhất một bảng.")
    if wrong:
        raise FieldsRefused(wrong)
    return cleaned, before


def _wrong_code(cleaned: Described, before: Round | None) -> dict[str, StrOrPromise]:
    """Say what is wrong with the code, and with the reason why it takes the place of what was kept under it."""
    wrong: dict[str, StrOrPromise] = {}
    if not _CODE.fullmatch(cleaned.code) or len(cleaned.code) > _LONGEST_CODE:
        wrong["code"] = _("Nhập mã bằng chữ thường không dấu, chữ số và gạch nối, ví dụ so-nganh-2019.")
    elif before is None and _is_taken(cleaned.code):
        wrong["code"] = _TAKEN
    if before is not None and not cleaned.reason:
        wrong["reason"] = _(
            "Mã này là của một kết quả đã giữ. Muốn thay nó bằng bản này thì ghi lý do; nếu không thì đặt mã khác."
        )
    elif before is None and cleaned.reason and not wrong:
        wrong["reason"] = _("Chưa có kết quả nào được giữ dưới mã này. Xem lại mã, hoặc để trống ô này.")
    if len(cleaned.reason) > _LONGEST_TITLE:
        wrong["reason"] = _("Lý do không quá 400 ký tự.")
    return wrong


def _line(text: str) -> str:
    return " ".join(plain(text).split())


def _is_taken(code: str) -> bool:
    """Whether a round or a criteria set goes by this code, one that ships included."""
    return (
        _ships(code)
        or Round.objects.filter(code=code).exists()
        or CriteriaSetVersion.objects.filter(code=code, owner="").exists()
    )


def _ships(code: str) -> bool:
    return code in shipped_evaluations() or code in shipped_sets()


def _edition(before: Round | None) -> int:
    """The number of a round's last result; 0 where there is no round."""
    last = before.results.order_by("-edition").first() if before is not None else None
    return last.edition if last is not None else 0


def _plain(described: Described, authority: Authority, sha256: str) -> dict[str, Any]:
    """Give the description in the form of about.yaml (docs/formats.md)."""
    cited = {key: value for key, value in described.decision.cited().items() if value}
    source: dict[str, Any] = {"title": described.source_title}
    if described.source_url:
        source["url"] = described.source_url
    if sha256:
        source["file"] = {"sha256": sha256} | ({"name": described.file_name} if described.file_name else {})
    return {
        "title": described.title,
        "year": described.year,
        "authority": {"code": authority.code, "name": authority.name},
        "source": source,
        "groups": list(described.groups),
        "notes": [str(_REPLACES) % {"reason": described.reason}] if described.reason else [],
        **({"decision": cited} if cited else {}),
    }


def _codes(authority: Authority) -> dict[str, str]:
    """Give the codes of the register's bodies by name without marks, where a name is or was that of one body alone."""
    found: dict[str, set[str]] = defaultdict(set)
    names = BodyName.objects.filter(body__authority=authority, body__withdrawn=False, withdrawn=False)
    for name, code in names.values_list("name", "body__code"):
        found[without_marks(name)].add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


def _refuse_unusable(told: Mapping[str, Any]) -> None:
    """Refuse what an evaluation does not take, such as a sign in place of a text, at the field where it was typed."""
    try:
        historic.Described.model_validate(told)
    except ValidationError as error:
        fields = (_FIELDS.get(str(item["loc"][0]), "_".join(map(str, item["loc"]))) for item in error.errors())
        raise FieldsRefused(dict.fromkeys(fields, _("Hãy ghi bằng chữ; không nhận dấu thay chữ như «…» hay «n/a»."))) from error


def _refuse_kept(found: Foreseen, authority: Authority) -> None:
    before = Round.objects.filter(authority=authority, origin=found.origin, results__isnull=False).first()
    if before is not None and before != found.before:
        words = _("Bảng này đã được giữ làm kết quả «%(title)s» (%(code)s), với đúng các số này. Không giữ lần thứ hai.")
        raise Refused(words % {"title": before.title, "code": before.code})
