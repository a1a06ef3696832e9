"""Bodies with their history, and criteria sets."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from khoabang import __version__
from khoabang.language import N_
from khoabang.web.api import schemas, tables
from khoabang.web.api.answers import Page, conditional, wanted
from khoabang.web.api.operations import answered, operation, rows_answered
from khoabang.web.api.rounds import address, round_item
from khoabang.web.criteria.selectors import public_versions
from khoabang.web.organisations.models import Body
from khoabang.web.rounds import selectors
from khoabang.web.rounds.models import BodyResult, CriteriaSetVersion


@operation("", schemas.Start, N_("Bắt đầu từ đây"))
def start(request: HttpRequest, asked: schemas.Asked) -> HttpResponse:
    wanted(request, ("json",))
    links = {name: address(name) for name in ("rounds", "bodies", "criteria_sets")}
    links |= {"description": reverse("api-v1:openapi"), "page": reverse("api:page")}
    return answered({"name": gettext("Khoa Bảng"), "version": __version__, "links": links})


@operation("bodies", schemas.BodiesAnswer, N_("Các cơ quan có kết quả công khai; tìm theo tên không cần dấu"), tables=True)
def bodies(request: HttpRequest, asked: schemas.BodiesAsked) -> HttpResponse:
    found = selectors.bodies_published(asked.q, authority=asked.authority)

    def items(chosen: list[Body]) -> list[dict[str, Any]]:
        told: dict[int, list[BodyResult]] = {}
        for each in selectors.results_of(chosen):
            told.setdefault(each.body_id, []).append(each)
        return [_body_item(body, told[body.pk]) for body in chosen]

    def table(chosen: slice) -> Any:
        return tables.listed(
            "co-quan",
            items(list(found[chosen])),
            (
                ("code", gettext("Mã cơ quan"), lambda item: item["code"]),
                ("name", gettext("Tên cơ quan"), lambda item: item["name"]),
                ("authority", gettext("Mã cơ quan tổ chức"), lambda item: item["authority"]["code"]),
                ("authority_name", gettext("Cơ quan tổ chức"), lambda item: item["authority"]["name"]),
                ("results", gettext("Số kết quả"), lambda item: item["results"]),
            ),
        )

    def page_items(page: Page) -> list[dict[str, Any]]:
        return items(page.of(found))  # type: ignore[arg-type]

    return rows_answered(request, asked, found.count(), page_items, table)


@operation("bodies/{authority_code}/{body_code}", schemas.BodyAnswer, N_("Một cơ quan với kết quả qua các năm"))
def body(request: HttpRequest, authority_code: str, body_code: str, asked: schemas.Asked) -> HttpResponse:
    wanted(request, ("json",))
    kept = selectors.bodies_published(authority=authority_code).filter(code=body_code).first()
    if kept is None:
        raise Http404
    told = list(selectors.results_of([kept]))
    return answered(_named(kept, told) | {"history": [_history_item(each) for each in told], "links": _links(kept)})


def _named(body: Body, told: list[BodyResult]) -> dict[str, Any]:
    authority = {"code": body.authority.code, "name": body.authority.name}
    return {"code": body.code, "name": told[0].name, "authority": authority}


def _links(body: Body) -> dict[str, str]:
    return {"self": address("body", body.authority.code, body.code)}


def _body_item(body: Body, told: list[BodyResult]) -> dict[str, Any]:
    return _named(body, told) | {"results": len(told), "links": _links(body)}


def _history_item(told: BodyResult) -> dict[str, Any]:
    """One year of a body, read out of that year's result."""
    current = selectors.round_current(told.result.round.code)
    group = current.group(told.group.code) if current else None
    row = selectors.body_row(group, told.body.code) if group else None
    if current is None or group is None or row is None:
        raise Http404
    codes = (current.round.code, group["code"], row["code"])
    kept = ("name", "rank", "points", "index", "class", "status", "movement")
    return {key: row[key] for key in kept} | {  # type: ignore[literal-required]
        "round": round_item(current.result),
        "group": {"code": group["code"], "name": group["name"]},
        "links": {"self": address("body_result", *codes), "page": reverse("portal:body", args=codes)},
    }


@operation("criteria-sets", schemas.SetsAnswer, N_("Các bộ tiêu chí công khai, mỗi phiên bản một dòng"), tables=True)
def criteria_sets(request: HttpRequest, asked: schemas.Paged) -> HttpResponse:
    found = [_set_item(each) for each in public_versions().defer("document").order_by("code", "version", "owner")]

    def table(chosen: slice) -> Any:
        titles = {
            "code": N_("Mã bộ tiêu chí"), "version": N_("Phiên bản"), "name": N_("Tên bộ tiêu chí"), "issuer": N_("Cơ quan ban hành"),
            "nature": N_("Tính chất"), "sha256": N_("Dấu vân tay"),
        }  # fmt: skip
        columns = [(code, gettext(title), lambda item, code=code: item[code]) for code, title in titles.items()]
        return tables.listed("bo-tieu-chi", found[chosen], columns)

    return rows_answered(request, asked, len(found), lambda page: page.of(found), table)


@operation("criteria-sets/{set_code}/{version}", schemas.SetDocument, N_("Một phiên bản bộ tiêu chí, đủ mọi điều khoản"))
def criteria_set(request: HttpRequest, set_code: str, version: str, asked: schemas.Asked) -> Any:
    wanted(request, ("json",))
    kept = public_versions().filter(code=set_code, version=version).first()
    if kept is None:
        raise Http404
    return conditional(request, kept.sha256, lambda: answered(selectors.set_document(kept)))


def _set_item(version: CriteriaSetVersion) -> dict[str, Any]:
    told = {name: getattr(version, name) for name in ("code", "version", "name", "issuer", "nature", "sha256")}
    codes = (version.code, version.version)
    return told | {"links": {"self": address("criteria_set", *codes), "page": reverse("portal:set", args=codes)}}
