"""Submission, council's report, minutes and result sheets: each figure is the result's, each name and day an official's, nothing else is said."""

import json
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from khoabang.documents.body_sheet import body_sheets
from khoabang.documents.content import Closing, Content, Paragraph, Signatories, Table
from khoabang.documents.facts import Facts, MinutesFacts, ReportFacts, SubmissionFacts, read_facts
from khoabang.documents.letters import report, submission
from khoabang.documents.minutes import minutes
from khoabang.documents.pdf import pdf
from khoabang.scoring import Problems, evaluate, explain, shipped_evaluations
from khoabang.scoring.result.losses import losses_of

LETTER = {
    "number": "/BC-HĐ",
    "place": "Trình Diễn",
    "superior": "UBND tỉnh",
    "issuer": ["Hội đồng đánh giá", "chuyển đổi số"],
    "about": "Kết quả đánh giá",
    "to": ["Ủy ban nhân dân tỉnh"],
    "opening": ["Hội đồng họp hai phiên"],
    "proposals": ["Công bố kết quả"],
    "recipients": ["Như trên", "Lưu: VT"],
    "signature": {"lines": ["TM. Hội đồng", "Chủ tịch"], "name": "Người Ký"},
}
MINUTES = MinutesFacts(place="Trình Diễn", issuer=["Hội đồng đánh giá"], recipients=["Các thành viên"])


@cache
def evaluated(code: str) -> Any:
    found, _ = evaluate(shipped_evaluations()[code])
    assert found is not None
    return found


def document(code: str, **of_round: Any) -> Any:
    told = json.loads(json.dumps(evaluated(code).result))
    return {**told, "round": {**told["round"], **of_round}}


def facts_of(code: str) -> Facts:
    problems = Problems()
    facts = read_facts(shipped_evaluations()[code] / "facts.yaml", "facts.yaml", problems)
    assert facts is not None, problems.codes
    return facts


def prose(content: Content) -> str:
    return "\n".join(
        f"{block.lead} {block.text}".strip() for sheet in content.sheets for block in sheet.blocks if isinstance(block, Paragraph)
    )


def test_the_submission_of_thai_binh_says_what_the_sources_say_and_its_statistics():
    facts = facts_of("thai-binh-2020").submission
    assert facts is not None
    content = submission(document("thai-binh-2020"), facts)
    said = prose(content)
    assert content.title.startswith("Tờ trình")
    assert "chỉ số trung bình của các sở, ban, ngành là 0,797" in said
    assert "có 7 đơn vị xếp loại Tốt, 8 đơn vị xếp loại Khá và 4 đơn vị xếp loại Trung bình" in said
    assert "Kính trình Ủy ban nhân dân tỉnh Thái Bình xem xét, quyết định./." in said
    assert len(content.tables[0].rows) == 19
    assert pdf(content) == pdf(content)


def test_the_report_counts_names_cases_and_proposes():
    content = report(document("demo-so-2026"), ReportFacts(**LETTER))
    said = prose(content)
    order = ["I. QUÁ TRÌNH ĐÁNH GIÁ", "II. KẾT QUẢ", "III. CÁC TRƯỜNG HỢP CẦN BÁO CÁO", "IV. KIẾN NGHỊ", "Công bố kết quả."]
    assert [said.find(each) for each in order] == sorted(said.find(each) for each in order)
    assert "Khối có 20 đơn vị: 18 đơn vị được xếp hạng, 1 đơn vị được chấm điểm, không xếp hạng, 1 đơn vị chưa đủ số liệu" in said
    assert "Sở Xây dựng tỉnh Trình Diễn không được xếp hạng: chưa thẩm định." in said
    assert pdf(content).startswith(b"%PDF")


def test_a_report_of_a_partial_publication_counts_nothing():
    said = prose(report(document("hau-giang-2021"), ReportFacts(**LETTER)))
    assert "Khối có" not in said
    assert "989 điểm" in said


