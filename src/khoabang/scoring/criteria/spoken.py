"""What a set says under a key, for a reader: keys by their names, days and numbers as they are written, what is nested as a list in words."""

import re
from collections.abc import Mapping
from typing import Any, Final

from khoabang.language import N_, text
from khoabang.scoring.numbers import NumberError, exact, show

NOTHING = N_("không ghi")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
NAMES: Final[Mapping[str, str]] = {
    "input": N_("số liệu"),
    "value": N_("giá trị"),
    "numerator": N_("tử số"),
    "denominator": N_("mẫu số"),
    "done": N_("đã thực hiện"),
    "planned": N_("kế hoạch"),
    "target": N_("chỉ tiêu đề ra"),
    "direction": N_("chiều so sánh"),
    "over": N_("khi vượt mức đủ điểm"),
    "zero_denominator": N_("khi mẫu số bằng 0"),
    "zero_best": N_("khi giá trị tốt nhất bằng 0"),
    "zero_before": N_("khi kỳ trước bằng 0"),
    "all_equal": N_("khi mọi giá trị bằng nhau"),
    "zero_at": N_("mức 0 điểm"),
    "full_at": N_("mức đủ điểm"),
    "floor": N_("mức bắt đầu có điểm"),
    "points": N_("điểm"),
    "share": N_("phần của điểm tối đa"),
    "otherwise": N_("nếu không đạt"),
    "then": N_("nếu đạt"),
    "options": N_("các lựa chọn"),
    "tiers": N_("các mức"),
    "parts": N_("các phần"),
    "from": N_("từ"),
    "to": N_("đến"),
    "at_least": N_("ít nhất"),
    "at_most": N_("nhiều nhất"),
    "is": N_("bằng"),
    "any": N_("một trong các điều kiện"),
    "none": N_("không điều kiện nào trong"),
    "closed": N_("mốc thuộc về"),
    "below": N_("dưới mức thấp nhất"),
    "each": N_("mỗi đơn vị"),
    "each_day": N_("mỗi ngày chậm"),
    "zero_after": N_("hết điểm sau số ngày"),
    "cap": N_("không quá"),
    "free": N_("phần không tính"),
    "count": N_("cách tính ngày"),
    "gives": N_("cho ra"),
    "due": N_("hạn"),
    "scale": N_("thang điểm nguồn"),
    "respondents": N_("số người trả lời"),
    "minimum_respondents": N_("số người trả lời ít nhất"),
    "too_few": N_("khi quá ít người trả lời"),
    "best": N_("tốt nhất là"),
    "relation": N_("lấy của"),
    "of": N_("của"),
    "measure": N_("đo bằng"),
    "now": N_("kỳ này"),
    "before": N_("kỳ trước"),
    "formula": N_("công thức"),
    "excluded": N_("điểm không đưa vào đánh giá"),
    "reason_required": N_("bắt buộc nêu lý do"),
    "quotient": N_("thương của"),
    "difference": N_("hiệu của"),
    "sum": N_("tổng của"),
    "growth": N_("mức tăng của"),
    "mean": N_("trung bình của"),
    "code": N_("mã"),
    "name": N_("tên"),
    "colour": N_("màu"),
    "type": N_("kiểu"),
    "unit": N_("đơn vị"),
    "maximum": N_("điểm tối đa"),
    "minimum": N_("tổng thấp nhất"),
    "reason": N_("lý do"),
    "inferred": N_("vì sao suy ra"),
    "reference": N_("căn cứ"),
    "document": N_("văn bản"),
    "at": N_("điều, khoản, trang"),
    "use": N_("cách xử lý"),
    "places": N_("số chữ số thập phân"),
    "mode": N_("cách làm tròn"),
    "by": N_("theo"),
    "order": N_("thứ tự"),
    "ties": N_("khi bằng nhau"),
    "compare": N_("so sánh theo"),
    "tie_breaks": N_("tiêu chí phân định"),
    "basis": N_("căn cứ xếp loại"),
    "holidays": N_("ngày nghỉ"),
    "index": N_("chỉ số"),
    "percent": N_("tỷ lệ phần trăm"),
    "converted": N_("điểm quy đổi"),
    "median": N_("trung vị"),
    "spread": N_("khoảng cách"),
    "change": N_("thay đổi"),
    "mean_percent": N_("tỷ lệ trung bình"),
    "criterion_index": N_("chỉ số của tiêu chí"),
}
"""What keys of the format are called in a sentence."""
_CHOICES: Final[Mapping[str, str]] = {
    "zero": N_("0 điểm"),
    "full": N_("đủ điểm"),
    "missing": N_("coi như thiếu số liệu"),
    "not_applicable": N_("coi như không áp dụng"),
    "unranked": N_("không xếp hạng"),
    "cap": N_("tính bằng mức tối đa"),
    "accept": N_("chấp nhận"),
    "refuse": N_("không nhận"),
    "reduce": N_("bớt khỏi điểm tối đa"),
    "rescale": N_("quy đổi về điểm tối đa"),
    "spread": N_("chia cho các mục còn lại"),
    "highest": N_("giá trị lớn nhất"),
    "lowest": N_("giá trị nhỏ nhất"),
    "lower": N_("mức có mốc đó là cận dưới"),
    "upper": N_("mức có mốc đó là cận trên"),
    "proportional": N_("theo tỷ lệ đạt được"),
    "calendar": N_("ngày theo lịch"),
    "working": N_("ngày làm việc"),
    "points": N_("điểm"),
    "deduction": N_("điểm trừ"),
    "share": N_("phần của điểm tối đa"),
    "subordinates": N_("cơ quan trực thuộc"),
    "predecessors": N_("cơ quan tiền thân"),
    "percent": N_("tỷ lệ phần trăm"),
    "index": N_("chỉ số"),
    "converted": N_("điểm quy đổi"),
    "descending": N_("từ cao xuống thấp"),
    "ascending": N_("từ thấp lên cao"),
    "competition": N_("1, 2, 2, 4"),
    "dense": N_("1, 2, 2, 3"),
    "exact": N_("giá trị chính xác"),
    "published": N_("giá trị đã làm tròn"),
    "half_up": N_("nửa thì lên"),
    "half_even": N_("nửa thì về số chẵn"),
    "down": N_("cắt bỏ"),
    "up": N_("luôn lên"),
    "at_least": N_("càng cao càng tốt"),
    "at_most": N_("càng thấp càng tốt"),
    "mean": N_("trung bình"),
    "sum": N_("cộng"),
    "weighted": N_("theo trọng số"),
}
_BY_CHOICE: Final = frozenset(
    {
        "over", "zero_denominator", "zero_best", "zero_before", "all_equal", "direction", "closed", "below", "too_few", "best", "relation",
        "measure", "count", "gives", "use", "mode", "by", "order", "ties", "compare", "basis", "not_applicable", "over_maximum", "aggregate",
    }
)  # fmt: skip
_KINDS: Final[Mapping[str, str]] = {
    "given": N_("lấy điểm được ghi"),
    "expert": N_("hội đồng hoặc chuyên gia cho điểm"),
    "yes_no": N_("có hoặc không"),
    "choice": N_("chọn một mức"),
    "tiers": N_("theo bậc"),
    "status": N_("theo tình trạng"),
    "ratio": N_("tỷ lệ"),
    "plan_completion": N_("mức hoàn thành kế hoạch"),
    "inverse_ratio": N_("tỷ lệ nghịch"),
    "target": N_("so với chỉ tiêu đề ra"),
    "count": N_("đếm"),
    "proportional": N_("tăng đều giữa hai mức"),
    "growth": N_("mức tăng trưởng"),
    "sum": N_("cộng các phần"),
    "best_of": N_("lấy cách cao nhất"),
    "gate": N_("có điều kiện"),
    "relative_to_best": N_("so với cơ quan tốt nhất"),
    "min_max": N_("giữa thấp nhất và cao nhất"),
    "external": N_("điểm của nguồn ngoài"),
    "survey": N_("khảo sát"),
    "mean_of_bodies": N_("trung bình của các cơ quan"),
    "lateness": N_("trừ theo ngày chậm"),
    "formula": N_("theo công thức"),
}


