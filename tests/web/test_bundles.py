"""The bundle of a round on the portal: the one that verifies, and gives the portal's own result."""

import hashlib
import json
from base64 import b64encode
from contextlib import closing

import pytest

from khoabang.bundle import of_evaluation, verify
from khoabang.bundle.archive import unpack
from khoabang.bundle.rescoring import rescored, set_from
from khoabang.bundle.verifier import page
from khoabang.scoring import shipped_evaluations
from khoabang.web.rounds.bundles import bundle_of, keep
from khoabang.web.rounds.services import result_import
from web.shipped import documents

pytestmark = pytest.mark.one_database

NAME = "thai-binh-2020"
ADDRESS = f"/dot/{NAME}/goi-du-lieu.zip"


@pytest.fixture
def result(db, settings, tmp_path):
    settings.DATA = tmp_path
    result = result_import(**documents(NAME))
    keep(result, of_evaluation(shipped_evaluations()[NAME])[0])
    return result


def content_of(response):
    return b"".join(response.streaming_content)


def test_what_is_downloaded_verifies_under_the_hash_on_the_page(client, result):
    response = client.get(ADDRESS)
    content = content_of(response)
    sha256 = hashlib.sha256(content).hexdigest()
    assert response["ETag"] == f'"{sha256}"'
    assert response["Repr-Digest"] == f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"
    assert response["Content-Disposition"] == f'attachment; filename="{NAME}-1.zip"'
    assert response["Content-Length"] == str(len(content))
    shown = client.get(f"/dot/{NAME}/").content.decode()
    assert sha256 in shown
    assert ADDRESS in shown
    report = verify(content, "goi.zip", sha256)
    assert set(report.steps.values()) == {"ok"}


def test_a_recomputation_from_the_bundle_equals_the_portal(client, result):
    entries = unpack(content_of(client.get(ADDRESS))).entries
    inputs = {path.removeprefix("inputs/"): content for path, content in entries.items() if path.startswith("inputs/")}
    computed = rescored(set_from("set.json", entries["set.json"]), inputs, None)
    portal = json.loads(result.document)
    assert {**computed.result, "problems": []} == {**portal, "problems": []}
    told = {row.body.code: json.loads(row.explanation) for row in result.bodies.select_related("body")}
    assert {each["body"]["code"]: each for each in computed.explanations} == told


def test_an_unchanged_bundle_is_not_sent_again(client, result):
    first = client.get(ADDRESS)
    etag = first["ETag"]
    assert content_of(first)
    response = client.get(ADDRESS, headers={"If-None-Match": etag})
    assert (response.status_code, response.content) == (304, b"")
    with closing(client.head(ADDRESS)) as head:
        assert head["ETag"] == etag
    assert client.post(ADDRESS).status_code == 405


def test_a_bundle_that_was_handed_out_is_not_written_anew(result, monkeypatch):
    before = bundle_of(result)
    monkeypatch.setattr("khoabang.web.rounds.bundles.write", lambda parts: b"other")
    keep(result, of_evaluation(shipped_evaluations()[NAME])[0])
    assert bundle_of(result) == before


def test_a_result_without_a_bundle_offers_none(client, db, settings, tmp_path):
    settings.DATA = tmp_path
    result_import(**documents(NAME))
    response = client.get(ADDRESS)
    assert response.status_code == 404
    assert "gói dữ liệu mở" in response.content.decode()
    assert ADDRESS not in client.get(f"/dot/{NAME}/").content.decode()
    assert client.get("/dot/khong-co/goi-du-lieu.zip").status_code == 404


def test_an_installation_that_writes_nothing_keeps_none(db, settings):
    settings.DATA = None
    result = result_import(**documents(NAME))
    keep(result, of_evaluation(shipped_evaluations()[NAME])[0])
    assert bundle_of(result) is None


def test_the_verifier_is_the_one_that_bundles_hold_and_may_do_no_more(client):
    response = client.get("/kiem-chung.html")
    assert response.content == page()
    policy = response["Content-Security-Policy"]
    assert "script-src 'sha256-" in policy
    assert "connect-src 'none'" in policy
    assert "unsafe" not in policy
