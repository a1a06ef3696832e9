"""Charts on public pages: a picture that is fetched apart, its words and its table on the page, and the library only when asked for."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from khoabang.charts import THEMES
from khoabang.charts.layout import NARROW_WIDTH, WIDE_WIDTH
from khoabang.web.rounds.services import result_import
from web.shipped import documents

pytestmark = pytest.mark.django_db

GROUP = "/dot/thai-binh-2020/departments/"
BODY = f"{GROUP}vp-ubnd-tinh/"


def pictures(client, address):
    """The addresses of the pictures of a page, by figure."""
    page = client.get(address).content.decode()
    return [
        re.findall(r'(?:srcset|src)="([^"]+\.svg[^"]*)"', figure)
        for figure in re.findall(r"<figure class=\"chart\".*?</figure>", page, re.DOTALL)
    ]


def plain(address):
    return address.replace("&amp;", "&")


def test_a_ranking_has_its_charts_with_their_words(read):
    said = read(GROUP)
    assert "Sở Thông tin và Truyền thông đứng đầu: chỉ số 0,998" in said
    assert "Trung bình của 19 đơn vị: 0,797" in said
    assert "Bảng số liệu của biểu đồ" in said
    assert "giữ hạng" not in said  # there is no year before, so nothing moved


def test_a_picture_comes_in_each_theme_and_width_and_may_be_kept_for_ever(client):
    for figure in pictures(client, GROUP):
        assert len(set(figure)) == 4
        for address in figure:
            answer = client.get(plain(address))
            assert answer.status_code == 200
            assert answer.headers["Content-Type"] == "image/svg+xml"
            assert "immutable" in answer.headers["Cache-Control"]
            root = ET.fromstring(answer.content.decode())
            assert root.get("width") == str(NARROW_WIDTH if "be=hep" in address else WIDE_WIDTH)
            paper = THEMES["dark" if "nen=toi" in address else "light"]["paper"]
            assert paper in answer.content.decode()
            assert "style" not in answer.content.decode().replace("stylesheet", "")


def test_another_version_is_asked_for_again_each_time(client):
    answer = client.get(f"{GROUP}bieu-do/phan-bo.svg?v=cu")
    assert "no-cache" in answer.headers["Cache-Control"]
    again = client.get(f"{GROUP}bieu-do/phan-bo.svg?v=cu", HTTP_IF_NONE_MATCH=answer.headers["ETag"])
    assert again.status_code == 304


def test_a_script_is_given_the_same_definition_in_its_theme(client):
    told = json.loads(client.get(f"{GROUP}bieu-do/thanh-phan.json?nen=toi").content)
    assert told["option"]["baseOption"]["backgroundColor"] == THEMES["dark"]["paper"]
    assert told["narrow_height"] > told["height"] > 0
    assert '"@' not in json.dumps(told)


def test_a_chart_has_a_page_with_its_table(read):
    said = read(f"{GROUP}bieu-do/thanh-phan/")
    assert "Văn phòng UBND tỉnh 6 342,7 0,861 50 85,7 82 0 (không áp dụng) 70 55 Tốt" in said
    said = read(f"/en{GROUP}bieu-do/thanh-phan/")
    assert "Sở Thông tin và Truyền thông first: index 0.998" in said


def test_a_body_has_its_profile_with_the_figures_folded_in(client, read):
    assert "Văn phòng UBND tỉnh cao hơn trung bình khối ở 4 trong 5 tiêu chí" in read(BODY)
    (profile,) = pictures(client, BODY)
    assert client.get(plain(profile[0])).status_code == 200


def test_a_body_shows_its_years_where_the_year_before_is_kept(client, read):
    for code in ("demo-su-nghiep-2025", "demo-su-nghiep-2026"):
        result_import(**documents(code))
    first = documents("demo-su-nghiep-2026")["document"]["groups"][0]["bodies"][0]["code"]
    for year, charts in ((2025, 1), (2026, 2)):
        address = f"/dot/demo-su-nghiep-{year}/su-nghiep/{first}/"
        assert [client.get(plain(figure[0])).status_code for figure in pictures(client, address)] == [200] * charts
        assert ("chỉ số 0,882 năm 2025, 0,925 năm 2026" in read(address)) == (year == 2026)


@pytest.mark.parametrize(
    "address",
    [
        f"{GROUP}bieu-do/khong-co.svg",
        f"{GROUP}bieu-do/khong-co/",
        f"{GROUP}bieu-do/bien-dong.svg",  # nothing moved
        f"{GROUP}bieu-do/thanh-phan.png",
        f"{GROUP}khong-co/bieu-do/so-voi-khoi.svg",
        f"{BODY}bieu-do/thanh-phan.svg",
        "/dot/thai-binh-2020/khong-co/bieu-do/thanh-phan.svg",
        "/dot/khong-co/departments/bieu-do/thanh-phan.json",
    ],
)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("query", ["?nen=hong&be=10000", "?be=0&v=", "?nen=%00"])
def test_an_odd_wish_gets_the_usual_picture(client, query):
    assert ET.fromstring(client.get(f"{GROUP}bieu-do/phan-bo.svg{query}").content.decode()).get("width") == str(WIDE_WIDTH)


def test_the_library_is_on_no_page_and_its_loader_only_where_charts_are(tags):
    def scripts(address):
        return [attributes.get("src") or "" for tag, attributes in tags(address) if tag == "script" and "type" not in attributes]

    assert [src.partition("?")[0] for src in scripts(GROUP)] == ["/static/khoabang/charts.js"]
    assert scripts("/") == []
    assert scripts("/dot/hue-2020-ket-qua/") == []


def test_a_ranking_page_stays_light(client):
    assert len(client.get(GROUP).content) < 120_000


def test_bodies_side_by_side_have_one_chart_in_the_order_asked(client):
    page = f"{GROUP}so-sanh/?co-quan=so-tu-phap&co-quan=vp-ubnd-tinh"
    (figure,) = pictures(client, page)
    assert all("/so-sanh/so-tu-phap,vp-ubnd-tinh.svg" in address for address in figure)
    drawn = client.get(plain(figure[0]))
    assert drawn.status_code == 200
    assert "so sánh Sở Tư pháp, Văn phòng UBND tỉnh" in drawn.content.decode()
    assert client.get(f"{GROUP}so-sanh/so-tu-phap,vp-ubnd-tinh.json").json()["option"]["baseOption"]["series"]
    assert pictures(client, f"{GROUP}so-sanh/?co-quan=so-tu-phap") == []
    for codes in ("so-tu-phap", "so-tu-phap,khong-co", "so-tu-phap,so-tu-phap", ",", "a,b,c,d,e,f"):
        assert client.get(f"{GROUP}so-sanh/{codes}.svg").status_code == 404
    assert client.get(f"{GROUP}so-sanh/so-tu-phap,vp-ubnd-tinh.png").status_code == 404
