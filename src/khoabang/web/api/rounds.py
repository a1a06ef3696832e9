"""Rounds, their groups, rankings, criteria and bodies: read out of the current result of each."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext

from khoabang.language import N_
from khoabang.scoring import CriteriaSet
from khoabang.scoring.files.written_tables import WrittenTable
from khoabang.scoring.result.columns import scored_criteria
from khoabang.scoring.result.inputs import answers_table, bodies_table
from khoabang.web.api import schemas, tables
from khoabang.web.api.answers import FORMATS, Page, conditional, wanted
from khoabang.web.api.operations import answered, as_table, language, operation, rows_answered
from khoabang.web.organisations.names import search_key
from khoabang.web.rounds import selectors
from khoabang.web.rounds.documents import BodyRow, Group
from khoabang.web.rounds.models import Result
from khoabang.web.rounds.selectors import Current


@operation("rounds", schemas.RoundsAnswer, N_("Các đợt đánh giá đã công bố, năm mới nhất trước"), tables=True)
def rounds(request: HttpRequest, asked: schemas.RoundsAsked) -> HttpResponse:
    found = [round_item(each) for each in selectors.results_current(authority=asked.authority, year=asked.year)]

    def table(chosen: slice) -> Any:
        return tables.listed(
            "dot-danh-gia",
            found[chosen],
            (
                ("code", gettext("Mã đợt"), lambda item: item["code"]),
                ("title", gettext("Tên đợt"), lambda item: item["title"]),
                ("year", gettext("Năm"), lambda item: item["year"]),
                ("kind", gettext("Loại"), lambda item: item["kind"]),
                ("authority", gettext("Mã cơ quan tổ chức"), lambda item: item["authority"]["code"]),
                ("authority_name", gettext("Cơ quan tổ chức"), lambda item: item["authority"]["name"]),
                ("set", gettext("Bộ tiêu chí"), lambda item: item["set"]["code"]),
                ("set_version", gettext("Phiên bản"), lambda item: item["set"]["version"]),
                ("edition", gettext("Lần công bố"), lambda item: item["edition"]),
            ),
        )

    return rows_answered(request, asked, len(found), lambda page: page.of(found), table)


@operation("rounds/{round_code}", schemas.RoundAnswer, N_("Một đợt: bộ tiêu chí, các khối, thống kê chung, phát hiện"))
def round(request: HttpRequest, round_code: str, asked: schemas.Asked) -> HttpResponseBase:  # noqa: A001 - the operation's name
    current = current_or_404(round_code)

    def make() -> HttpResponse:
        document = current.document
        content = round_item(current.result) | {
            "round": document["round"],
            "statistics": document["statistics"],
            "groups": [_group_item(current, group) for group in document["groups"]],
            "differences": document["differences"],
            "findings": document["findings"],
        }
        return answered(content)

    return _kept(request, current, make, "json")


@operation("rounds/{round_code}/result", schemas.ResultDocument, N_("Toàn bộ tài liệu kết quả, đúng từng byte như đã lưu"))
def result(request: HttpRequest, round_code: str, asked: schemas.Asked) -> HttpResponseBase:
    current = current_or_404(round_code)
    return _kept(request, current, lambda: answered(current.document), "json")


@operation("rounds/{round_code}/bodies", schemas.InputsAnswer, N_("Danh sách cơ quan như đã nhập vào để chấm"), tables=True)
def round_bodies(request: HttpRequest, round_code: str, asked: schemas.Paged) -> HttpResponseBase:
    return _inputs(request, round_code, asked, bodies_table)


@operation("rounds/{round_code}/answers", schemas.InputsAnswer, N_("Số liệu như đã nhập vào để chấm"), tables=True)
def round_answers(request: HttpRequest, round_code: str, asked: schemas.Paged) -> HttpResponseBase:
    return _inputs(request, round_code, asked, answers_table)


def _inputs(request: HttpRequest, round_code: str, asked: schemas.Paged, make_table: Any) -> HttpResponseBase:
    current = current_or_404(round_code)

    def make() -> HttpResponse:
        criteria_set = CriteriaSet.model_validate(selectors.set_document(current.result.set_version))
        table = make_table(criteria_set, selectors.explanations_of(current), language())
        table_rows = list(table.rows)

        def items(page: Page) -> list[dict[str, str]]:
            codes = [column.code for column in table.columns]
            return [dict(zip(codes, map(str, row), strict=True)) for row in page.of(table_rows)]

        def part(chosen: slice) -> Any:
            return WrittenTable(f"{round_code}-{asked_name}", table.columns, table_rows[chosen], is_form=True)

        asked_name = request.path.rsplit("/", 1)[1]
        columns = [{"code": column.code, "name": column.title} for column in table.columns]
        return rows_answered(request, asked, len(table_rows), items, part, columns=columns)

    return _kept(request, current, make)


@operation("rounds/{round_code}/groups", schemas.GroupsAnswer, N_("Các khối xếp hạng của một đợt"))
def groups(request: HttpRequest, round_code: str, asked: schemas.Asked) -> HttpResponseBase:
    current = current_or_404(round_code)
    found = current.document["groups"]

    def make() -> HttpResponse:
        items = [_group_item(current, group) for group in found]
        return answered({"total": len(items), "limit": len(items), "offset": 0, "items": items})

    return _kept(request, current, make, "json")


@operation(
    "rounds/{round_code}/groups/{group_code}/ranking", schemas.RankingAnswer, N_("Bảng xếp hạng của một khối"), tables=True
)
def ranking(request: HttpRequest, round_code: str, group_code: str, asked: schemas.RowsAsked) -> HttpResponseBase:
    current, group = group_or_404(round_code, group_code)

    def make() -> HttpResponse:
        annex, found = current.annex_of(group), _chosen(group, asked)
        first = {part["code"] for part in scored_criteria(annex)}  # type: ignore[arg-type]

        def item(row: BodyRow) -> dict[str, Any]:
            kept = {key: each for key, each in row.items() if key not in {"criteria", "aggregates", "movement"}}
            criteria = {code: score for code, score in row["criteria"].items() if code in first}
            return kept | {"criteria": criteria, "links": _row_links(round_code, group_code, row["code"])}

        name = f"{round_code}-{group_code}"
        return rows_answered(
            request, asked, len(found), lambda page: [item(row) for row in page.of(found)],
            lambda chosen: tables.ranking_table(name, group, annex, found, chosen),
        )  # fmt: skip

    return _kept(request, current, make)


@operation(
    "rounds/{round_code}/groups/{group_code}/statistics", schemas.StatisticsAnswer, N_("Thống kê của một khối"), tables=True
)
def statistics(request: HttpRequest, round_code: str, group_code: str, asked: schemas.Tabled) -> HttpResponseBase:
    current, group = group_or_404(round_code, group_code)

    def make() -> HttpResponse:
        form = wanted(request, tuple(FORMATS))
        if form == "json":
            return answered(group["statistics"])
        name = f"{round_code}-{group_code}-thong-ke"
        return as_table(tables.statistics_table(name, group, current.annex_of(group)), form)

    return _kept(request, current, make)


@operation(
    "rounds/{round_code}/groups/{group_code}/movement",
    schemas.MovementAnswer,
    N_("Tăng giảm so với năm trước, và có so được không"),
    tables=True,
)
def movement(request: HttpRequest, round_code: str, group_code: str, asked: schemas.RowsAsked) -> HttpResponseBase:
    current, group = group_or_404(round_code, group_code)

    def make() -> HttpResponse:
        found = _chosen(group, asked)

        def item(row: BodyRow) -> dict[str, Any]:
            told = {"code": row["code"], "name": row["name"], "rank": row["rank"], "movement": row["movement"]}
            return told | {"links": _row_links(round_code, group_code, row["code"])}

        name = f"{round_code}-{group_code}-tang-giam"
        return rows_answered(
            request, asked, len(found), lambda page: [item(row) for row in page.of(found)],
            lambda chosen: tables.movement_table(name, found, chosen),
        )  # fmt: skip

    return _kept(request, current, make)


@operation(
    "rounds/{round_code}/groups/{group_code}/criteria", schemas.CriteriaAnswer, N_("Các tiêu chí của một khối"), tables=True
)
def criteria(request: HttpRequest, round_code: str, group_code: str, asked: schemas.Paged) -> HttpResponseBase:
    current, group = group_or_404(round_code, group_code)

    def make() -> HttpResponse:
        found = current.annex_of(group)["criteria"]

        def item(part: Any) -> dict[str, Any]:
            return {**part, "links": {"self": address("criterion", round_code, group_code, part["code"])}}

        name = f"{round_code}-{group_code}-tieu-chi"
        return rows_answered(
            request, asked, len(found), lambda page: [item(part) for part in page.of(found)],
            lambda chosen: tables.criteria_table(name, found[chosen]),
        )  # fmt: skip

    return _kept(request, current, make)


@operation(
    "rounds/{round_code}/groups/{group_code}/criteria/{criterion_code}",
    schemas.CriterionAnswer,
    N_("Một tiêu chí với mọi cơ quan của khối"),
    tables=True,
)
def criterion(
    request: HttpRequest, round_code: str, group_code: str, criterion_code: str, asked: schemas.RowsAsked
) -> HttpResponseBase:
    current, group = group_or_404(round_code, group_code)
    part = next((each for each in current.annex_of(group)["criteria"] if each["code"] == criterion_code), None)
    if part is None:
        raise Http404

    def make() -> HttpResponse:
        found = [(row, row["criteria"][criterion_code]) for row in _chosen(group, asked) if criterion_code in row["criteria"]]

        def item(pair: Any) -> dict[str, Any]:
            row, score = pair
            return {**score, "code": row["code"], "name": row["name"], "links": _row_links(round_code, group_code, row["code"])}

        name = f"{round_code}-{group_code}-{criterion_code}"
        return rows_answered(
            request, asked, len(found), lambda page: [item(pair) for pair in page.of(found)],
            lambda chosen: tables.criterion_table(name, found, chosen),
            criterion=part, statistics=group["statistics"]["criteria"].get(criterion_code),
        )  # fmt: skip

    return _kept(request, current, make)


@operation(
    "rounds/{round_code}/groups/{group_code}/bodies/{body_code}",
    schemas.BodyResultAnswer,
    N_("Kết quả của một cơ quan ở mọi tiêu chí"),
    tables=True,
)
def body_result(
    request: HttpRequest, round_code: str, group_code: str, body_code: str, asked: schemas.Tabled
) -> HttpResponseBase:
    current, group, row = _row_or_404(round_code, group_code, body_code)

    def make() -> HttpResponse:
        form = wanted(request, tuple(FORMATS))
        if form != "json":
            name = f"{round_code}-{group_code}-{body_code}"
            return as_table(tables.body_table(name, current.annex_of(group), row), form)
        told = {"code": group["code"], "name": group["name"]}
        more = _row_links(round_code, group_code, body_code)
        return answered({"round": round_item(current.result), "group": told, "row": row, "links": more})

    return _kept(request, current, make)


@operation(
    "rounds/{round_code}/groups/{group_code}/bodies/{body_code}/explanation",
    schemas.ExplanationDocument,
    N_("Vì sao có từng điểm: số liệu, phép tính, điều khoản"),
)
def explanation(request: HttpRequest, round_code: str, group_code: str, body_code: str, asked: schemas.Asked) -> HttpResponseBase:
    current, _, _ = _row_or_404(round_code, group_code, body_code)
    told = selectors.explanation_of(current, body_code)
    if told is None:
        raise Http404
    return _kept(request, current, lambda: answered(told), "json")


def current_or_404(code: str) -> Current:
    current = selectors.round_current(code)
    if current is None:
        raise Http404
    return current


def group_or_404(round_code: str, group_code: str) -> tuple[Current, Group]:
    current = current_or_404(round_code)
    group = current.group(group_code)
    if group is None:
        raise Http404
    return current, group


def _row_or_404(round_code: str, group_code: str, body_code: str) -> tuple[Current, Group, BodyRow]:
    current, group = group_or_404(round_code, group_code)
    row = selectors.body_row(group, body_code)
    if row is None:
        raise Http404
    return current, group, row


def _kept(request: HttpRequest, current: Current, make: Any, *only: str) -> HttpResponseBase:
    wanted(request, only or tuple(FORMATS))
    return conditional(request, current.result.sha256, make)


def _chosen(group: Group, asked: schemas.RowsAsked) -> list[BodyRow]:
    rows = group["bodies"]
    if asked.class_name:
        rows = [row for row in rows if asked.class_name in (row["class"]["value"], row["class"]["stated"])]
    words = search_key(asked.q).split()
    return [row for row in rows if all(word in search_key(row["name"]) for word in words)] if words else rows


def round_item(result: Result) -> dict[str, Any]:
    """What is said of a round wherever it is named."""
    round_ = result.round
    return {
        "code": round_.code,
        "title": round_.title,
        "year": round_.year,
        "kind": round_.kind,
        "authority": {"code": round_.authority.code, "name": round_.authority.name},
        "set": {"code": result.set_version.code, "version": result.set_version.version},
        "edition": result.edition,
        "fingerprint": result.sha256,
        "links": {
            "self": address("round", round_.code),
            "result": address("result", round_.code),
            "groups": address("groups", round_.code),
            "bodies": address("round_bodies", round_.code),
            "answers": address("round_answers", round_.code),
            "editions": address("editions", round_.code),
            "set": address("criteria_set", result.set_version.code, result.set_version.version),
            "page": reverse("portal:round", args=[round_.code]),
        },
    }


def _group_item(current: Current, group: Group) -> dict[str, Any]:
    codes = (current.round.code, group["code"])
    kept = ("code", "name", "annex", "ranked", "ranking", "class_names", "classes", "counts", "maximum")
    return {key: group[key] for key in kept} | {  # type: ignore[literal-required]
        "links": {
            "self": address("ranking", *codes),
            "statistics": address("statistics", *codes),
            "movement": address("movement", *codes),
            "criteria": address("criteria", *codes),
            "page": reverse("portal:group", args=codes),
        }
    }


def _row_links(round_code: str, group_code: str, body_code: str) -> dict[str, str]:
    return {
        "self": address("body_result", round_code, group_code, body_code),
        "explanation": address("explanation", round_code, group_code, body_code),
        "page": reverse("portal:body", args=[round_code, group_code, body_code]),
    }


def address(name: str, *codes: str) -> str:
    """The address of an operation."""
    return reverse(f"api-v1:{name}", args=codes)
