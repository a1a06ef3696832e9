"""How a criteria set is laid out as a workbook: its sheets, and for each column the key of set.yaml that it holds.

A column's key is the path in set.yaml with dots (`reference.at`); `rule` is written as two columns, its kind and the rest. Writing and reading
both follow this table, so that neither can forget a key.
"""

from dataclasses import dataclass
from typing import Any, Literal, get_args

from khoabang.language import N_
from khoabang.scoring.criteria.inputs import InputType
from khoabang.scoring.criteria.model import Aggregate, Attribute, Completeness, CriteriaSet, Role
from khoabang.scoring.criteria.policies import Basis, OverMaximum, RankingPolicy, Treatment
from khoabang.scoring.criteria.policies import Column as RoundedColumn
from khoabang.scoring.criteria.rules import AnyRule
from khoabang.scoring.numbers import RoundingMode

# text: as it is; number: a number cell where it has a finite decimal form; amount: a number or not_published, its reason in the column `<key>.inferred`;
# lines: a list, one item a line; yaml: anything else, as in set.yaml.
# yes_no: có or không; date: as in set.yaml, or a date cell.
Form = Literal["text", "number", "amount", "lines", "yaml", "yes_no", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, heading, form, width in characters and, where only some values are allowed, these."""

    key: str
    title: str
    form: Form = "text"
    width: int = 14
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """One sheet: a list with a row for each item, or (`pairs`) a row for each key."""

    name: str
    note: str
    columns: tuple[Column, ...]
    pairs: bool = False


def _choices(model: Any, field: str) -> tuple[str, ...]:
    return tuple(value for value in get_args(model.model_fields[field].annotation) if isinstance(value, str))


RULE_KINDS = tuple(
    kind for rule in get_args(get_args(AnyRule.__value__)[0]) for kind in get_args(rule.model_fields["kind"].annotation)
)
_REFERENCE = (
    Column("reference.document", N_("Căn cứ"), width=14),
    Column("reference.at", N_("Điều, khoản, trang"), width=30),
)
_TREATMENTS, _OVER, _AGGREGATES = get_args(Treatment), get_args(OverMaximum), get_args(Aggregate)


def _amount(key: str, title: str, why: str = N_("Vì sao suy ra")) -> tuple[Column, Column]:
    return Column(key, title, "amount", 12), Column(f"{key}.inferred", why, width=24)


IDENTITY = SheetLayout(
    "Bộ tiêu chí",
    N_("Bộ này là gì, do ai ban hành, dùng cho những năm nào."),
    (
        Column("format", N_("Phiên bản định dạng")),
        Column("id", N_("Mã bộ")),
        Column("version", N_("Phiên bản của bộ")),
        Column("name", N_("Tên đầy đủ")),
        Column("lang", N_("Ngôn ngữ"), values=_choices(CriteriaSet, "lang")),
        Column("nature", N_("Tính chất"), values=_choices(CriteriaSet, "nature")),
        Column("issuer", N_("Cơ quan ban hành")),
        Column("years.from", N_("Dùng từ năm"), "number"),
        Column("years.to", N_("Đến năm"), "number"),
        Column("completeness.criteria", N_("Mức đầy đủ"), values=_choices(Completeness, "criteria")),
        Column("completeness.note", N_("Ghi chú về mức đầy đủ")),
        Column("sources", N_("Nguồn, mỗi nguồn một dòng"), "lines"),
        Column("replaces", N_("Thay thế")),
        Column("replaced_by", N_("Được thay bằng")),
        Column("note", N_("Ghi chú")),
        Column("checked.by", N_("Người đối chiếu")),
        Column("checked.on", N_("Ngày đối chiếu (năm-tháng-ngày)"), "date"),
        Column("checked.against", N_("Đối chiếu với bản nào")),
    ),
    pairs=True,
)
LEGAL_BASIS = SheetLayout(
    "Căn cứ",
    N_("Các văn bản mà bộ tiêu chí dẫn chiếu; các trang khác ghi mã ở cột đầu."),
    (
        Column("id", N_("Mã")),
        Column("type", N_("Loại văn bản")),
        Column("number", N_("Số, ký hiệu"), width=18),
        Column("date", N_("Ngày (năm-tháng-ngày)"), "date", 16),
        Column("issuer", N_("Cơ quan ban hành"), width=26),
        Column("title", N_("Trích yếu"), width=60),
        Column("url", N_("Địa chỉ"), width=40),
        Column("text_found", N_("Có toàn văn"), "yes_no", 12),
    ),
)
ATTRIBUTES = SheetLayout(
    "Thuộc tính",
    N_("Các đặc điểm của cơ quan mà điều kiện dùng đến."),
    (
        Column("code", N_("Mã"), width=20),
        Column("name", N_("Tên"), width=50),
        Column("type", N_("Kiểu"), values=_choices(Attribute, "type")),
        Column("options", N_("Các giá trị"), "yaml", 60),
    ),
)
GROUPS = SheetLayout(
    "Khối",
    N_("Các khối xếp hạng: cơ quan nào, theo phụ lục nào."),
    (
        Column("code", N_("Mã"), width=18),
        Column("name", N_("Tên khối"), width=40),
        Column("annex", N_("Phụ lục")),
        Column("when", N_("Gồm các cơ quan có"), "yaml", 30),
        Column("ranked", N_("Xếp hạng"), "yes_no", 10),
        *_amount("maximum", N_("Điểm tối đa công bố")),
        *_REFERENCE,
    ),
)
ANNEXES = SheetLayout(
    "Phụ lục",
    N_("Mỗi phụ lục là một cây tiêu chí."),
    (
        Column("code", N_("Mã")),
        Column("name", N_("Tên phụ lục"), width=50),
        *_amount("maximum", N_("Điểm tối đa")),
        Column("minimum", N_("Tổng thấp nhất"), "number", 12),
        Column("aggregate", N_("Cách cộng"), values=_AGGREGATES),
        Column("over_maximum", N_("Khi vượt tối đa"), values=_OVER),
        Column("not_applicable", N_("Khi không áp dụng"), values=_TREATMENTS),
        Column("round", N_("Làm tròn khi cộng"), "yaml", 18),
        Column("sum_exception", N_("Vì sao tổng con khác tối đa"), width=30),
        Column("note", N_("Ghi chú"), width=30),
        *_REFERENCE,
    ),
)
CRITERIA = SheetLayout(
    "Tiêu chí",
    N_("Mỗi dòng một tiêu chí hoặc chỉ tiêu; tiêu chí con ghi mã tiêu chí cha. Quy tắc: loại ở một cột, các tham số ở cột bên."),
    (
        Column("annex", N_("Phụ lục"), width=10),
        Column("parent", N_("Mã cha"), width=9),
        Column("code", N_("Mã"), width=9),
        Column("name", N_("Tên"), width=60),
        Column("role", N_("Vai trò"), values=get_args(Role), width=12),
        *_amount("maximum", N_("Điểm tối đa")),
        Column("rule.kind", N_("Quy tắc"), width=18, values=RULE_KINDS),
        Column("rule", N_("Tham số của quy tắc"), "yaml", 46),
        Column("text", N_("Nguyên văn cách chấm"), width=46),
        Column("applies", N_("Chỉ áp dụng khi"), "yaml", 24),
        Column("not_applicable", N_("Khi không áp dụng"), values=_TREATMENTS),
        Column("prints", N_("In khi không áp dụng"), values=("zero", "blank", "dash", "note")),
        *_amount("weight", N_("Trọng số")),
        Column("aggregate", N_("Cách cộng"), values=_AGGREGATES),
        Column("minimum", N_("Tổng thấp nhất"), "number", 12),
        Column("over_maximum", N_("Khi vượt tối đa"), values=_OVER),
        Column("round", N_("Làm tròn khi cộng"), "yaml", 18),
        Column("sum_exception", N_("Vì sao tổng con khác tối đa"), width=30),
        Column("dropped", N_("Không đánh giá"), "yaml", 30),
        Column("gate", N_("Điều kiện tiên quyết"), "yaml", 30),
        Column("evidence", N_("Tài liệu kiểm chứng"), width=36),
        Column("evidence_required", N_("Bắt buộc có tài liệu"), "yes_no", 12),
        Column("source", N_("Nguồn số liệu"), width=22),
        Column("verifier", N_("Cơ quan thẩm định"), width=22),
        Column("note", N_("Ghi chú"), width=36),
        *_REFERENCE,
    ),
)
INPUTS = SheetLayout(
    "Số liệu",
    N_("Mỗi dòng một số liệu mà chỉ tiêu hỏi."),
    (
        Column("annex", N_("Phụ lục"), width=10),
        Column("criterion", N_("Chỉ tiêu"), width=10),
        Column("code", N_("Mã số liệu"), width=30),
        Column("name", N_("Tên"), width=60),
        Column("type", N_("Kiểu"), values=get_args(InputType), width=12),
        Column("unit", N_("Đơn vị"), width=14),
        Column("minimum", N_("Nhỏ nhất"), "number", 12),
        Column("maximum", N_("Lớn nhất"), "number", 12),
        Column("options", N_("Các lựa chọn"), "yaml", 50),
        Column("optional", N_("Không bắt buộc"), "yes_no", 12),
    ),
)
AGGREGATES = SheetLayout(
    "Tổng hợp",
    N_("Các tổng chồng lên cây tiêu chí (trụ cột)."),
    (
        Column("annex", N_("Phụ lục"), width=10),
        Column("code", N_("Mã"), width=10),
        Column("name", N_("Tên"), width=40),
        Column("of", N_("Gồm các tiêu chí"), "yaml", 30),
        *_amount("maximum", N_("Điểm tối đa")),
        *_REFERENCE,
    ),
)


def _policy(key: str, title: str, values: tuple[str, ...]) -> tuple[Column, ...]:
    return (
        Column(f"{key}.use", title, values=values),
        Column(f"{key}.inferred", N_("Vì sao suy ra")),
        Column(f"{key}.reference.document", N_("— căn cứ")),
        Column(f"{key}.reference.at", N_("— điều, khoản, trang")),
    )


POLICIES = SheetLayout(
    "Chính sách",
    N_("Mọi lựa chọn của văn bản ngoài cây tiêu chí: thiếu số liệu, xếp hạng, phân loại."),
    (
        *_policy("missing", N_("Thiếu số liệu"), ("zero", "unranked")),
        *_policy("not_verified", N_("Chưa thẩm định"), ("zero", "unranked")),
        *_policy("exempt", N_("Được miễn"), _TREATMENTS),
        *_policy("over_maximum", N_("Vượt điểm tối đa"), _OVER),
        Column("ranking.by", N_("Xếp hạng theo"), values=get_args(Basis)),
        Column("ranking.order", N_("Thứ tự"), values=_choices(RankingPolicy, "order")),
        Column("ranking.ties", N_("Đánh số khi đồng hạng"), values=_choices(RankingPolicy, "ties")),
        Column("ranking.compare", N_("So sánh số"), values=_choices(RankingPolicy, "compare")),
        Column("ranking.tie_breaks", N_("Phân định khi bằng điểm"), "yaml"),
        Column("ranking.inferred", N_("Vì sao suy ra")),
        Column("ranking.reference.document", N_("— căn cứ")),
        Column("ranking.reference.at", N_("— điều, khoản, trang")),
        Column("classes.basis", N_("Xếp loại theo"), values=get_args(Basis)),
        Column("classes.compare", N_("So sánh số khi xếp loại"), values=("exact", "published")),
        Column("classes.closed", N_("Đầu khoảng thuộc loại"), values=("lower", "upper", "both")),
        Column("classes.gap_exception", N_("Chỗ hở có sẵn")),
        Column("classes.reference.document", N_("— căn cứ")),
        Column("classes.reference.at", N_("— điều, khoản, trang")),
        Column("rounding.inferred", N_("Làm tròn: vì sao suy ra")),
        Column("rounding.reference.document", N_("— căn cứ")),
        Column("rounding.reference.at", N_("— điều, khoản, trang")),
        Column("calendar.holidays", N_("Ngày nghỉ, mỗi ngày một dòng"), "lines"),
        Column("calendar.inferred", N_("Vì sao suy ra")),
        Column("calendar.reference.document", N_("— căn cứ")),
        Column("calendar.reference.at", N_("— điều, khoản, trang")),
    ),
    pairs=True,
)
BANDS = SheetLayout(
    "Xếp loại",
    N_("Các loại, từ cao xuống thấp."),
    (
        Column("name", N_("Loại"), width=20),
        *_amount("from", N_("Từ")),
        *_amount("to", N_("Đến")),
        Column("inferred", N_("Ghi chú suy ra"), width=40),
    ),
)
ROUNDING = SheetLayout(
    "Làm tròn",
    N_("Cách làm tròn khi in của từng cột; cột không có ở đây in đúng giá trị."),
    (
        Column("column", N_("Cột"), values=get_args(RoundedColumn), width=20),
        Column("places", N_("Số chữ số thập phân"), "number", 12),
        Column("mode", N_("Cách"), values=get_args(RoundingMode)),
        Column("inferred", N_("Vì sao suy ra"), width=40),
        *_REFERENCE,
    ),
)
MEANINGS: dict[str, dict[str, str]] = {
    N_("Vai trò"): {
        "scored": N_("tính vào tổng điểm và điểm tối đa"),
        "bonus": N_("điểm cộng, không tính vào điểm tối đa"),
        "penalty": N_("điểm trừ"),
        "informational": N_("chỉ thu thập, không chấm"),
    },
    N_("Cách cộng"): {
        "sum": N_("cộng điểm các mục con"),
        "mean": N_("bình quân các mục con"),
        "weighted_sum": N_("cộng theo trọng số"),
        "weighted_mean": N_("bình quân theo trọng số"),
    },
    N_("Khi không áp dụng"): {
        "reduce": N_("bớt điểm tối đa của mục đó khỏi thang"),
        "rescale": N_("quy đổi về thang đầy đủ"),
        "spread": N_("chia điểm tối đa cho các mục cùng nhóm"),
        "full": N_("tính điểm tối đa"),
        "zero": N_("tính 0 điểm, giữ điểm tối đa"),
    },
    N_("Khi vượt tối đa"): {
        "refuse": N_("không nhận, coi như thiếu số liệu"),
        "cap": N_("cắt ở điểm tối đa"),
        "accept": N_("giữ nguyên và cảnh báo"),
    },
    N_("Quy tắc"): {
        "given": N_("ghi nhận điểm đã nhập"),
        "expert": N_("điểm do hội đồng cho, phải có lý do"),
        "yes_no": N_("có thì được điểm"),
        "choice": N_("mỗi trường hợp một mức điểm"),
        "tiers": N_("bậc thang theo giá trị"),
        "status": N_("như bậc thang, mỗi bậc một màu"),
        "ratio": N_("tỷ lệ a/b nhân điểm"),
        "plan_completion": N_("số đã làm trên số kế hoạch"),
        "inverse_ratio": N_("càng ít càng tốt: (1 − a/b) nhân điểm"),
        "target": N_("đạt mục tiêu thì được điểm"),
        "count": N_("số lượng nhân điểm mỗi đơn vị"),
        "proportional": N_("nội suy giữa hai mốc"),
        "growth": N_("theo mức tăng so với kỳ trước"),
        "sum": N_("cộng nhiều phần"),
        "best_of": N_("lấy trường hợp có lợi nhất"),
        "gate": N_("đạt điều kiện mới xét tiếp"),
        "relative_to_best": N_("so với cơ quan tốt nhất khối"),
        "min_max": N_("vị trí giữa thấp nhất và cao nhất khối"),
        "external": N_("quy từ thang điểm của nguồn khác"),
        "survey": N_("quy từ thang điểm khảo sát"),
        "mean_of_bodies": N_("bình quân các đơn vị trực thuộc hoặc tiền thân"),
        "lateness": N_("trừ điểm theo ngày chậm"),
        "formula": N_("theo công thức"),
    },
}
SHEETS = (IDENTITY, LEGAL_BASIS, ATTRIBUTES, GROUPS, ANNEXES, CRITERIA, INPUTS, AGGREGATES, POLICIES, BANDS, ROUNDING)
GUIDE_SHEET = "Đọc trước"
