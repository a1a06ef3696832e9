"""Checks of evidence: files there and whole, attached where they may be, and nothing beside them."""

import json
from collections.abc import Iterator

from django.core.files.storage import FileSystemStorage
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from khoabang.web.assessments.models import ClaimItem
from khoabang.web.evidence import store
from khoabang.web.evidence.models import Document, Link, Revision
from khoabang.web.upkeep.checks.check import Finding, Looked, check

_LOST = _("Lấy tệp từ bản sao lưu. Nếu không còn, cơ quan nộp lại đúng tệp ấy: mã băm cho biết có đúng không.")
_MAINTAINER = _("Báo người bảo trì phần mềm; không sửa tay trong cơ sở dữ liệu.")


@check(
    "DOC130",
    _("Tệp kiểm chứng còn đủ và nguyên vẹn"),
    _("Một tệp đã nộp không còn trong kho, hoặc nội dung đã khác lúc nộp."),
    _LOST,
    slow=True,
)
def files(looked: Looked) -> Iterator[Finding]:
    seen: dict[str, bool] = {}
    rows = Revision.objects.order_by("pk").values_list("path", "sha256", "name", "document__authority__code")
    for path, sha256, name, authority in rows.iterator(500):
        if path not in seen:
            seen[path] = store.is_intact(path, sha256)
        if not seen[path]:
            yield Finding(name, path, authority)


@check(
    "DOC131",
    _("Kho tệp không có tệp thừa"),
    _("Trong kho có tệp không thuộc tài liệu nào: một lần tải lên bị ngắt, hoặc có người chép vào."),
    _("Xem rồi xóa các tệp này khỏi thư mục evidence."),
    slow=True,
    warning=True,
)
def orphans(looked: Looked) -> Iterator[Finding]:
    storage = store.storage()
    if not isinstance(storage, FileSystemStorage):
        return
    known = set(Revision.objects.values_list("path", flat=True))
    folders = storage.listdir("")[0] if storage.exists("") else []
    for folder in sorted(folders):
        for name in sorted(storage.listdir(folder)[1]):
            if f"{folder}/{name}" not in known and not name.startswith(".coming-"):
                yield Finding(f"{folder}/{name}")


@check("DOC132", _("Mỗi tài liệu có tệp"), _("Một tài liệu không có tệp nào."), _MAINTAINER)
def without_file(looked: Looked) -> Iterator[Finding]:
    empty = Document.objects.filter(~Exists(Revision.objects.filter(document=OuterRef("pk"))))
    for title, authority in empty.values_list("title", "authority__code"):
        yield Finding(title, "", authority)


@check(
    "DOC133",
    _("Tài liệu được đính kèm cho đúng cơ quan"),
    _("Tài liệu của một cơ quan được đính kèm vào hồ sơ của cơ quan khác."),
    _MAINTAINER,
)
def of_another_body(looked: Looked) -> Iterator[Finding]:
    elsewhere = Q(document__body__isnull=False) & ~Q(document__body=F("participant__body"))
    abroad = ~Q(document__authority=F("participant__round__authority"))
    rows = Link.objects.filter(elsewhere | abroad).values_list(
        "document__title", "participant__round__code", "participant__body__code", "participant__round__authority__code"
    )
    for title, code, body, authority in rows:
        yield Finding(f"{code} · {body}", title, authority)


@check(
    "DOC134",
    _("Tệp mà bản gửi nêu còn trong kho"),
    _("Bản gửi nêu một tệp mà kho không biết."),
    _LOST,
    slow=True,
)
def named(looked: Looked) -> Iterator[Finding]:
    known = set(Revision.objects.values_list("document", "sha256"))
    rows = ClaimItem.objects.exclude(evidence="[]").values_list(
        "evidence",
        "indicator",
        "claim__participant__round__code",
        "claim__participant__body__code",
        "claim__participant__round__authority__code",
    )
    for evidence, indicator, code, body, authority in rows.iterator(2_000):
        try:
            missing = [each for each in json.loads(evidence) if (each["document"], each["sha256"]) not in known]
        except (ValueError, KeyError, TypeError):
            continue  # DOC077 says so
        for each in missing:
            yield Finding(f"{code} · {body} · {indicator}", str(each.get("name", "")), authority)


@check("DOC135", _("Các bản của một tài liệu được đánh số liền nhau"), _("Một bản cũ của tài liệu không còn."), _LOST)
def revisions(looked: Looked) -> Iterator[Finding]:
    numbers: dict[tuple[int, str, str], list[int]] = {}
    rows = Revision.objects.order_by("document", "number").values_list(
        "document", "document__title", "document__authority__code", "number"
    )
    for key, title, authority, number in rows.iterator(2_000):
        numbers.setdefault((key, title, authority), []).append(number)
    for (_key, title, authority), found in numbers.items():
        if found != list(range(1, len(found) + 1)):
            yield Finding(title, ", ".join(map(str, found)), authority)
