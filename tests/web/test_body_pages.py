"""A body's workspace in pages: what is typed is kept on the page where it is refused, and two versions are laid side by side."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from web.conftest import Reader
from web.running import NOW, running

pytestmark = pytest.mark.django_db
BODY = "so-y-te"
ADDRESS = f"/lam-viec/dot/thu-2026/tu-danh-gia/{BODY}/"
RATIO = f"{ADDRESS}chi-tieu/1.2/"
AS_JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)
    return running()


@pytest.fixture
def by(run):
    """A browser in which somebody has signed in."""

    def signed_in(who=f"preparer:{BODY}"):
        client = Client(HTTP_HOST="localhost")
        client.force_login(run.people[who])
        return client

    return signed_in


def words(response):
    reader = Reader()
    reader.feed(response.content.decode())
    return " ".join(reader.words)


def fields(response):
    """The named controls of a page with what they hold."""
    reader = Reader()
    reader.feed(response.content.decode())
    return {
        tag["name"]: tag.get("value") or ""
        for name, tag in reader.tags
        if name in ("input", "button") and "name" in tag and (tag.get("type") not in ("radio", "checkbox") or "checked" in tag)
    }


def typed(first="", second="", *, seen=0, **more):
    return {"phien-ban": seen, "so-lieu.hoan_thanh": first, "so-lieu.duoc_giao": second, **more}


def test_the_workspace_says_what_is_left_until_when_and_what_can_be_done(by):
    client = by()
    client.post(RATIO, typed("18", "20"))
    client.post(f"{ADDRESS}chi-tieu/2.1/", {"phien-ban": 0, "so-lieu.tin_bai": "10"})
    said = words(client.get(ADDRESS))
    assert "Hạn 24 giờ ngày 31/03/2026, còn 21 ngày" in said
    assert "đã nhập 1/3" in said
    assert "23" in said  # 18 + 5
    assert "chưa gồm 1 chỉ tiêu so với cơ quan khác" in said
    assert client.get("/lam-viec/dot/thu-2026/tu-danh-gia/").headers["Location"] == ADDRESS


def test_indicators_are_found_without_marks_and_by_what_is_left(by):
    client = by()
    client.post(RATIO, typed("18", "20"))
    said = words(client.get(ADDRESS, {"tim": "nhiem vu"}))
    assert "Nhiệm vụ hoàn thành" in said
    assert "Ban hành quy chế" not in said
    said = words(client.get(ADDRESS, {"loc": "left"}))
    assert "Ban hành quy chế" in said
    assert "Nhiệm vụ hoàn thành" not in said


def test_a_save_shows_the_score_and_its_arithmetic(by):
    response = by().post(RATIO, typed("18", "20", **{"ghi-chu": "Báo cáo 12"}), follow=True)
    assert "Đã lưu lúc 09:00." in words(response)
    assert "18 / 20 × 20 = 18" in words(response)
    assert fields(response)["phien-ban"] == "1"


def test_a_version_beyond_a_thousand_is_carried_along_whole(by, run):
    from khoabang.web.assessments.models import Draft

    client = by()
    client.post(RATIO, typed("18"))
    Draft.objects.filter(participant=run.participants[BODY]).update(version=1234)
    assert fields(client.get(RATIO))["phien-ban"] == "1234"
    assert 'maxlength="4000"' in client.get(RATIO).content.decode()
    assert client.post(RATIO, typed("19", seen=1234)).status_code == 302


def test_each_page_of_an_indicator_opens(by):
    client = by()
    pages = {code: words(client.get(f"{ADDRESS}chi-tieu/{code}/")) for code in ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4")}
    assert "Người đứng đầu: điểm tối đa" in pages["1.1"]
    assert "Điểm chỉ tính được khi thẩm định xong" in pages["2.2"]
    assert "Chỉ tiêu này không áp dụng cho cơ quan?" not in pages["2.2"]
    assert "cơ quan không nhập" in pages["2.3"]
    assert client.get(f"{ADDRESS}chi-tieu/9.9/").status_code == 404
    assert client.post(f"{ADDRESS}chi-tieu/2.3/", {"so-lieu.hai_long": "4"}).status_code == 404


def test_a_point_for_a_comma_is_asked_about_beside_the_field_and_kept_as_typed(by):
    client, mark = by(), f"{ADDRESS}chi-tieu/2.4/"
    response = client.post(mark, {"phien-ban": "0", "so-lieu.sang_kien": "5.083", "ghi-chu": "Hai sáng kiến"})
    assert response.status_code == 422
    shown = fields(response)
    assert shown["so-lieu.sang_kien"] == "5.083"
    assert shown["chon.sang_kien"] == "5,083"
    assert "Hai sáng kiến" in words(response)
    assert "Tôi muốn nhập 5,083" in words(response)
    answered = {name: shown[name] for name in ("phien-ban", "so-lieu.sang_kien", "chon.sang_kien")}
    assert fields(client.post(mark, answered, follow=True))["so-lieu.sang_kien"] == "5,083"


def test_the_script_is_told_the_version_the_troubles_or_the_conflict(by):
    mine, theirs = by(), by(f"approver:{BODY}")
    assert mine.post(RATIO, typed("18"), **AS_JSON).json() == {"version": 1, "at": "09:00", "troubles": []}
    response = mine.post(RATIO, typed("18.000", seen=1), **AS_JSON)
    assert response.status_code == 422
    assert response.json()["troubles"][0] | {"what": "", "remedy": ""} == {
        "field": "so-lieu.hoan_thanh", "what": "", "remedy": "", "meant": ["18000", "18"],
    }  # fmt: skip
    theirs.post(RATIO, typed("19", seen=1), **AS_JSON)
    response = mine.post(RATIO, typed("17", seen=1), **AS_JSON)
    assert response.status_code == 409
    assert "đã lưu chỉ tiêu này" in response.json()["conflict"]


def test_not_applicable_without_a_reason_is_saved_and_told_at_its_field_and_beside_the_score(by):
    client, regulation = by(), f"{ADDRESS}chi-tieu/1.3/"
    told = client.post(regulation, {"phien-ban": 0, "khong-ap-dung": "1"}, **AS_JSON).json()
    assert (told["version"], [each["field"] for each in told["troubles"]]) == (1, ["ly-do"])
    assert "chưa gửi được: Chưa ghi lý do" in words(client.get(f"{regulation}diem/"))
    response = client.post(regulation, {"phien-ban": 1, "khong-ap-dung": "1", "tiep": "1"})
    assert response.headers["Location"] == regulation
    assert "phải có lý do thì mới gửi được" in words(client.get(regulation))


def test_two_versions_are_laid_side_by_side_and_only_what_is_chosen_is_saved(by, run):
    from khoabang.web.assessments.models import Draft

    mine, theirs = by(), by(f"approver:{BODY}")
    mine.post(RATIO, typed("18", "20"))
    theirs.post(RATIO, typed("19", "20", seen=1))
    response = mine.post(RATIO, typed("17", "25", seen=1, **{"ghi-chu": "Số mới"}))
    assert response.status_code == 409
    form = fields(response)
    assert form["giu.duoc_giao"] == "mine"  # only this side changed it
    assert "giu.hoan_thanh" not in form  # both did: nothing is proposed
    response = mine.post(f"{RATIO}hop-nhat/", form)
    assert response.status_code == 422
    response = mine.post(f"{RATIO}hop-nhat/", form | {"giu.hoan_thanh": "theirs"}, follow=True)
    assert response.status_code == 200
    kept = Draft.objects.get(participant=run.participants[BODY], indicator="1.2")
    assert (json.loads(kept.values), kept.note, kept.version) == ({"hoan_thanh": "19", "duoc_giao": "25"}, "Số mới", 3)


def test_whoever_saves_while_somebody_chooses_is_shown_too(by):
    mine, theirs = by(), by(f"approver:{BODY}")
    mine.post(RATIO, typed("18"))
    theirs.post(RATIO, typed("19", seen=1))
    form = fields(mine.post(RATIO, typed("17", seen=1)))
    theirs.post(RATIO, typed("16", seen=2))
    response = mine.post(f"{RATIO}hop-nhat/", form | {"giu.hoan_thanh": "mine"})
    assert response.status_code == 409
    assert fields(response)["phien-ban"] == "3"


@pytest.mark.parametrize("late", [True, False])
def test_what_comes_too_late_or_out_of_stage_is_refused_with_what_was_typed(by, run, monkeypatch, late):
    from khoabang.web.rounds.models import Round

    if late:
        monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW + timedelta(days=60))
    else:
        Round.objects.filter(pk=run.round.pk).update(stage="verification")
    response = by().post(RATIO, typed("18", "20"))
    assert response.status_code == 409
    assert fields(response)["so-lieu.hoan_thanh"] == "18"
    assert ("31/03/2026" if late else "Thẩm định") in words(response)


def test_a_save_by_its_page_asks_the_database_little(by, django_assert_max_num_queries):
    client = by()
    client.post(RATIO, typed("18"), **AS_JSON)
    with django_assert_max_num_queries(14):
        assert client.post(RATIO, typed("19", seen=1), **AS_JSON).status_code == 200


def test_check_sign_send_receipt_and_take_back(by, run):
    preparer, approver = by(), by(f"approver:{BODY}")
    preparer.post(RATIO, typed("18"))
    checked = words(preparer.get(f"{ADDRESS}kiem-tra/"))
    assert "Lỗi phải sửa: 1" in checked
    assert "Còn thiếu: Số nhiệm vụ được giao." in checked
    preparer.post(RATIO, typed("18", "20", seen=1))
    assert preparer.post(f"{ADDRESS}buoc/hand_in/", follow=True).status_code == 200
    checked = approver.get(f"{ADDRESS}kiem-tra/").content.decode()
    assert all(f"{ADDRESS}buoc/{step}/" in checked for step in ("send", "hand_back"))
    assert preparer.post(f"{ADDRESS}buoc/send/").status_code == 403
    assert approver.post(f"{ADDRESS}buoc/hand_back/").status_code == 422
    send = f"{ADDRESS}buoc/send/"
    form = fields(approver.get(send))
    assert approver.post(send, {"dau-van-tay": form["dau-van-tay"]}).status_code == 422
    response = approver.post(send, {"dau-van-tay": form["dau-van-tay"], "xac-nhan": "1"})
    assert response.headers["Location"] == f"{ADDRESS}bien-nhan/1/"
    said = words(approver.get(f"{ADDRESS}bien-nhan/1/"))
    assert "đã gửi bản tự đánh giá ngày 10/03/2026 09:00" in said
    assert form["dau-van-tay"] in said
    assert "Nội dung đã gửi: 6 chỉ tiêu" in said
    assert "thu-2026/so-y-te/1" in said
    assert preparer.post(RATIO, typed("17", "20", seen=2)).status_code == 409
    assert approver.post(f"{ADDRESS}buoc/take_back/", {"ly-do": "Nhầm"}, follow=True).status_code == 200
    said = words(by("lead").get(f"{ADDRESS}bien-nhan/1/"))
    assert "Bản này được lưu nhưng không còn giá trị. Nhầm" in said
    assert preparer.post(RATIO, typed("17", "20", seen=2)).status_code == 302
    assert approver.get(f"{ADDRESS}buoc/khong-co/").status_code == 404


def test_indicators_handed_to_somebody_come_first_for_them(by, run):
    preparer, approver = by(), by(f"approver:{BODY}")
    person = run.people[f"preparer:{BODY}"]
    address = f"{ADDRESS}giao-viec/"
    for wrong in ({"nguoi": person.pk}, {"chi-tieu": ["1.3"]}, {"chi-tieu": ["1.3"], "nguoi": person.pk, "ngay": "mai"}):
        assert approver.post(address, wrong).status_code == 422
    response = approver.post(address, {"chi-tieu": ["1.3", "2.1"], "nguoi": person.pk, "ngay": "20/03/2026"}, follow=True)
    assert response.status_code == 200
    assert "Giao cho tôi" not in words(response)
    said = words(preparer.get(ADDRESS))
    assert said.index("Giao cho tôi") < said.index("Các chỉ tiêu")
    assert "đến 20/03/2026" in said
