"""The criteria set that a printed table shows: its columns of points, maxima where they are printed, and nothing that is not."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from khoabang.auditing.figures import Figure
from khoabang.auditing.historic.columns import Columns, Node, as_printed, header_of, maximum_of
from khoabang.auditing.historic.described import Described
from khoabang.auditing.ordering import Ordering
from khoabang.auditing.shares import Share
from khoabang.auditing.sheet import Column
from khoabang.language import N_, text
from khoabang.scoring.criteria.fields import NOT_PUBLISHED
from khoabang.scoring.numbers import plain, show

Json = dict[str, Any]
DOCUMENT = "van-ban"
GROUP = "khoi"
_MOST_PLACES = 12  # that a rounding may have
_COLUMNS = N_("Các cột điểm của bảng")
_NAME = N_("Các cột điểm in trong: {title}")
_GROUPS_ONLY = N_(
    "Chỉ có những gì bảng in: tên các cột điểm, và điểm tối đa ở cột nào có in. Cách chấm từng cột không có trong bảng."
)
_COLUMN = N_("cột «{header}»")
_TABLE = N_("bảng xếp hạng")
_GIVEN_MAXIMUM = N_("Bảng không in; người giữ bảng cho biết.")
_MAXIMUM_OF_SET = N_("Bảng không in; lấy từ bộ tiêu chí mà bảng được đối chiếu.")
_PRINTED_SO = N_("Điểm tối đa in ở các cột không cộng thành số này; giữ đúng như in.")
_OTHER_DIVISORS = N_(
    "Chỉ số in trong bảng là tổng điểm chia cho {divisors}, nên không ghi một điểm tối đa chung; ở cột tổng bảng in {printed}."
)
_DIVISORS = N_("Chỉ số in trong bảng là tổng điểm chia cho các số khác nhau ({divisors}), nên không ghi một điểm tối đa chung.")
_NOT_ADDED = N_("Số liệu in không cho thấy cột này được cộng vào tổng điểm.")
_SUM_UNKNOWN = N_("Số liệu in không cho thấy tổng điểm là tổng của các cột nào: không tính lại được tổng, chỉ có số in.")
_NOT_SAID = N_("Bảng không nói. Khoa Bảng không xếp hạng cơ quan thiếu số liệu: thiếu không phải là 0 điểm.")
_ACCEPTED = N_("Bảng không nói. Khoa Bảng giữ nguyên điểm đã in, kể cả điểm vượt điểm tối đa, và cảnh báo.")
_RANKED = N_("Suy từ thứ hạng và số liệu in trong bảng; hạng hiện ra là hạng đã in.")
_RANKED_UNKNOWN = N_("Bảng không cho thấy hạng xếp theo cột nào; hạng hiện ra, nếu có, là hạng đã in.")
_ROUNDED = N_("Số chữ số là số chữ số in trong bảng.")


def criteria_set(edition: str, version: str, described: Described, tables: Sequence["Ranked"]) -> Json:
    """Give the set as the plain data of its set.yaml."""
    lang = described.lang
    annexes: list[Json] = []
    groups: list[Json] = []
    for ranked in tables:
        annex = _annex(ranked, described)
        alike = next((each for each in annexes if each | {"code": "", "name": annex["name"]} == annex), None)
        if alike is None:
            alike = annex | {"code": f"bang-{len(annexes) + 1}"}
            alike |= {"name": f"{annex['name']} ({len(annexes) + 1})"} if annexes else {}
            annexes.append(alike)
        groups += [
            {"code": code, "name": name, "annex": alike["code"], "ranked": True, "reference": _reference(text(_TABLE, lang))}
            | ({"when": {GROUP: code}} if len(all_groups(tables)) > 1 else {})
            for code, name in ranked.groups.items()
        ]
    issuer = described.decision.issuer if described.decision and described.decision.issuer else described.authority.name
    data: Json = {
        "format": 1,
        "id": edition,
        "version": version,
        "name": text(_NAME, lang, title=described.title),
        "lang": lang,
        "nature": "reconstruction",
        "issuer": issuer,
        "years": {"from": described.year, "to": described.year},
        "completeness": {"criteria": "groups", "note": text(_GROUPS_ONLY, lang)},
        "sources": [described.source.url or described.source.title],
        "legal_basis": [_document(described)],
    }
    if len(all_groups(tables)) > 1:
        options = [{"code": code, "name": name} for code, name in all_groups(tables).items()]
        data["attributes"] = [{"code": GROUP, "name": text(N_("Khối"), lang), "type": "choice", "options": options}]
    return data | {"groups": groups, "annexes": annexes, "policies": _policies(tables, lang)}


class Ranked:
    """One table with the ranking groups that its rows are of, by code, and what orders them."""

    def __init__(
        self,
        columns: Columns,
        shares: Sequence[Share],
        orderings: Sequence[Ordering],
        groups: Mapping[str, str],
        rows: Sequence[str],
    ) -> None:
        """Take what the audit understood; `rows` gives the code of each row's group."""
        self.columns, self.shares, self.orderings = columns, shares, orderings
        self.groups, self.rows = groups, rows


def all_groups(tables: Sequence[Ranked]) -> dict[str, str]:
    """Give the ranking groups of all tables, by code."""
    return {code: name for ranked in tables for code, name in ranked.groups.items()}


def _document(described: Described) -> Json:
    """Give the document that every reference names: what announced the result, or where it was read."""
    decision, source = described.decision, described.source
    if decision is not None:
        found = decision.model_dump(mode="json", exclude_none=True)
    else:
        found = {"type": text(N_("Tài liệu đã công bố"), described.lang), "title": source.title}
        found |= {"date": source.published.isoformat()} if source.published else {}
        found |= {"url": source.url} if source.url else {}
    return {"id": DOCUMENT} | found | {"text_found": True}


