"""What changed between two versions of a criteria set: one record for each change, without language; `sentence` puts it in words.

Criteria are matched by annex and code, everything else by its code or name. Two sets give no change exactly when their content is equal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from khoabang.language import N_, text
from khoabang.scoring.criteria import workbook_layout as layout
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.criteria.spoken import named, spoken

Json = dict[str, Any]
ChangeKind = Literal["added", "removed", "renamed", "moved", "reordered", "changed"]
Subject = Literal["set", "document", "attribute", "group", "annex", "criterion", "input", "aggregate", "class", "policy"]

_SENTENCES = {
    "added": N_("thêm"),
    "removed": N_("bỏ"),
    "renamed": N_("đổi tên: «{before}» → «{after}»"),
    "moved": N_("chuyển từ {before} sang {after}"),
    "reordered": N_("đổi thứ tự: {before} → {after}"),
    "changed": N_("{field}: {before} → {after}"),
}
_TOP = N_("cấp trên cùng")
SUBJECTS: dict[str, str] = {
    "set": N_("Bộ tiêu chí"),
    "document": N_("Căn cứ"),
    "attribute": N_("Thuộc tính"),
    "group": N_("Khối"),
    "annex": N_("Phụ lục"),
    "criterion": N_("Tiêu chí"),
    "input": N_("Số liệu"),
    "aggregate": N_("Tổng hợp"),
    "class": N_("Xếp loại"),
    "policy": N_("Chính sách"),
}
_LAYOUTS = {
    "set": layout.IDENTITY,
    "document": layout.LEGAL_BASIS,
    "attribute": layout.ATTRIBUTES,
    "group": layout.GROUPS,
    "annex": layout.ANNEXES,
    "criterion": layout.CRITERIA,
    "input": layout.INPUTS,
    "aggregate": layout.AGGREGATES,
    "class": layout.BANDS,
    "policy": layout.POLICIES,
}
_COLUMNS = {(subject, column.key): column for subject, sheet in _LAYOUTS.items() for column in sheet.columns}
_WHOLE = {
    "rounding": N_("Làm tròn"),
    "ranking": N_("Xếp hạng"),
    "classes": N_("Xếp loại"),
    "missing": N_("Thiếu số liệu"),
    "not_verified": N_("Chưa thẩm định"),
    "exempt": N_("Được miễn"),
    "over_maximum": N_("Vượt điểm tối đa"),
    "reference": N_("Căn cứ"),
    "checked": N_("Đối chiếu"),
    "years": N_("Các năm áp dụng"),
    "completeness": N_("Mức đầy đủ"),
    "calendar": N_("Ngày nghỉ"),
}
_PARTS = {"legal_basis", "attributes", "groups", "annexes", "policies"}


@dataclass(frozen=True, slots=True)
class Change:
    """One change: to what, which key of it, and the values before and after as plain data (None: not there)."""

    kind: ChangeKind
    subject: Subject
    annex: str = ""
    code: str = ""
    name: str = ""
    field: str = ""
    before: Any = None
    after: Any = None

    def as_json(self) -> Json:
        """Give the record for `--json`."""
        return asdict(self)


def diff_sets(old: CriteriaSet, new: CriteriaSet) -> list[Change]:
    """List what changed from one set to another, in the order of the format."""
    before, after = old.dump(), new.dump()
    changes = list(_fields("set", _without(before, _PARTS), _without(after, _PARTS), {}))
    for key, subject, name in (
        ("legal_basis", "document", "id"),
        ("attributes", "attribute", "code"),
        ("groups", "group", "code"),
    ):
        changes += _items(subject, before.get(key), after.get(key), name, {})  # type: ignore[arg-type]
    changes += _items("annex", before["annexes"], after["annexes"], "code", {}, leave_out={"criteria", "aggregates"})
    annexes = {annex["code"]: annex for annex in before["annexes"]}  # type: ignore[attr-defined]
    for annex in after["annexes"]:  # type: ignore[attr-defined]
        if annex["code"] in annexes:
            changes += _trees(annexes[annex["code"]], annex)
    changes += _policies(before["policies"], after["policies"])  # type: ignore[arg-type]
    return changes


def _without(item: Mapping[str, Any], keys: set[str]) -> Json:
    return {key: value for key, value in item.items() if key not in keys}


def _items(
    subject: Subject, before: Any, after: Any, identity: str, where: Json, *, leave_out: set[str] | None = None
) -> Iterator[Change]:
    """Compare two lists of items by what identifies each; of two with one identity the first counts."""
    old = {item[identity]: item for item in reversed(before or [])}
    new = {item[identity]: item for item in reversed(after or [])}
    order_before = [item[identity] for item in before or [] if item[identity] in new]
    order_after = [item[identity] for item in after or [] if item[identity] in old]
    for code in dict.fromkeys(item[identity] for item in before or []):
        if code not in new:
            yield Change("removed", subject, code=code, name=_name(old[code]), before=old[code], **where)
    for code in dict.fromkeys(item[identity] for item in after or []):
        if code not in old:
            yield Change("added", subject, code=code, name=_name(new[code]), after=new[code], **where)
        else:
            here = {**where, "code": code, "name": _name(new[code])}
            skipped = (leave_out or set()) | {identity}
            yield from _fields(subject, _without(old[code], skipped), _without(new[code], skipped), here)
    if order_before != order_after:
        yield Change("reordered", subject, before=order_before, after=order_after, **where)


def _name(item: Json) -> str:
    return str(item.get("name") or item.get("title") or item.get("number") or "")


def _fields(subject: Subject, before: Json, after: Json, here: Json, prefix: str = "") -> Iterator[Change]:
    """Compare mappings key by key, going down where both sides have the same kind of mapping."""
    for key in [*before, *(key for key in after if key not in before)]:
        old, new, path = before.get(key), after.get(key), prefix + key
        if old == new:
            continue
        if path == "name" and old and new:
            yield Change("renamed", subject, before=old, after=new, **here)
        elif isinstance(old, dict) and isinstance(new, dict) and old.get("kind") == new.get("kind"):
            yield from _fields(subject, old, new, here, path + ".")
        else:
            yield Change("changed", subject, field=path, before=old, after=new, **here)


def _trees(before: Json, after: Json) -> Iterator[Change]:
    where = {"annex": after["code"]}
    old, new = dict(_walk(before)), dict(_walk(after))
    own = {"criteria", "inputs", "code"}
    for code, (parent, item) in old.items():
        if code not in new:
            kept = {"parent": parent} if parent else {}
            yield Change(
                "removed", "criterion", code=code, name=item["name"], before={**_without(item, {"criteria"}), **kept}, **where
            )
    for code, (parent, item) in new.items():
        here = {**where, "code": code, "name": item["name"]}
        if code not in old:
            yield Change(
                "added", "criterion", after={**_without(item, {"criteria"}), **({"parent": parent} if parent else {})}, **here
            )
            continue
        parent_before, item_before = old[code]
        if parent != parent_before:
            yield Change("moved", "criterion", before=parent_before, after=parent, **here)
        yield from _fields("criterion", _without(item_before, own), _without(item, own), here)
        yield from _items("input", item_before.get("inputs"), item.get("inputs"), "code", where)
        yield from _order(item_before, item, here)
    yield from _order(before, after, where)
    yield from _items("aggregate", before.get("aggregates"), after.get("aggregates"), "code", where)


def _walk(holder: Json, parent: str | None = None) -> Iterator[tuple[str, tuple[str | None, Json]]]:
    for item in holder.get("criteria", []):
        yield item["code"], (parent, item)
        yield from _walk(item, item["code"])


def _order(before: Json, after: Json, here: Json) -> Iterator[Change]:
    old, new = ([item["code"] for item in holder.get("criteria", [])] for holder in (before, after))
    kept_before, kept_after = [code for code in old if code in new], [code for code in new if code in old]
    if kept_before != kept_after:
        yield Change("reordered", "criterion", before=kept_before, after=kept_after, **here)


def _policies(before: Json, after: Json) -> Iterator[Change]:
    yield from _fields("policy", _unbanded(before), _unbanded(after), {})
    old, new = (policies.get("classes", {}).get("bands", []) for policies in (before, after))
    yield from _items("class", old, new, "name", {})


def _unbanded(policies: Json) -> Json:
    return {**policies, "classes": _without(policies["classes"], {"bands"})} if "classes" in policies else policies


def sentence(change: Change, lang: str = "vi") -> str:
    """Say a change in words; which thing it happened to is the caller's to print."""
    if change.kind in {"moved", "renamed"}:
        before, after = (value or text(_TOP, lang) for value in (change.before, change.after))
    elif change.kind == "reordered":
        before, after = (", ".join(value) for value in (change.before, change.after))
    else:
        column = _COLUMNS.get((change.subject, change.field))
        is_text = change.field.startswith("years.") or (column is not None and column.form in {"text", "lines", "date"})
        key = change.field.rpartition(".")[2]
        before, after = (spoken(value, lang, key=key, is_text=is_text) for value in (change.before, change.after))
    return text(_SENTENCES[change.kind], lang, field=titled(change, lang), before=before, after=after)


def titled(change: Change, lang: str = "vi") -> str:
    """Name the key that changed: its heading, or that of the key above it with the rest in brackets."""
    column = _COLUMNS.get((change.subject, "rule.kind" if change.field == "rule" else change.field))
    if column is not None and change.subject != "policy":
        return text(column.title, lang)
    known, _, rest = change.field.partition(".")
    above = _COLUMNS.get((change.subject, known))
    title = above.title if above else _WHOLE.get(known)
    if title is None:
        return named(change.field, lang)
    return text(title, lang) + (f" ({named(rest, lang)})" if rest else "")
