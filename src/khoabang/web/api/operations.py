"""How an operation is declared, asked for and described: one way for all, so that none forgets a refusal, a table or a link."""

import inspect
import io
import json
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.params.functions import Query

from khoabang import __version__
from khoabang.scoring.files.written_tables import BYTE_ORDER_MARK, WrittenTable, csv_text, write_workbook
from khoabang.web.api.answers import CSV, FORMATS, JSON, PAGE, PROBLEM, XLSX, Page, Refusal, links, refused, wanted, written
from khoabang.web.api.schemas import Asked, Paged, Problem

api = NinjaAPI(title="Khoa Bảng", version="1", docs_url=None, openapi_url=None, urls_namespace="api-v1")
Json = Mapping[str, Any]
_TABLES = {CSV: {"schema": {"type": "string"}}, XLSX: {"schema": {"type": "string", "contentMediaType": XLSX}}}
_REFUSALS = (404, 406, 422)


def operation(path: str, gives: Any, summary: str, *, tables: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare an operation by its address, what it answers and one line about it.

    Its last parameter, `asked`, is an `Asked` of some kind: a name in the query that this does not know is refused, for a mistyped
    filter would otherwise give what nobody asked for.
    """

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, asked: Asked, **kwargs: Any) -> Any:
            known = {field.alias or name for name, field in type(asked).model_fields.items()}
            if unknown := sorted(set(request.GET) - known):
                offered = ", ".join(sorted(known))
                said = [(name, gettext("Không có tham số này; có: {offered}.").format(offered=offered)) for name in unknown]
                raise Refusal(422, gettext("Có tham số lạ: {names}.").format(names=", ".join(unknown)), said)
            return view(request, *args, asked=asked, **kwargs)

        signature = inspect.signature(view)
        parameters = [
            each.replace(default=Query(...)) if each.name == "asked" else each for each in signature.parameters.values()
        ]
        checked.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        extra = {"responses": {200: {"content": _TABLES}}} if tables else {}
        named = view.__name__
        answers = {200: gives, **dict.fromkeys(_REFUSALS, Problem)}
        options: dict[str, Any] = {"operation_id": named, "url_name": named, "summary": summary, "openapi_extra": extra}
        return api.get(path, response=answers, by_alias=True, **options)(checked)

    return declare


@api.exception_handler(Refusal)
def _refusal(request: HttpRequest, raised: Exception) -> HttpResponse:
    assert isinstance(raised, Refusal)  # noqa: S101 - what it is registered for
    return refused(raised)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, raised: Exception) -> HttpResponse:
    return refused(Refusal(404, gettext("Không có gì công khai ở địa chỉ {path}.").format(path=request.path)))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, raised: Exception) -> HttpResponse:
    errors = [(str(each["loc"][-1]), _fault(each)) for each in getattr(raised, "errors", [])]
    return refused(Refusal(422, "; ".join(f"{name}: {said}" for name, said in errors), errors))


@api.exception_handler(HttpError)
def _other(request: HttpRequest, raised: Exception) -> HttpResponse:
    return refused(Refusal(400))


def _fault(error: Json) -> str:
    """Say what is wrong with a parameter."""
    limits = error.get("ctx", {})
    match error["type"]:
        case "int_parsing" | "int_parsing_size" | "int_type" | "int_from_float":
            return gettext("Phải là số nguyên.")
        case "greater_than_equal":
            return gettext("Ít nhất là {least}.").format(least=limits["ge"])
        case "less_than_equal":
            return gettext("Nhiều nhất là {most}.").format(most=limits["le"])
        case "string_too_long":
            return gettext("Không quá {most} ký tự.").format(most=limits["max_length"])
        case "literal_error":
            return gettext("Chỉ nhận {allowed}.").format(allowed=limits["expected"].replace(" or ", ", "))
    return gettext("Giá trị không dùng được.")


def answered(content: Any) -> HttpResponse:
    """An answer in JSON."""
    return HttpResponse(content if isinstance(content, bytes) else written(content), content_type=JSON)


def rows_answered(
    request: HttpRequest,
    asked: Paged,
    total: int,
    items: Callable[[Page], list[Any]],
    table: Callable[[slice], WrittenTable],
    **more: Any,
) -> HttpResponse:
    """A page of rows in JSON, or the rows as a table.

    Args:
        request: what is asked.
        asked: which rows, in which form.
        total: how many rows there are.
        items: gives the rows of a page.
        table: gives the rows that a slice takes, as a table.
        more: what stands beside the rows in JSON.
    """
    page, form = Page(asked.limit, asked.offset), wanted(request, tuple(FORMATS))
    if form == "json":
        content = {"total": total, "limit": page.limit or PAGE, "offset": page.offset, **more, "items": items(page)}
        response = answered(content)
        response.headers["Link"] = links(request, page, total)
    else:
        end = None if page.limit is None else page.offset + page.limit
        response = as_table(table(slice(page.offset, end)), form)
    return response


def as_table(table: WrittenTable, form: str) -> HttpResponse:
    """A table as a file that is saved."""
    if form == "csv":
        response = HttpResponse(BYTE_ORDER_MARK + csv_text(table), content_type=f"{CSV}; charset=utf-8")
    else:
        packed = io.BytesIO()
        write_workbook(packed, [table], table.name)
        response = HttpResponse(packed.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(table.name)}.{form}"'
    return response


def _file_name(name: str) -> str:
    return re.sub(r"[^0-9A-Za-z._-]+", "-", name).strip("-") or "bang"


def description() -> dict[str, Any]:
    """The OpenAPI 3.1 description in the reader's language."""
    made: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    made["info"] |= {
        "title": gettext("Khoa Bảng: dữ liệu xếp hạng đã công bố"),
        "version": f"1 ({__version__})",
        "description": gettext(
            "Chỉ đọc, không cần tài khoản. Số liệu chấm điểm là chữ: exact là phân số chính xác, shown là số đã làm tròn theo bộ tiêu chí, "
            "stated là số in trong bản công bố."
        ),
    }
    made["openapi"] = "3.1.0"
    _translate(made)
    for path in made["paths"].values():
        for each in path.values():
            for status, response in each["responses"].items():
                if int(status) >= 400:
                    response["content"] = {PROBLEM: response["content"][JSON]}
            each["responses"]["304"] = {"description": "Not Modified"}
        if "get" in path:
            path["head"] = {**path["get"], "operationId": f"{path['get']['operationId']}_head"}
            path["head"]["responses"] = {
                status: {"description": response["description"]} for status, response in path["get"]["responses"].items()
            }
    return made


def _translate(part: Any) -> None:
    """Put every summary and description into the reader's language, where it is a text of ours."""
    if isinstance(part, list):
        for each in part:
            _translate(each)
    elif isinstance(part, dict):
        for key, each in part.items():
            if key in {"summary", "description"} and isinstance(each, str):
                part[key] = gettext(each) if each else each
            else:
                _translate(each)


def language() -> str:
    """The language that this request is answered in."""
    return (get_language() or "vi")[:2]