def named(path: str, lang: str) -> str:
    """Name a path of keys: `points.places` is "điểm, số chữ số thập phân"; a key without a name stays as it is."""
    return ", ".join(text(NAMES[key], lang) if key in NAMES else key for key in path.split("."))


def spoken(value: Any, lang: str, *, key: str = "", is_text: bool = False) -> str:
    """Put what stands under a key in words."""
    if value is None:
        return text(NOTHING, lang)
    if isinstance(value, bool):
        return text(N_("có") if value else N_("không"), lang)
    if isinstance(value, Mapping):
        said = {name: spoken(inside, lang, key=name) for name, inside in value.items()}
        return "; ".join(words if name == "kind" else f"{named(name, lang)}: {words}" for name, words in said.items())
    if isinstance(value, list):
        if any(isinstance(each, Mapping) for each in value):
            return " ".join(f"({spoken(each, lang, key=key)})" for each in value)
        return ", ".join(spoken(each, lang, key=key) for each in value)
    return _one(str(value), lang, key, is_text=is_text)


def _one(value: str, lang: str, key: str, *, is_text: bool) -> str:
    if key == "kind" and value in _KINDS:
        return text(_KINDS[value], lang)
    if key in _BY_CHOICE and value in _CHOICES:
        return text(_CHOICES[value], lang)
    if found := _ISO.fullmatch(value):
        return "/".join(reversed(found.groups()))
    try:
        exact(value)
    except NumberError:
        return f"«{value}»"
    return value if is_text or "/" in value else show(value, lang)
