"""Checks of the records against the log: each row is as the act that wrote it said, and none is missing or without an act."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web.activity.models import Entry
from khoabang.web.activity.proofs import columns_of, digest_of_row, label_of
from khoabang.web.assessments.models import Approval, Claim, Reply, Ruling, SourceFigure, Supplement, Withdrawal
from khoabang.web.council.models import Attendance, Confirmation, Decision, Item, Motion, Recusal, Seat, Vote
from khoabang.web.error_reports.models import ErrorReport, Step
from khoabang.web.error_reports.services import ACTS
from khoabang.web.evidence.models import Consent, Link, Revision
from khoabang.web.improvement.models import Progress, SentPlan
from khoabang.web.rounds.models import Edition, EditionFile, Extension, Recall
from khoabang.web.upkeep.checks.check import Finding, Looked, check
from khoabang.web.upkeep.checks.log import TAMPERED, authority_of_chain
from khoabang.web.verification.models import Minutes, Visit

_MEANS = _(
    "Một dòng đã bị sửa, bị lấy đi hoặc được thêm vào mà không qua phần mềm: nội dung không khớp với mã băm mà nhật ký giữ khi ghi."
)
_ALTERED, _GONE = _("nội dung khác với lúc ghi nhật ký"), _("nhật ký có, nhưng không còn dòng này")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record, where its round stands, and the acts that write it.

    What was written before entries kept hashes is compared by count: `acts` says of each act whether it writes exactly one row.
    """

    code: str
    title: StrOrPromise
    model: type[Model]
    round: str  # the way to the round; empty where a record belongs to none, and is counted over all
    acts: dict[str, bool]


KINDS = [
    Kind("DOC150", _("Bản gửi đúng như nhật ký đã ghi"), Claim, "participant__round",
         {"claim.sent": True, "participant.not_sent": False}),
    Kind("DOC151", _("Lần rút lại bản gửi đúng như nhật ký đã ghi"), Withdrawal, "claim__participant__round",
         {"claim.taken_back": True, "participant.not_sent_undone": False}),
    Kind("DOC152", _("Số liệu nguồn đúng như nhật ký đã ghi"), SourceFigure, "participant__round", {"source.supplied": True}),
    Kind("DOC153", _("Kết luận đúng như nhật ký đã ghi"), Ruling, "participant__round",
         {"ruling.made": True, "item.decided": True}),
    Kind("DOC154", _("Nội dung bổ sung đúng như nhật ký đã ghi"), Supplement, "ruling__participant__round",
         {"supplement.answered": True}),
    Kind("DOC155", _("Ý kiến giải trình đúng như nhật ký đã ghi"), Reply, "ruling__participant__round",
         {"reply.agreed": True, "reply.contested": True, "reply.silent": False}),
    Kind("DOC156", _("Lịch khảo sát đúng như nhật ký đã ghi"), Visit, "participant__round", {"visit.planned": True}),
    Kind("DOC157", _("Biên bản khảo sát đúng như nhật ký đã ghi"), Minutes, "visit__participant__round", {"visit.held": True}),
    Kind("DOC158", _("Việc đính kèm tài liệu đúng như nhật ký đã ghi"), Link, "participant__round",
         {"evidence.added": True, "evidence.linked": True}),
    Kind("DOC159", _("Các bản tệp đúng như nhật ký đã ghi"), Revision, "", {"evidence.added": True, "evidence.revised": True}),
    Kind("DOC160", _("Đồng ý công bố đúng như nhật ký đã ghi"), Consent, "",
         {"evidence.consent_given": True, "evidence.consent_withdrawn": True}),
    Kind("DOC161", _("Gia hạn đúng như nhật ký đã ghi"), Extension, "participant__round", {"extension.given": True}),
    Kind("DOC162", _("Thành viên của phiên đúng như nhật ký đã ghi"), Seat, "sitting__round", {"sitting.begun": False}),
    Kind("DOC163", _("Điểm danh đúng như nhật ký đã ghi"), Attendance, "seat__sitting__round",
         {"sitting.attendance_taken": False}),
    Kind("DOC164", _("Nội dung của phiên đúng như nhật ký đã ghi"), Item, "sitting__round", {"item.listed": True}),
    Kind("DOC165", _("Phương án đúng như nhật ký đã ghi"), Motion, "item__sitting__round",
         {"motion.added": True, "item.listed": False}),
    Kind("DOC166", _("Việc không tham gia quyết định đúng như nhật ký đã ghi"), Recusal, "item__sitting__round",
         {"item.recused": True, "item.decided": False}),
    Kind("DOC167", _("Phiếu biểu quyết đúng như nhật ký đã ghi"), Vote, "item__sitting__round", {"vote.cast": True}),
    Kind("DOC168", _("Quyết định của hội đồng đúng như nhật ký đã ghi"), Decision, "item__sitting__round",
         {"item.decided": True}),
    Kind("DOC169", _("Biên bản đã xác nhận đúng như nhật ký đã ghi"), Confirmation, "sitting__round",
         {"minutes.confirmed": True}),
    Kind("DOC180", _("Báo sai sót đúng như nhật ký đã ghi"), ErrorReport, "result__round", {"error_report.received": True}),
    Kind("DOC181", _("Việc xử lý báo sai sót đúng như nhật ký đã ghi"), Step, "report__result__round",
         dict.fromkeys(ACTS.values(), True)),
    Kind("DOC184", _("Kế hoạch cải thiện đã gửi đúng như nhật ký đã ghi"), SentPlan, "participant__round", {"plan.sent": True}),
    Kind("DOC185", _("Tiến độ của kế hoạch cải thiện đúng như nhật ký đã ghi"), Progress, "participant__round",
         {"plan.progress_noted": True}),
    Kind("DOC170", _("Phê duyệt đúng như nhật ký đã ghi"), Approval, "round", {"result.approved": True}),
    Kind("DOC171", _("Bản công bố đúng như nhật ký đã ghi"), Edition, "result__round",
         {"result.published": True, "result.corrected": True}),
    Kind("DOC172", _("Việc thu hồi đúng như nhật ký đã ghi"), Recall, "edition__result__round", {"result.recalled": True}),
    Kind("DOC173", _("Tệp của bản công bố đúng như nhật ký đã ghi"), EditionFile, "edition__result__round",
         {"edition.file_added": True, "result.published": False, "result.corrected": False}),
]  # fmt: skip