@pytest.mark.parametrize(("kind", "name"), [("computed", "Người Ký"), ("demonstration", ""), ("published", "")])
def test_only_an_original_is_signed_with_a_name(kind, name):
    content = submission(document("demo-so-2026", kind=kind), SubmissionFacts(**LETTER))
    (closing,) = [block for sheet in content.sheets for block in sheet.blocks if isinstance(block, Closing)]
    assert closing.name == name
    assert bool(content.mark) is (name == "")


@pytest.mark.parametrize("code", ["vinh-phuc-2019", "thai-binh-2020", "demo-so-2026", "demo-xa-2026"])
def test_lost_points_and_points_make_up_the_maximum(code):
    for group in document(code)["groups"]:
        annex = next(annex for annex in document(code)["annexes"] if annex["code"] == group["annex"])
        for body in group["bodies"]:
            losses = losses_of(body, annex)
            assert [Fraction(each["exact"]) for each in losses] == sorted(
                (Fraction(each["exact"]) for each in losses), reverse=True
            )
            for each in losses:
                scored = body["criteria"][each["code"]]
                assert Fraction(each["exact"]) + Fraction(scored["points"]["exact"]) == Fraction(scored["maximum"]["exact"])


def test_a_body_reads_where_it_lost_points_and_what_does_not_concern_it():
    explanation = explain(evaluated("thai-binh-2020").scored, "vp-ubnd-tinh")
    content = body_sheets(document("thai-binh-2020"), {"vp-ubnd-tinh": explanation}, ["vp-ubnd-tinh"])
    said, (points, lost) = prose(content), content.tables
    assert "Tổng điểm: 342,7 điểm trên 398 điểm tối đa áp dụng." in said
    assert "Thứ hạng: 6/19." in said
    assert "Xếp loại: Tốt." in said
    by_code = {row[0]: row for row in points.rows}
    assert by_code["4"][2:] == ("0", "100", "không áp dụng")
    assert "vượt điểm tối đa" in by_code["6"][4]
    assert [(row[0], row[2]) for row in lost.rows] == [("5", "30"), ("3", "16"), ("2", "14,3")]
    assert "4" not in [row[0] for row in lost.rows]


def test_each_body_has_a_sheet_of_its_own_with_its_explanations():
    found = evaluated("demo-so-2026")
    codes = [body["code"] for group in document("demo-so-2026")["groups"] for body in group["bodies"]]
    content = body_sheets(document("demo-so-2026"), {code: explain(found.scored, code) for code in codes})
    assert len(content.sheets) == len(codes)
    assert "Cách tính từng chỉ tiêu" in prose(content)
    assert "không xếp hạng: chưa thẩm định." in prose(content)
    one = body_sheets(document("demo-so-2026"), {codes[0]: explain(found.scored, codes[0])}, codes[:1])
    assert pdf(one) == pdf(one)


def test_without_explanations_the_sheet_still_has_its_points():
    content = body_sheets(document("vinh-phuc-2019"), {}, ["so-tttt"])
    assert "Cách tính" not in prose(content)
    assert [row[2] for row in content.tables[0].rows] == ["18", "40,083"]
    assert content.tables[1].rows == (("B", "Nhóm tiêu chí đánh giá mức độ ứng dụng", "4,917"),)


