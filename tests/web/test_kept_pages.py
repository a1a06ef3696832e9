"""Ranking pages kept in memory: the same to the byte, only for who is not signed in, and never older than what is public."""

import copy

import pytest
from django.test import Client

from khoabang.web.portal import kept_pages
from khoabang.web.portal.board import Board
from khoabang.web.portal.kept_pages import KeptPages
from khoabang.web.rounds.models import Round
from khoabang.web.rounds.services import result_import
from web.shipped import documents

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGE = "/dot/thai-binh-2020/departments/"


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """The addresses whose pages were made, and not handed out again."""
    from khoabang.web.portal import views

    addresses: list[str] = []
    really = views.summary

    def watched(group):
        addresses.append(group["code"])
        return really(group)

    monkeypatch.setattr(views, "summary", watched)
    return addresses


def test_a_page_is_made_once_and_is_the_same_to_the_byte(client, made):
    first = client.get(PAGE)
    again = client.get(PAGE)
    assert again.content == first.content
    assert dict(again.headers) == dict(first.headers)
    assert len(made) == 1
    assert client.get(PAGE + "?xep=ten").content != first.content
    assert client.get("/en" + PAGE).headers["Content-Language"] == "en"
    assert client.get(PAGE, headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get(PAGE).headers
    assert len(made) == 4


def test_who_has_the_page_is_told_so(client, made):
    etag = client.get(PAGE).headers["ETag"]
    unchanged = client.get(PAGE, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert len(made) == 1


def test_a_correction_is_seen_at_once(client, made):
    client.get(PAGE)
    given = copy.deepcopy(documents("thai-binh-2020"))
    given["document"]["round"]["notes"].append("Đính chính ngày hôm nay")
    result_import(**given)
    assert "Đính chính ngày hôm nay" in client.get(PAGE).content.decode()
    assert len(made) == 2


def test_what_is_no_longer_public_is_gone_at_once(client):
    assert client.get(PAGE).status_code == 200
    Round.objects.filter(code="thai-binh-2020").update(public=False)
    assert client.get(PAGE).status_code == 404


def test_who_is_signed_in_gets_a_page_of_their_own(client, made, django_user_model):
    person = django_user_model.objects.create(email="ai@example.vn", name="Ai đó")
    client.force_login(person)
    client.get(PAGE)
    client.get(PAGE)
    Client(HTTP_HOST="localhost").get(PAGE)
    assert len(made) == 3


@pytest.mark.parametrize("method", ["head", "post"])
def test_only_a_plain_get_is_kept(client, made, method):
    getattr(client, method)(PAGE)
    client.get(PAGE)
    assert len(made) == (2 if method == "head" else 1)


def test_a_foreign_host_and_a_page_that_is_not_there_are_not_kept(client):
    assert client.get(PAGE, HTTP_HOST="elsewhere.example").status_code == 400
    assert client.get("/dot/thai-binh-2020/khong-co/").status_code == 404
    assert client.get("/dot/khong-co/departments/").status_code == 404


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(kept_pages, "MOST_BYTES", 100)
    pages = KeptPages(lambda request: None)
    for number in range(9):
        pages.keep((str(number),), kept_pages.Kept("", b"x" * 30, {}))
    assert list(pages.kept) == [("6",), ("7",), ("8",)]
    assert pages.bytes == 90


def test_a_sorted_board_shares_the_rows_of_the_posted_one(client):
    from khoabang.web.portal.board import Asked, board
    from khoabang.web.rounds.selectors import round_current

    current = round_current("thai-binh-2020")
    group = current.group("departments")
    posted, by_name = board(current, group), board(current, group, Asked(sort="ten"))
    assert isinstance(by_name, Board)
    assert {id(row) for row in posted.rows} == {id(row) for row in by_name.rows}
    assert [row.code for row in posted.rows] != [row.code for row in by_name.rows]
    assert not any(heading.is_sorted for heading in posted.headings)