@dataclass(slots=True)
class Logged:
    """What the log says of the rows of each model, read once: of each row the last entry that keeps its hash."""

    rows: dict[str, dict[int, tuple[bytes, int]]]
    without: Counter[tuple[str, str]]  # entries that keep no hashes, by the round's code and the act

    @classmethod
    def read(cls) -> "Logged":
        """Go through the log. Saves of drafts, which are most of it, write no record that is kept for ever: DOC028 looks at them."""
        found = cls({label_of(kind.model): {} for kind in KINDS}, Counter())
        entries = Entry.objects.exclude(action="draft.saved").order_by("pk")
        for key, chain, action, detail in entries.values_list("pk", "chain__key", "action", "detail").iterator(2_000):
            found._entry(key, chain, action, detail)
        return found

    def _entry(self, key: int, chain: str, action: str, detail: str) -> None:
        proofs = _rows_in(detail)
        if proofs is None:
            self.without[_round_in(chain), action] += 1
            return
        for name, sha256 in proofs.items():
            label, _colon, row = name.partition(":")
            if label in self.rows:
                self.rows[label][int(row)] = (bytes.fromhex(sha256), key)


def _rows_in(detail: str) -> dict[str, str] | None:
    try:
        rows = json.loads(detail).get("rows")
    except (ValueError, AttributeError):
        return None  # DOC026 says so
    return rows if isinstance(rows, dict) else None


def _round_in(chain: str) -> str:
    return chain.split(":")[1] if chain.startswith("round:") else ""


def _kept(kind: Kind, looked: Looked) -> Iterator[Finding]:
    """Hold the rows of a kind against the log, in both directions."""
    logged = looked.logged
    left = dict(logged.rows[label_of(kind.model)])
    columns, round_code = columns_of(kind.model), [f"{kind.round}__code"] if kind.round else []
    without: Counter[str] = Counter()
    wrong: list[tuple[int, int, StrOrPromise]] = []
    rows: QuerySet[Model, tuple[object, ...]] = QuerySet(kind.model).order_by("pk").values_list("pk", *round_code, *columns)
    for key, *values in rows.iterator(2_000):
        proof = left.pop(int(str(key)), None)
        if proof is None:
            without[str(values[0]) if round_code else ""] += 1
        elif digest_of_row(columns, values[len(round_code) :]) != proof[0].hex():
            wrong.append((int(str(key)), proof[1], _ALTERED))
    wrong += [(key, entry, _GONE) for key, (_digest, entry) in left.items()]
    for key, entry, words in sorted(wrong, key=lambda each: each[:2]):
        yield _finding(key, entry, words)
    yield from _uncounted(kind, without, logged)


def _finding(key: int, entry: int, words: StrOrPromise) -> Finding:
    act = Entry.objects.select_related("chain").get(pk=entry)
    place = " · ".join(part for part in (f"{act.chain.key} #{act.number}", act.subject, f"({key})") if part)
    return Finding(place, words, authority_of_chain(act.chain.key))


def _uncounted(kind: Kind, without: Counter[str], logged: Logged) -> Iterator[Finding]:
    """Rows of which no entry keeps a hash, against entries that keep none: those are as many, in each round."""
    said: Counter[str] = Counter()
    unsure: set[str] = set()
    for (code, action), count in logged.without.items():
        scope = code if kind.round else ""
        if action in kind.acts:
            said[scope] += count
            if not kind.acts[action]:
                unsure.add(scope)
    for scope in sorted({*without, *said} - unsure):
        if without[scope] != said[scope]:
            words = format_lazy(
                _("{rows} dòng không có mã băm trong nhật ký, {entries} việc"), rows=without[scope], entries=said[scope]
            )
            yield Finding(scope, words, authority_of_chain(f"round:{scope}"))


def _entered(kind: Kind) -> None:
    def find(looked: Looked) -> Iterator[Finding]:
        yield from _kept(kind, looked)

    check(kind.code, kind.title, _MEANS, TAMPERED, slow=True)(find)


for _kind in KINDS:
    _entered(_kind)
