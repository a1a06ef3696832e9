"""Words for the codes in result documents. A code nobody named yet is shown as it stands: never hidden, never an error."""

from collections.abc import Mapping

from django.utils.translation import gettext

from khoabang.language import N_
from khoabang.scoring.explain import FLAGS, MODES
from khoabang.scoring.explain import STATUSES as SCORE_STATUSES
from khoabang.scoring.movement import REASONS as MOVEMENT_REASONS
from khoabang.web.portal.audit_words import KINDS as FOUND_BY_AUDITING

BODY_STATUS = {
    "unranked": N_("Được chấm điểm, không xếp hạng"),
    "exempt": N_("Được miễn đánh giá"),
    "incomplete": N_("Chưa đủ số liệu để xếp hạng"),
    "stated": N_("Theo bản công bố"),
}
COMPLETENESS = {
    "complete": N_("Công bố đầy đủ"),
    "partial": N_("Công bố một phần"),
}
SET_COMPLETENESS = {
    "full": N_("Đầy đủ đến từng chỉ tiêu"),
    "groups": N_("Đầy đủ ở cấp nhóm tiêu chí"),
    "partial": N_("Chỉ có một phần"),
}
ROUND_KIND = {
    "published": N_("Bản dựng lại, không thay văn bản gốc"),
    "demonstration": N_("Bản trình diễn"),
    "computed": N_("Kết quả tính, chưa công bố"),
}
NATURE = {
    "official": N_("Bộ tiêu chí chính thức"),
    "demonstration": N_("Bộ tiêu chí trình diễn"),
    "reconstruction": N_("Bộ tiêu chí dựng lại từ bản công bố"),
}
GRADE = {
    "proved": N_("chứng minh được"),
    "rounding": N_("có thể do làm tròn"),
    "suspect": N_("đáng ngờ"),
}
FINDING = {
    **FOUND_BY_AUDITING,
    "contradiction": N_("Số đã công bố mâu thuẫn nhau"),
    "unexplained": N_("Khác biệt chưa có giải thích"),
    "rounding": N_("Làm tròn"),
    "truncated": N_("Cắt bớt chữ số"),
    "cross_source": N_("Đối chiếu nguồn khác"),
    "misprint": N_("In nhầm"),
}
RANKED_BY = {
    "points": N_("tổng điểm"),
    "index": N_("chỉ số"),
    "percent": N_("tỷ lệ phần trăm"),
    "converted": N_("điểm quy đổi"),
}
TIES = {
    "competition": N_("đồng hạng thì hạng kế tiếp bỏ trống (1, 2, 2, 4)"),
    "dense": N_("đồng hạng thì hạng kế tiếp liền sau (1, 2, 2, 3)"),
}
COMPARED = {
    "exact": N_("so giá trị chính xác, chưa làm tròn"),
    "published": N_("so giá trị đã làm tròn như công bố"),
}
ROLE = {
    "bonus": N_("điểm thưởng"),
    "penalty": N_("điểm trừ"),
    "informational": N_("chỉ thu thập, không chấm điểm"),
}
APART = ("bonus", "penalty")  # roles whose maximum is a cap of their own, outside the total's
INPUT_TYPE = {
    "count": N_("số đếm"),
    "number": N_("số"),
    "percent": N_("phần trăm"),
    "points": N_("điểm"),
    "yes_no": N_("có hoặc không"),
    "choice": N_("chọn một"),
    "date": N_("ngày"),
}
NOT_APPLICABLE = {
    "reduce": N_("không chấm, bớt khỏi điểm tối đa"),
    "rescale": N_("không chấm, quy đổi về thang đầy đủ"),
    "spread": N_("không chấm, chia điểm tối đa cho các mục còn lại"),
    "full": N_("được đủ điểm"),
    "zero": N_("0 điểm"),
}
OVER_MAXIMUM = {
    "refuse": N_("không nhận"),
    "cap": N_("hạ về điểm tối đa"),
    "accept": N_("giữ nguyên và cảnh báo"),
}
UNANSWERED = {
    "zero": N_("tính 0 điểm"),
    "unranked": N_("chấm điểm nhưng không xếp hạng"),
}
AGGREGATE = {
    "mean": N_("Lấy trung bình các mục"),
    "weighted_sum": N_("Cộng các mục theo trọng số"),
    "weighted_mean": N_("Lấy trung bình các mục theo trọng số"),
}
ROUNDED = {
    "points": N_("điểm"),
    "maximum": N_("điểm tối đa"),
    "converted": N_("điểm quy đổi"),
    "index": N_("chỉ số"),
    "percent": N_("tỷ lệ phần trăm"),
    "mean": N_("trung bình"),
    "median": N_("trung vị"),
    "spread": N_("chênh lệch"),
    "change": N_("thay đổi so với năm trước"),
    "mean_percent": N_("tỷ lệ phần trăm của trung bình"),
    "criterion_index": N_("chỉ số của tiêu chí"),
}
YES_NO = {"yes": N_("có"), "no": N_("không")}
REASON = {
    **MOVEMENT_REASONS,
    "partial": N_("công bố một phần"),
    "exempt": N_("được miễn đánh giá"),
    "declared": N_("được chấm điểm, không xếp hạng theo quy định của đợt đánh giá"),
    "group": N_("khối này không xếp hạng"),
    "missing": N_("thiếu số liệu"),
    "not_verified": N_("còn số liệu chưa thẩm định"),
    "not_published": N_("có số liệu không công bố"),
    "not_applicable": N_("không có mục nào áp dụng"),
}

STATUSES: Mapping[str, str] = {**SCORE_STATUSES, "informational": ROLE["informational"]}

__all__ = ["FLAGS", "MODES"]


def word(words: Mapping[str, str], code: str) -> str:
    return gettext(words[code]) if code in words else code
