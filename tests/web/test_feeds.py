"""Feeds, site maps, robots.txt and what a link preview reads."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from web.shipped import KEPT, documents

pytestmark = pytest.mark.one_database

ATOM, MAP = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def feed(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(response.content)


def test_the_feed_has_every_published_result_under_its_address(client):
    entries = feed(client, "/tin.atom").findall(f"{ATOM}entry")
    links = {entry.find(f"{ATOM}link").get("href") for entry in entries}
    assert links == {f"http://localhost/dot/{code}/" for code in KEPT}
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(ids)) == len(ids)
    assert all(entry.find(f"{ATOM}updated").text for entry in entries)


def test_an_authority_has_a_feed_of_its_own(client):
    entries = feed(client, "/co-quan/thai-binh/tin.atom").findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}title").text for entry in entries] == [documents("thai-binh-2020")["document"]["round"]["title"]]
    assert "Sở Thông tin và Truyền thông" in entries[0].find(f"{ATOM}summary").text
    assert client.get("/co-quan/khong-co/tin.atom").status_code == 404


def test_a_round_that_is_not_public_is_in_no_feed_and_no_map(client):
    from khoabang.web.rounds.models import Round

    Round.objects.filter(code="thai-binh-2020").update(public=False)
    assert b"thai-binh-2020" not in client.get("/tin.atom").content
    assert client.get("/co-quan/thai-binh/tin.atom").status_code == 404
    for section in ("dot", "co-quan"):
        assert b"thai-binh-2020" not in client.get(f"/sitemap-{section}.xml").content


def locations(client, address):
    found = ET.fromstring(client.get(address).content)
    return [each.text for each in found.iter(f"{MAP}loc")]


def test_every_page_of_the_site_maps_answers(client):
    sections = locations(client, "/sitemap.xml")
    assert len(sections) == 4
    pages = [page for section in sections for page in locations(client, section.removeprefix("http://localhost"))]
    assert len(pages) == len(set(pages))
    assert "http://localhost/dot/thai-binh-2020/departments/tieu-chi/6/" in pages
    assert "http://localhost/en/co-quan/thai-binh/vp-ubnd-tinh/" in pages
    for page in pages[::25]:
        assert client.get(page.removeprefix("http://localhost")).status_code == 200, page


def test_robots_keep_out_of_the_workspace_and_know_the_map(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /lam-viec/\n" in text
    assert text.endswith("Sitemap: http://localhost/sitemap.xml\n")


def meta(page):
    return dict(re.findall(r'<meta property="(og:\w+)"\s+content="([^"]*)"', page))


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/", "Khoa Bảng"),
        ("/dot/thai-binh-2020/departments/vp-ubnd-tinh/", "Văn phòng UBND tỉnh, Kết quả đánh giá"),
        ("/dot/thai-binh-2020/departments/tieu-chi/6/?xep=ten", "Nhân lực cho ứng dụng CNTT"),
        ("/co-quan/thai-binh/vp-ubnd-tinh/", "Văn phòng UBND tỉnh, UBND tỉnh Thái Bình"),
        ("/bo-tieu-chi/thai-binh-so-2020/1/", "Bộ tiêu chí"),
    ],
)
def test_a_link_preview_has_title_and_the_one_address(client, address, title):
    page = client.get(address).content.decode()
    told = meta(page)
    assert told["og:title"].startswith(title)
    assert told["og:url"] == f"http://localhost{address.partition('?')[0]}"
    assert f'<link rel="canonical" href="{told["og:url"]}">' in page
    assert re.search(r'property="og:description"\s+content="[^"]{20,}"', page)


def test_the_public_address_of_the_settings_wins(client, settings):
    settings.SITE_ADDRESS = "https://khoabang.tinh.gov.vn"
    assert (
        '<link rel="canonical" href="https://khoabang.tinh.gov.vn/phuong-phap/">' in client.get("/phuong-phap/").content.decode()
    )
    assert "Sitemap: https://khoabang.tinh.gov.vn/sitemap.xml" in client.get("/robots.txt").content.decode()
    assert locations(client, "/sitemap-trang.xml")[0].startswith("https://khoabang.tinh.gov.vn/")


@pytest.mark.parametrize("address", ["/lam-viec/", "/tai-khoan/dang-nhap/", "/kiem-tra/khong-co/"])
def test_what_is_not_for_everybody_has_no_canonical_address(client, address):
    assert 'rel="canonical"' not in client.get(address, follow=True).content.decode()


def test_a_result_is_a_data_set_in_the_words_of_schema_org(client):
    page = client.get("/dot/thai-binh-2020/").content.decode()
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert told["@type"] == "Dataset"
    assert told["url"] == "http://localhost/dot/thai-binh-2020/"
    assert told["datePublished"] == "2021-01-05"
    assert told["creator"]["name"] == "UBND tỉnh Thái Bình"


def test_no_name_ends_the_script_that_holds_the_data_set(client):
    from khoabang.web.portal.feeds import dataset
    from khoabang.web.rounds.selectors import round_current

    current = round_current("thai-binh-2020")
    current.round.title = "</script><script>alert(1)</script> &amp;"
    told = dataset(client.get("/").wsgi_request, current)
    assert "<" not in told
    assert json.loads(told)["name"] == current.round.title