def record(**of_item: Any) -> Any:
    item = {
        "number": 1,
        "body": {"code": "a", "name": "Sở A"},
        "indicator": {"code": "1.1", "name": "Kế hoạch"},
        "origin": "contested",
        "reason": "",
        "grounds": "Có văn bản bổ sung",
        "verdict": "Thiếu văn bản",
        "discussion": "Đã xem văn bản.",
        "motions": [
            {"number": 1, "kind": "keep", "values": {"co": "không"}, "not_applicable": False, "reason": ""},
            {"number": 2, "kind": "body", "values": {"co": "có"}, "not_applicable": False, "reason": ""},
        ],
        "recused": [{"name": "Ông C", "own_body": True, "reason": ""}],
        "votes": [{"name": "Bà B", "motion": 2}],
        "state": "decided",
        "postponed": "",
        "decision": {
            "motion": 2,
            "casting": False,
            "tally": {"votes": {"1": 0, "2": 1}, "abstained": 0, "present": 1, "members": 2},
            "reason": "Văn bản hợp lệ",
            "ruling": 3,
            "at": "2026-10-05T10:00+07:00",
        },
        **of_item,
    }
    return {
        "format": 1,
        "round": {"code": "r", "title": "Đợt năm 2026", "year": 2026, "authority": "UBND tỉnh"},
        "set": "0" * 64,
        "sitting": {
            "number": 2,
            "kind": "meeting",
            "day": "2026-10-05",
            "hour": "8 giờ 30",
            "place": "Phòng họp 1",
            "secretary": "Bà D",
            "secret": False,
            "begun": "2026-10-05T08:31+07:00",
            "closed": "2026-10-05T11:02+07:00",
            "leader": {"name": "Ông E", "office": "Phó Chủ tịch UBND tỉnh"},
            "remarks": "Hội đồng thống nhất.",
        },
        "rules": {"quorum": 2, "quorum_reference": "", "majority": "1/2", "majority_of": "members", "majority_reference": ""},
        "members": [
            {"name": "Ông E", "office": "Phó Chủ tịch UBND tỉnh", "kind": "chair", "present": True, "reason": ""},
            {"name": "Bà B", "office": "", "kind": "member", "present": True, "reason": ""},
            {"name": "Ông C", "office": "", "kind": "member", "present": False, "reason": "đi công tác"},
        ],
        "items": [item],
    }


def test_the_minutes_say_who_was_there_how_each_voted_and_what_was_decided():
    content = minutes(record(), MINUTES)
    said = prose(content)
    for each in (
        "Ngày họp: 05/10/2026, 8 giờ 30. Địa điểm: Phòng họp 1. Bắt đầu lúc 08:31 ngày 05/10/2026. Kết thúc lúc 11:02 ngày 05/10/2026.",
        "Có mặt 2/3 thành viên:",
        "- Ông C (đi công tác);",
        "Không tham gia: Ông C (thuộc cơ quan này).",
        "- Phương án 2, chấp nhận đề nghị của cơ quan (co: có): 1 phiếu (Bà B).",
        "Kết luận: phương án 2, chấp nhận đề nghị của cơ quan (co: có). Lý do: Văn bản hợp lệ.",
        "Hội đồng thống nhất.",
    ):
        assert each in said
    assert signed_by(content) == [("THƯ KÝ", "Bà D"), ("CHỦ TRÌ", "Ông E")]
    assert pdf(content) == pdf(content)


def test_minutes_that_are_no_original_name_nobody_where_they_are_signed():
    content = minutes(record(), MINUTES, mark="Bản trình diễn")
    assert signed_by(content) == [("THƯ KÝ", ""), ("CHỦ TRÌ", "")]


def signed_by(content):
    (block,) = (block for block in content.sheets[0].blocks if isinstance(block, Signatories))
    return [block.left, block.right]


def test_what_was_put_off_and_a_sitting_without_items_are_said():
    assert "Chuyển sang phiên khác. Chờ số liệu" in prose(
        minutes(record(state="postponed", postponed="Chờ số liệu", decision=None), MINUTES)
    )
    assert "Không có nội dung kiến nghị." in prose(minutes({**record(), "items": []}, MINUTES))


def test_tables_keep_their_shape():
    for code in ("vinh-phuc-2019", "demo-so-2026"):
        for table in body_sheets(document(code), {}).tables:
            assert isinstance(table, Table)
            assert {len(row) for row in table.rows} == {len(table.columns)}
