"""The public interface: what it answers, in which forms, to whom, and how it refuses."""

import copy
import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from khoabang.scoring.files.written_tables import BYTE_ORDER_MARK
from khoabang.web.api import schemas
from khoabang.web.rounds.services import result_import
from web.shipped import documents

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ROOT = "/api/v1/"
ROUND, GROUP, BODY = "rounds/thai-binh-2020", "rounds/thai-binh-2020/groups/departments", "vp-ubnd-tinh"
ADDRESSES = {
    "": schemas.Start,
    "rounds": schemas.RoundsAnswer,
    ROUND: schemas.RoundAnswer,
    f"{ROUND}/result": schemas.ResultDocument,
    f"{ROUND}/bodies": schemas.InputsAnswer,
    f"{ROUND}/answers": schemas.InputsAnswer,
    f"{ROUND}/editions": schemas.EditionsAnswer,
    f"{ROUND}/groups": schemas.GroupsAnswer,
    f"{GROUP}/ranking": schemas.RankingAnswer,
    f"{GROUP}/statistics": schemas.StatisticsAnswer,
    f"{GROUP}/movement": schemas.MovementAnswer,
    f"{GROUP}/criteria": schemas.CriteriaAnswer,
    f"{GROUP}/criteria/4": schemas.CriterionAnswer,
    f"{GROUP}/bodies/{BODY}": schemas.BodyResultAnswer,
    f"{GROUP}/bodies/{BODY}/explanation": schemas.ExplanationDocument,
    "bodies": schemas.BodiesAnswer,
    f"bodies/thai-binh/{BODY}": schemas.BodyAnswer,
    "criteria-sets": schemas.SetsAnswer,
    "criteria-sets/thai-binh-so-2020/1": schemas.SetDocument,
}


def get(client: Client, address: str, status: int = 200, **headers: str) -> Any:
    response = client.get(ROOT + address, headers=headers)
    assert response.status_code == status, response.content
    return response


def problem(client: Client, address: str, status: int, **headers: str) -> dict[str, Any]:
    response = get(client, address, status, **headers)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    said = response.json()
    schemas.Problem.model_validate(said)
    assert said["status"] == status
    assert said["remedy"]
    return said


def rows(client: Client, address: str) -> list[dict[str, str]]:
    """A table as csv, by the headings as they stand."""
    text = get(client, address).content.decode()
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK))))


@pytest.fixture
def declared(client) -> list[str]:
    """The address of each operation, as the description has it."""
    return list(get(client, "openapi.json").json()["paths"])


