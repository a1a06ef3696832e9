"""What a body is told of its result after approval, and what it is not told before it is announced."""

import re

import pytest
from django.urls import reverse

from web.test_council import LATER, approve, at_council, done

pytestmark = pytest.mark.django_db
BODY = "so-y-te"


@pytest.fixture
def run(monkeypatch):
    from khoabang.web import clock
    from khoabang.web.council import standing

    monkeypatch.setattr(clock, "now", lambda: LATER)
    standing._kept.clear()
    return at_council()


def page(client, run, who=f"preparer:{BODY}"):
    client.force_login(run.people[who])
    return client.get(reverse("workspace:own-results", args=[run.round.code]), follow=True).content.decode()


@pytest.mark.parametrize("told", [True, False])
def test_a_body_reads_its_own_result_where_the_round_says_so_and_each_decision_in_any_case(run, client, told):
    from khoabang.web.notices.models import Notice

    run.round.results_told = told
    run.round.save()
    done(run)
    shown = page(client, run)
    assert "chưa có kết quả được phê duyệt" in shown
    assert "Có đủ danh mục tin, bài" not in shown  # what the council decided is told on approval
    assert "Hội đồng quyết định" not in shown
    figures = [" ".join(each.split()) for each in re.findall(r'<td class="figure">(.*?)</td>', shown, re.DOTALL)]
    assert ("10 / 15", "5 / 15") in zip(
        figures[::2], figures[1::2], strict=True
    )  # claimed, as verified; the decision is not told yet
    assert figures[-2] != figures[-1].strip("<b>/ ")  # nor in the total
    assert not Notice.objects.filter(person=run.people[f"approver:{BODY}"], title__contains="Hội đồng đã quyết định").exists()
    approve(run)
    shown = page(client, run)
    assert ("85,5<span" in shown, "Xếp loại</dt>" in shown) == (told, told)
    assert ("điểm, hạng và xếp loại sẽ biết khi công bố" in shown.lower()) is not told
    assert "Một nửa số tin không có nguồn" in shown  # the verdict
    assert "Đủ 20 tin, có danh mục kèm theo" in shown  # the reply
    assert "Có đủ danh mục tin, bài" in shown  # the decision
    assert "Sở Nội vụ" not in shown
    notices = Notice.objects.filter(person=run.people[f"approver:{BODY}"], title__contains="kết quả đã được phê duyệt")
    assert notices.count() == told
    decided = Notice.objects.filter(person=run.people[f"approver:{BODY}"], title__contains="Hội đồng đã quyết định về 1 mục")
    assert decided.count() == (not told)
    assert told or "Có đủ danh mục tin, bài" in client.get(decided.get().address).content.decode()
    home = client.get(reverse("workspace:home")).content.decode()
    assert "Xem kết quả của cơ quan" in home


def test_what_verification_found_is_shown_with_its_own_points_after_the_council_decided_otherwise(run, client):
    done(run)
    client.force_login(run.people[f"approver:{BODY}"])
    shown = client.get(reverse("workspace:reply", args=[run.round.code, BODY])).content.decode()
    assert "<b>5 / 15</b>" in shown  # ten of twenty, as verified


def test_decisions_of_the_round_are_found_as_precedents_and_bodies_do_not_see_them(run, client):
    done(run)
    where = reverse("workspace:council-decisions", args=[run.round.code])
    client.force_login(run.people["observer"])
    for asked in ("", "?tim=so+y+te", "?tim=danh+muc", "?chi-tieu=2.1&kieu=changed%3Avalue"):
        shown = client.get(where + asked).content.decode()
        assert "Một nửa số tin không có nguồn" in shown, asked
        for said in ("Đủ 20 tin, có danh mục kèm theo", "Có đủ danh mục tin, bài", "Chấp nhận đề nghị của cơ quan: 3"):
            assert said in shown, asked
    for asked in ("?tim=noi+vu", "?chi-tieu=1.1", "?kieu=not_applicable"):
        assert "Không có quyết định nào như vậy" in client.get(where + asked).content.decode(), asked
    client.force_login(run.people[f"approver:{BODY}"])
    assert client.get(where).status_code == 403