def _reference(at: str) -> Json:
    return {"document": DOCUMENT, "at": at}


def _annex(ranked: Ranked, described: Described) -> Json:
    lang, columns = described.lang, ranked.columns
    maximum, note = _total_maximum(ranked, lang)
    criteria = [_criterion(node, columns, lang) for node in columns.nodes]
    notes = [note] if note else []
    if criteria and columns.total is None:
        notes.append(text(_SUM_UNKNOWN, lang))
    return {
        "code": "",
        "name": text(_COLUMNS, lang),
        "maximum": maximum,
        **_exception(maximum, [each for each in criteria if each.get("role") is None], lang),
        **({"note": " ".join(notes)} if notes else {}),
        "reference": _reference(text(_TABLE, lang)),
        "criteria": criteria,
    }


def _criterion(node: Node, columns: Columns, lang: str) -> Json:
    header = header_of(node.column, columns.sheet)
    data: Json = {"code": node.code, "name": header}
    if not node.counted:
        data["role"] = "informational"
    maximum = _amount(maximum_of(node.column, columns.sheet), node.column, lang)
    if node.counted or maximum != NOT_PUBLISHED:
        data["maximum"] = maximum
    below = [_criterion(each, columns, lang) for each in node.below]
    data |= _exception(maximum, below, lang)
    data["reference"] = _reference(text(_COLUMN, lang, header=header))
    if not node.counted:
        data["note"] = text(_NOT_ADDED, lang)
    return data | ({"criteria": below} if below else {"rule": {"kind": "given"}})


def _amount(printed: Figure | None, column: Column, lang: str) -> Json | str:
    if printed is None or printed.value < 0:
        return NOT_PUBLISHED
    why = {"person": _GIVEN_MAXIMUM, "set": _MAXIMUM_OF_SET}.get(column.maximum_from) if column.maximum is printed else None
    return {"value": plain(printed.value), "inferred": text(why, lang)} if why else plain(printed.value)


def _exception(maximum: Json | str, below: Sequence[Json], lang: str) -> Json:
    """Where printed maxima do not add up, say that they are kept as they are."""
    values = [_value(each.get("maximum", NOT_PUBLISHED)) for each in below]
    own = _value(maximum)
    if own is None or not values or any(value is None for value in values):
        return {}
    return {} if sum(value for value in values if value is not None) == own else {"sum_exception": text(_PRINTED_SO, lang)}


def _value(amount: Json | str) -> Fraction | None:
    said = amount["value"] if isinstance(amount, dict) else amount
    return None if said == NOT_PUBLISHED else Fraction(said)


def _total_maximum(ranked: Ranked, lang: str) -> tuple[Json | str, str]:
    """Give the total's maximum, and what is to be said of it. Where the index is a share of something else, none stands for all."""
    total = ranked.columns.stated.get("points")
    printed = maximum_of(total, ranked.columns.sheet) if total is not None else None
    divisors = sorted({each.value for share in ranked.shares for each in share.denominators})
    if not divisors or (printed is not None and divisors == [printed.value]):
        return (_amount(printed, total, lang) if total is not None else NOT_PUBLISHED), ""
    shown = "; ".join(show(value, lang) for value in divisors)
    if printed is not None:
        return NOT_PUBLISHED, text(_OTHER_DIVISORS, lang, divisors=shown, printed=as_printed(printed, lang))
    if len(divisors) > 1:
        return NOT_PUBLISHED, text(_DIVISORS, lang, divisors=shown)
    return {"value": plain(divisors[0]), "inferred": text(N_("Chỉ số in trong bảng là tổng điểm chia cho số này."), lang)}, ""


def _policies(tables: Sequence[Ranked], lang: str) -> Json:
    not_said = text(_NOT_SAID, lang)
    return {
        "missing": {"use": "unranked", "inferred": not_said},
        "not_verified": {"use": "unranked", "inferred": not_said},
        "over_maximum": {"use": "accept", "inferred": text(_ACCEPTED, lang)},
        "ranking": _ranking(tables, lang),
        "rounding": _rounding(tables, lang),
    }


def _ranking(tables: Sequence[Ranked], lang: str) -> Json:
    names = {"total": "points", "index": "index", "percent": "percent"}
    found = next((each for ranked in tables for each in ranked.orderings if each.key.role in names), None)
    if found is None:
        stated = {name for ranked in tables for name in ranked.columns.stated}
        by = next((name for name in names.values() if name in stated), "points")
        return {"by": by, "inferred": text(_RANKED_UNKNOWN, lang)}
    return {
        "by": names[found.key.role],
        "order": "ascending" if found.ascending else "descending",
        "ties": "dense" if found.ties == "dense" else "competition",
        "inferred": text(_RANKED, lang),
    }


def _rounding(tables: Sequence[Ranked], lang: str) -> Json:
    """Shares of the maximum with the digits that the table prints; points are exact, because they are added up and not divided."""
    places = {name: _places(tables, name, usual) for name, usual in (("index", 3), ("percent", 1))}
    rest = {"mean_percent": {"places": 1}, "criterion_index": {"places": 3}}
    return {"inferred": text(_ROUNDED, lang)} | {name: {"places": count} for name, count in places.items()} | rest


def _places(tables: Sequence[Ranked], name: str, usual: int) -> int:
    """Give how many decimals a stated column prints; the usual number where there is no such column."""
    columns = [ranked.columns.stated[name] for ranked in tables if name in ranked.columns.stated]
    printed = [as_printed(figure, "en") for column in columns for figure in column.present]
    return min(_MOST_PLACES, max((len(shown.partition(".")[2]) for shown in printed), default=usual))