def test_every_operation_is_asked_here(declared):
    assert len(ADDRESSES) == len(declared)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_has_the_shape_that_is_described(client, address):
    response = get(client, address)
    assert response.headers["Content-Type"] == "application/json"
    ADDRESSES[address].model_validate(response.json())


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_may_be_read_by_any_site_and_sets_no_cookie(client, address):
    response = client.get(ROOT + address, headers={"Origin": "https://bao.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    assert "Cookie" not in response.headers["Vary"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_the_answer_is_told_so_and_a_head_has_the_same_headers(client, address):
    response = get(client, address)
    etag = response.headers["ETag"]
    again = get(client, address, 304, **{"If-None-Match": etag})
    assert (again.content, again.headers["ETag"]) == (b"", etag)
    assert get(client, address, 200, **{"If-None-Match": '"khac"'}).content == response.content
    head = client.head(ROOT + address)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(response.content))


def test_every_link_leads_somewhere(client):
    seen: set[str] = set()

    def follow(value: Any) -> None:
        if isinstance(value, dict):
            for key, each in value.items():
                if key == "links":
                    seen.update(each.values())
                follow(each)
        elif isinstance(value, list):
            for each in value:
                follow(each)

    for address in ADDRESSES:
        follow(get(client, address).json())
    assert len(seen) > 100
    kinds: dict[str, list[str]] = {}
    for address in sorted(seen):
        kinds.setdefault(resolve(address).view_name, []).append(address)
    assert len(kinds) > 15
    for address in (each for some in kinds.values() for each in some[:: max(1, len(some) // 3)]):
        assert client.get(address).status_code == 200, address


def test_figures_are_those_of_the_result_document(client):
    document = documents("thai-binh-2020")["document"]
    assert json.loads(get(client, f"{ROUND}/result").content) == document
    expected = next(row for row in document["groups"][0]["bodies"] if row["code"] == BODY)
    shown = get(client, f"{GROUP}/bodies/{BODY}").json()["row"]
    assert shown == expected
    assert (shown["index"]["exact"], shown["index"]["shown"]) == ("3427/3980", "0.861")
    ranked = get(client, f"{GROUP}/ranking").json()["items"]
    assert [row["code"] for row in ranked] == [row["code"] for row in document["groups"][0]["bodies"]]
    at_fourth = get(client, f"{GROUP}/criteria/4").json()["items"]
    assert {row["code"]: row["status"] for row in at_fourth}[BODY] == "not_applicable"


def test_rounds_are_found_by_authority_and_year(client):
    items = get(client, "rounds").json()["items"]
    assert [item["year"] for item in items] == sorted((item["year"] for item in items), reverse=True)
    only = get(client, "rounds?authority=thai-binh&year=2020").json()
    assert [item["code"] for item in only["items"]] == ["thai-binh-2020"]
    assert get(client, "rounds?year=1999").json()["items"] == []


@pytest.mark.parametrize("query", ["van phong ubnd", "VĂN PHÒNG UBND", "văn phòng"])
def test_a_body_is_found_with_or_without_marks_and_has_its_history(client, query):
    found = get(client, f"bodies?q={query}&authority=thai-binh").json()
    assert [(item["code"], item["results"]) for item in found["items"]] == [(BODY, 1)]
    history = client.get(found["items"][0]["links"]["self"]).json()["history"]
    assert [(each["round"]["code"], each["rank"]["value"]) for each in history] == [("thai-binh-2020", 6)]


def test_pages_lead_from_the_first_to_the_last_and_miss_nobody(client):
    whole = [row["code"] for row in get(client, f"{GROUP}/ranking").json()["items"]]
    found: list[str] = []
    address = f"{ROOT}{GROUP}/ranking?limit=4"
    pages = 0
    while address:
        response = client.get(address)
        found += [row["code"] for row in response.json()["items"]]
        leading = dict(reversed(each.strip().split(">; rel=")) for each in response.headers["Link"].split(", <"))
        address = leading.get('"next"', "").strip("<>")
        pages += 1
    assert found == whole
    assert pages == -(-len(whole) // 4)
    assert {'"first"', '"prev"', '"last"'} == set(leading)
    beyond = get(client, f"{GROUP}/ranking?offset=9000").json()
    assert (beyond["items"], beyond["total"]) == ([], len(whole))


def test_a_ranking_is_narrowed_by_name_and_class(client):
    assert [row["code"] for row in get(client, f"{GROUP}/ranking?q=van+phong").json()["items"]] == [BODY]
    classes = {row["class"]["value"] for row in get(client, f"{GROUP}/ranking?class=Khá").json()["items"]}
    assert classes == {"Khá"}


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/csv;q=0.5, application/json", "application/json"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)  # fmt: skip
def test_the_form_is_that_of_accept(client, accept, kind):
    response = get(client, f"{GROUP}/ranking", 200, Accept=accept)
    assert response.headers["Content-Type"] == kind
    assert "Accept" in response.headers["Vary"]


def test_a_table_has_vietnamese_headings_with_codes_and_decimal_commas(client):
    told = rows(client, f"{GROUP}/ranking?format=csv")
    office = next(row for row in told if row["Mã cơ quan (code)"] == BODY)
    assert office["Hạng (rank)"] == "6"
    assert office["Chỉ số (index)"] == "0,861"
    assert office["4. Cung cấp DVCTT"] == "không áp dụng"
    assert office["6. Nhân lực cho ứng dụng CNTT"] == "55"
    english = rows(client, f"{GROUP}/ranking?format=csv&lang=en")
    assert next(iter(english[0])) == "Rank (rank)"
    assert [row["Mã cơ quan (code)"] for row in told] == [list(row.values())[2] for row in english]


def test_a_table_is_whole_unless_a_page_is_asked_for(client):
    assert len(rows(client, f"{GROUP}/ranking?format=csv")) == 19
    assert len(rows(client, f"{GROUP}/ranking?format=csv&limit=4&offset=17")) == 2


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("rounds?limit=0", "limit"),
        ("rounds?limit=1001", "limit"),
        ("rounds?limit=x", "limit"),
        ("rounds?offset=-1", "offset"),
        ("rounds?year=99999999999999999999", "year"),
        ("rounds?yaer=2020", "yaer"),
        ("rounds?format=pdf", "format"),
        ("rounds?lang=fr", "lang"),
        (f"bodies?q={'x' * 200}", "q"),
        (f"{ROUND}?limit=1", "limit"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_parameter(client, address, parameter):
    said = problem(client, address, 422)
    assert [error["parameter"] for error in said["errors"]] == [parameter]
    assert said["errors"][0]["detail"].endswith(".")


@pytest.mark.parametrize(
    "address",
    [
        "khong-co", "rounds/khong-co", "rounds/", f"{ROUND}/groups/khong-co/ranking", f"{GROUP}/criteria/khong-co",
        f"{GROUP}/bodies/khong-co", f"{GROUP}/bodies/khong-co/explanation", "bodies/thai-binh/khong-co", "bodies/khong-co/so-y-te",
        "criteria-sets/khong-co/1", "criteria-sets/thai-binh-so-2020/9",
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused_as_such(client, address):
    problem(client, address, 404)


def test_a_form_that_is_not_offered_is_refused(client):
    problem(client, f"{GROUP}/ranking", 406, Accept="application/pdf")
    problem(client, f"{ROUND}/result", 406, Accept="text/csv")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written(client, method):
    response = getattr(Client(HTTP_HOST="localhost", enforce_csrf_checks=True), method)(ROOT + "rounds")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["title"] == "Chỉ để đọc"


def test_a_browser_that_asks_first_is_told_what_it_may(client):
    response = client.options(ROOT + "rounds", headers={"Origin": "https://bao.example", "Access-Control-Request-Method": "GET"})
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in response.headers["Access-Control-Allow-Headers"]


def test_refusals_speak_the_language_asked_for(client):
    assert problem(client, "rounds/khong-co", 404)["title"] == "Không có ở đây"
    assert problem(client, "rounds/khong-co?lang=en", 404)["title"] == "Not here"
    assert client.get("/api/v1/rounds?lang=en").headers["Content-Language"] == "en"


# What is not public


@pytest.fixture
def hidden(db):
    """A result of a round that nobody may read yet."""
    from khoabang.web.rounds.models import Round

    given = copy.deepcopy(documents("thai-binh-2020"))
    given["document"]["round"] |= {"id": "kin-2020", "title": "Đợt kín"}
    given["document"]["round"]["authority"] = {"code": "tinh-kin", "name": "Tỉnh kín"}
    result = result_import(**given)
    Round.objects.filter(pk=result.round_id).update(public=False)
    return result


def test_a_round_that_is_not_public_is_nowhere(client, hidden):
    for address in ADDRESSES:
        elsewhere = address.replace("thai-binh-2020", "kin-2020").replace("bodies/thai-binh/", "bodies/tinh-kin/")
        if elsewhere != address:
            problem(client, elsewhere, 404)
        for form in ("json", "csv"):
            answer = client.get(f"{ROOT}{address}?limit=1000&format={form}")
            if answer.status_code == 200:
                text = answer.content.decode()
                assert "kin-2020" not in text, address
                assert "tinh-kin" not in text, address
    assert get(client, "bodies?authority=tinh-kin").json()["total"] == 0
    assert get(client, "rounds?authority=tinh-kin").json()["total"] == 0


def test_a_correction_changes_what_is_told_apart(client):
    before = get(client, f"{GROUP}/ranking").headers["ETag"]
    given = copy.deepcopy(documents("thai-binh-2020"))
    given["document"]["round"]["notes"].append("đính chính")
    result_import(**given)
    after = get(client, f"{GROUP}/ranking", 200, **{"If-None-Match": before})
    assert after.headers["ETag"] != before
    assert get(client, ROUND).json()["edition"] == 2


# The description


def test_the_description_is_openapi_3_1_and_complete(client):
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    named = [each["operationId"] for path in told["paths"].values() for each in path.values()]
    assert len(named) == len(set(named)) == 2 * len(ADDRESSES)
    for path, methods in told["paths"].items():
        assert path.startswith(ROOT)
        each = methods["get"]
        assert each["summary"]
        assert {"200", "304", "404", "406", "422"} <= set(each["responses"])
        assert set(each["responses"]["404"]["content"]) == {"application/problem+json"}
        assert all(parameter["in"] == "path" or parameter["description"] for parameter in each["parameters"])


def test_the_page_names_every_address_and_every_refusal(read, declared):
    text = read("/api/").split()
    assert set(declared) <= set(text)
    assert {"404", "406", "422"} <= set(text)
    assert "Data for programs" in read("/en/api/")
