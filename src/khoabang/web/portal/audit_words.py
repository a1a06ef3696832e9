"""Words of audit reports."""

from khoabang.language import N_

GRADES = {
    "proved": N_("Sai, chứng minh được"),
    "suspect": N_("Cần hỏi lại"),
    "rounding": N_("Do làm tròn"),
}
ON_CELLS = {
    "proved": N_("sai"),
    "suspect": N_("hỏi lại"),
    "rounding": N_("làm tròn"),
}
KINDS = {
    "over_maximum": N_("Vượt điểm tối đa"),
    "total": N_("Cộng điểm"),
    "index": N_("Tính chỉ số"),
    "order": N_("Thứ tự các dòng"),
    "rank": N_("Thứ hạng"),
    "tie": N_("Đồng hạng"),
    "class": N_("Xếp loại"),
    "missing": N_("Thiếu"),
    "duplicate": N_("Lặp lại"),
    "statistic": N_("Số thống kê"),
    "date": N_("Ngày tháng"),
    "number": N_("Con số"),
}
ROLES = {
    "order": N_("số thứ tự"),
    "body": N_("đơn vị"),
    "code": N_("mã"),
    "component": N_("thành phần"),
    "subtotal": N_("cộng nhóm"),
    "total": N_("tổng"),
    "index": N_("chỉ số"),
    "percent": N_("tỷ lệ"),
    "maximum": N_("điểm tối đa"),
    "rank": N_("thứ hạng"),
    "change": N_("thay đổi"),
    "class": N_("xếp loại"),
    "note": N_("ghi chú"),
    "other": N_("chưa rõ"),
}
NUMBERED = {
    "competition": N_("bỏ số (1, 2, 2, 4)"),
    "dense": N_("không bỏ số (1, 2, 2, 3)"),
}
EXPECTED = {
    "over_maximum": N_("Nhiều nhất là"),
    "date": N_("Chỗ khác ghi"),
}
EXPECTED_ELSE = N_("Tính được")
