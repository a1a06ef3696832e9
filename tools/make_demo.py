"""Make the demonstration evaluations: bodies.csv and answers.csv of data/evaluations/demo-{so,xa,su-nghiep}-{2025,2026}.

    python3 tools/make_demo.py            writes the twelve files
    python3 tools/make_demo.py --check    writes nothing; exit 1 where a shipped file is not what this script makes

Everything is invented: the province of Trình Diễn ("demonstration"), its bodies, their figures. Standard library only. Nothing depends on
the clock, the machine, the Python version or the order of calls: every draw is a SHA-256 of the seed, the body, the year and the item, and
all arithmetic is on integers and fractions, so running again gives the same bytes. Changing one line moves nothing else.

Each body has a level a year, in ten-thousandths of full marks. An item's share is drawn around the level, and the figures are found backwards
from the share. `EVENTS` then writes, by hand, what real life does: missing and unverified values, an incident, late reports, marks chosen so
that totals tie or fall just beside a class bound. Bodies in `EXACT` get only figures whose shares are finite decimals, so that totals of
different maxima can tie exactly; `TWINS` copy another body's figures, in proportion to their own size, so that both get the same total.
"""

import csv
import hashlib
import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

SEED = "khoa-bang-trinh-dien-1"
WHOLE = 10_000
NICE = (4, 5, 8, 10, 16, 20, 25, 32, 40, 50, 64, 80, 100, 125, 160, 200, 250, 320, 400, 500)
FOLDER = Path(__file__).parent.parent / "src" / "khoabang" / "data" / "evaluations"
YES, NO = "có", "không"


def draw(*key: object) -> int:
    """Give a number from 0 to 9999, always the same for the same key."""
    digest = hashlib.sha256("|".join([SEED, *map(str, key)]).encode()).digest()
    return int.from_bytes(digest[:8], "big") % WHOLE


def around(level: int, width: int, *key: object) -> int:
    """Give a share near a level, at most `width` away, small distances more often; within 0 and 10,000."""
    return max(0, min(WHOLE, level + (draw(*key, 1) + draw(*key, 2) - WHOLE) * width // WHOLE))


def between(low: int, high: int, *key: object) -> int:
    """Give a whole number from low to high."""
    return low + draw(*key) * (high - low + 1) // WHOLE


def rounded(value: Fraction) -> int:
    """Round half up to a whole number."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def decimal(value: Fraction, places: int) -> str:
    """Print rounded half up to so many places at most, with a decimal comma."""
    digits = str(rounded(value * 10**places)).rjust(places + 1, "0")
    whole, rest = digits[: len(digits) - places], digits[len(digits) - places :].rstrip("0")
    return f"{whole},{rest}" if rest else whole


def ends(share: Fraction) -> bool:
    """Say whether a share makes points of few decimals: a multiple of 1/400, kept within 0 and 1."""
    return 400 % min(Fraction(1), max(Fraction(0), share)).denominator == 0


def day(value: date) -> str:
    """Print a date as Vietnamese papers do."""
    return f"{value.day:02}/{value.month:02}/{value.year}"


@dataclass(frozen=True)
class Body:
    """One body in one year."""

    code: str
    name: str
    level: int
    attributes: dict[str, str]
    size: int = 0  # staff of a department, people of a commune
    parent: str = ""
    status: str = ""
    predecessors: str = ""
    opened: str = ""
    closed: str = ""
    note: str = ""

    def row(self) -> dict[str, str]:
        """Give the line of bodies.csv."""
        own = ("code", "name", "status", "parent", "predecessors", "opened", "closed", "note")
        return {column: getattr(self, column) for column in own} | self.attributes


@dataclass
class Sheet:
    """The answers of one body, being filled in."""

    body: Body
    year: int
    exact: bool = False
    cells: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cells["body"] = self.body.code

    def share(self, item: str, lift: int = 0, width: int = 2200) -> int:
        """Give the share of full marks that this body gets for an item."""
        return around(self.body.level + lift, width, self.body.code, self.year, item)

    def count(self, item: str, low: int, high: int) -> int:
        """Give a whole number for an item; one that divides well where the body's totals must be finite decimals."""
        number = between(low, high, self.body.code, self.year, item)
        if self.exact:
            fitting = [nice for nice in NICE if low <= nice <= high] or [high]
            return min(fitting, key=lambda nice: abs(nice - number))
        return number

    def part(self, code: str, whole: int, *, zero: str = "0", full: str = "1", lift: int = 0, width: int = 2200) -> None:
        """Put a numerator: so much of the whole that the way from `zero` to `full` gives the share drawn."""
        start, end = Fraction(zero), Fraction(full)
        share = self.share(code, lift, width)
        ratio = start + (end - start) * share / WHOLE
        if share == WHOLE and start < end < 1:
            ratio = end + (1 - end) * between(0, WHOLE, self.body.code, self.year, code, "above") / WHOLE
        number = max(0, min(whole, rounded(ratio * whole)))
        if self.exact:
            fitting = [n for n in range(whole + 1) if ends((Fraction(n, whole) - start) / (end - start))]
            number = min(fitting, key=lambda n: (abs(n - number), n))
        self.cells[code] = str(number)

    def put(self, **cells: object) -> None:
        """Put values as they are; True and False become có and không."""
        for code, value in cells.items():
            self.cells[code] = (YES if value else NO) if isinstance(value, bool) else str(value)

    def step(self, code: str, options: Sequence[tuple[int, object]], *, lift: int = 0) -> None:
        """Put the first option whose bound the share reaches."""
        share = self.share(code, lift)
        self.put(**{code: next(value for bound, value in options if share >= bound)})

    def mark(self, code: str, most: int, reasons: Sequence[str] = (), *, lift: int = 0, half: bool = False) -> None:
        """Put points of a council, in halves or tenths, with the reason where one is asked for."""
        share, parts = self.share(code, lift), 2 if half else 10
        self.cells[code] = decimal(Fraction(rounded(Fraction(most * parts * share, WHOLE)), parts), 1)
        if reasons:
            self.cells[code + ":note"] = reasons[min(len(reasons) - 1, (WHOLE - share) * len(reasons) // WHOLE)]

    def skip(self, *codes: str) -> None:
        """Leave questions that are not this body's."""
        for code in codes:
            self.cells[code] = ""

    def on_time(self, code: str, due: date, most_days: int, *, lift: int = 0) -> None:
        """Put a date: before the due one for a good share, later the smaller it is."""
        share = self.share(code, lift)
        late = 0 if share >= 6500 else (6500 - share) * most_days // 6500 + 1
        early = between(0, 12, self.body.code, self.year, code, "early")
        self.cells[code] = day(due + timedelta(days=late or -early))


# The departments --------------------------------------------------------------------------------------------------------------------------


PROVINCE = "tỉnh Trình Diễn"


@dataclass(frozen=True)
class Department:
    """A department over the years."""

    code: str
    name: str
    staff: int
    facts: str  # t: procedures, h: own systems, k: digital economy, d: attached units; n: a branch of a central body; u: an attached unit
    levels: tuple[int, int]  # 2025, 2026; 0: does not exist
    files: int = 0
    parent: str = ""
    renamed: str = ""  # its name in 2026
    opened: str = ""
    predecessors: str = ""
    closed: str = ""
    status: tuple[str, str] = ("", "")
    note: str = ""
    parent_2026: str = ""


DEPARTMENTS = [
    Department("vp-ubnd", "Văn phòng UBND", 80, "h", (7700, 8000)),
    Department("so-noi-vu", "Sở Nội vụ", 96, "th", (7850, 7900), 5000),
    Department("so-tai-chinh", "Sở Tài chính", 143, "thk", (8560, 8450), 9120),
    Department("so-tu-phap", "Sở Tư pháp", 64, "th", (8700, 9050), 8000),
    Department("so-cong-thuong", "Sở Công Thương", 97, "thk", (7300, 7450), 6230),
    Department("so-nnmt", "Sở Nông nghiệp và Môi trường", 312, "thkd", (6300, 6200), 14870),
    Department("so-xay-dung", "Sở Xây dựng", 188, "thk", (5800, 6200), 7765),
    Department("so-khcn", "Sở Khoa học và Công nghệ", 80, "thkd", (8900, 8800), 2000),
    Department("so-gddt", "Sở Giáo dục và Đào tạo", 91, "thd", (6900, 7100), 5410),
    Department("so-y-te", "Sở Y tế", 118, "thkd", (6300, 6600), 10340),
    Department("so-vhtt", "Sở Văn hóa và Thể thao", 74, "td", (5700, 0), 1480, closed="28/02/2026",
               note="Hợp nhất với Sở Du lịch thành Sở Văn hóa, Thể thao và Du lịch từ ngày 01/3/2026"),
    Department("so-du-lich", "Sở Du lịch", 46, "tk", (5950, 0), 960, closed="28/02/2026",
               note="Hợp nhất với Sở Văn hóa và Thể thao thành Sở Văn hóa, Thể thao và Du lịch từ ngày 01/3/2026"),
    Department("so-vhttdl", "Sở Văn hóa, Thể thao và Du lịch", 113, "thkd", (0, 6200), 2390, opened="01/3/2026",
               predecessors="so-vhtt;so-du-lich"),
    Department("dan-toc", "Ban Dân tộc", 23, "", (4250, 4850), renamed="Sở Dân tộc và Tôn giáo",
               note="Mang tên Sở Dân tộc và Tôn giáo từ ngày 01/4/2026"),
    Department("so-ngoai-vu", "Sở Ngoại vụ", 38, "t", (6950, 7050), 640),
    Department("so-qhkt", "Sở Quy hoạch - Kiến trúc", 66, "th", (6450, 6800), 1180),
    Department("so-attp", "Sở An toàn thực phẩm", 72, "tk", (7150, 7350), 3460),
    Department("ban-ql-kcnc", "Ban Quản lý Khu công nghệ cao", 44, "thk", (7550, 7750), 520),
    Department("vp-hdnd", "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân", 51, "", (6050, 6300)),
    Department("ban-ql-kkt", "Ban Quản lý các khu kinh tế, khu công nghiệp", 52, "tk", (6600, 0), 1730, closed="30/4/2026",
               note="Chia thành Ban Quản lý Khu kinh tế ven biển và Ban Quản lý các khu công nghiệp từ ngày 01/5/2026"),
    Department("ban-kkt-ven-bien", "Ban Quản lý Khu kinh tế ven biển", 27, "tk", (0, 6900), 812, opened="01/5/2026",
               predecessors="ban-ql-kkt"),
    Department("ban-kcn", "Ban Quản lý các khu công nghiệp", 26, "tk", (0, 6300), 905, opened="01/5/2026", predecessors="ban-ql-kkt",
               status=("", "unranked"), note="Chấm điểm, chưa xếp hạng: đang hoàn thiện tổ chức bộ máy"),
    Department("thanh-tra", "Thanh tra", 58, "", (6400, 6700), status=("unranked", ""),
               note="Năm 2025 chấm điểm, không xếp hạng: đang tiếp nhận thanh tra các sở"),
    Department("thue", "Thuế", 400, "tn", (8600, 8900), 20000),
    Department("kho-bac", "Kho bạc Nhà nước", 125, "tn", (8650, 8700), 10000),
    Department("bhxh", "Bảo hiểm xã hội", 233, "tn", (7300, 7700), 31250),
    Department("thong-ke", "Thống kê", 61, "n", (6100, 6350)),
    Department("bo-chqs", "Bộ Chỉ huy Quân sự", 0, "n", (5000, 5000), status=("exempt", "exempt"),
               note="Không đánh giá theo Điều 2, khoản 4: hoạt động theo quy định của Bộ Quốc phòng"),
    Department("tt-chuyen-doi-so", "Trung tâm Chuyển đổi số", 40, "u", (9300, 9400), parent="so-khcn"),
    Department("bv-da-khoa", "Bệnh viện Đa khoa", 640, "u", (6800, 7200), parent="so-y-te"),
    Department("tt-kiem-soat-benh-tat", "Trung tâm Kiểm soát bệnh tật", 152, "u", (5900, 6400), parent="so-y-te"),
    Department("tt-gdtx", "Trung tâm Giáo dục thường xuyên", 47, "u", (6500, 6800), parent="so-gddt"),
    Department("chi-cuc-thuy-loi", "Chi cục Thủy lợi", 36, "u", (5100, 5600), parent="so-nnmt"),
    Department("vp-dang-ky-dat-dai", "Văn phòng Đăng ký đất đai", 275, "u", (7300, 7600), parent="so-nnmt"),
    Department("thu-vien", "Thư viện", 31, "u", (6100, 6500), parent="so-vhtt", parent_2026="so-vhttdl"),
    Department("bao-tang", "Bảo tàng", 29, "u", (4700, 5300), parent="so-vhtt", parent_2026="so-vhttdl"),
]  # fmt: skip

DATA_QUALITY = (
    "Dữ liệu đúng, đủ, sạch, sống; cập nhật hằng tháng và đã kết nối với kho dữ liệu dùng chung",
    "Dữ liệu đầy đủ; còn một số trường chưa chuẩn hóa danh mục dùng chung",
    "Dữ liệu cập nhật chậm; mới chuẩn hóa được một phần",
    "Chưa có quy trình cập nhật; nhiều trường còn trống",
)
INITIATIVES = (
    "Mô hình có hiệu quả rõ, đã được cơ quan khác học tập",
    "Mô hình mới, bước đầu có kết quả",
    "Có đề xuất, chưa đủ thời gian kiểm chứng",
    "Không có sáng kiến, mô hình mới được công nhận",
)
COOPERATION = (
    "Phối hợp chủ động, chia sẻ dữ liệu thường xuyên",
    "Phối hợp tốt, có nội dung trả lời còn chậm",
    "Phối hợp khi có văn bản đề nghị, chưa chủ động",
)


def departments_of(year: int) -> list[Body]:
    """Give the bodies of the departments' round."""
    bodies = []
    for item in DEPARTMENTS:
        level = item.levels[year - 2025]
        if not level:
            continue
        kind = "nganh_doc" if "n" in item.facts else "truc_thuoc" if "u" in item.facts else "so"
        facts = {"co_tthc": "t", "co_he_thong_rieng": "h", "kinh_te_so": "k", "co_truc_thuoc": "d"}
        attributes = {"loai": kind} | {key: YES if letter in item.facts else NO for key, letter in facts.items()}
        name = item.renamed if item.renamed and year == 2026 else item.name
        bodies.append(
            Body(
                item.code,
                f"{name} {PROVINCE}",
                level,
                attributes | {"bien_che": str(item.staff) if item.staff else ""},
                item.staff,
                parent=item.parent_2026 if item.parent_2026 and year == 2026 else item.parent,
                status=item.status[year - 2025],
                predecessors=item.predecessors,
                opened=item.opened,
                closed=item.closed,
                note="" if item.code == "thanh-tra" and year == 2026 else item.note,
            )
        )
    return bodies


def fill_department(sheet: Sheet) -> None:
    """Answer the annex of the body's kind."""
    {"so": fill_so, "nganh_doc": fill_branch, "truc_thuoc": fill_attached}[sheet.body.attributes["loai"]](sheet)


def files_of(sheet: Sheet) -> int:
    """Give the files a department receives in a year."""
    files = next(item.files for item in DEPARTMENTS if item.code == sheet.body.code)
    return files if sheet.year == 2025 or sheet.exact else files * 21 // 20 + 7


def fill_so(sheet: Sheet) -> None:
    """Answer Phụ lục I."""
    computers = sheet.body.size if sheet.exact else sheet.body.size + between(2, 15, sheet.body.code, "computers")
    sheet.put(tong_so_cbccvc=sheet.body.size, tong_so_may_tinh=computers, su_co_nghiem_trong=False)
    so_awareness(sheet)
    so_infrastructure(sheet, computers)
    so_people(sheet)
    so_safety(sheet, computers)
    so_services(sheet)
    so_work(sheet)
    so_data(sheet)
    so_society(sheet)
    so_extras(sheet)


def so_awareness(sheet: Sheet) -> None:
    """Answer groups 1 and 2."""
    sheet.step("truong_ban_chi_dao", [(5000, "cap_truong"), (2500, "cap_pho"), (0, "khac")])
    sheet.put(so_cuoc_hop=rounded(Fraction(sheet.share("so_cuoc_hop") * 9, 2 * WHOLE)))
    wanted = sheet.count("so_vb_theo_yeu_cau", 4, 9)
    sheet.part("so_vb_nguoi_dung_dau_ky", wanted, lift=500)
    sheet.put(so_vb_theo_yeu_cau=wanted)
    sheet.step("co_chuyen_muc", [(3000, True), (0, False)])
    sheet.put(so_tin_bai=sheet.share("so_tin_bai") * 30 // WHOLE)
    sheet.on_time("ngay_ban_hanh_ke_hoach", date(2025, 4, 15) if sheet.year == 2025 else date(2026, 3, 6), 60)
    planned = sheet.count("so_nhiem_vu_ke_hoach", 16, 40)
    sheet.part("so_nhiem_vu_hoan_thanh", planned, lift=300)
    sheet.put(so_nhiem_vu_ke_hoach=planned)
    share = sheet.share("quy_che")
    sheet.put(da_ban_hanh_quy_che=share >= 6000, da_lay_y_kien_du_thao=share >= 1500, ap_dung_quy_che_tinh=share >= 3500)


def so_infrastructure(sheet: Sheet, computers: int) -> None:
    """Answer group 3."""
    staff = sheet.body.size
    sheet.part("so_nguoi_co_may_tinh", staff, lift=1500)
    sheet.part("so_may_ket_noi_tslcd", computers, lift=800)
    best = sheet.body.code == "so-khcn"  # 12.5 Mb/s a head, the most of the group
    share = WHOLE if best else min(9700, sheet.share("bang_thong"))
    unit = staff // 16 if sheet.exact else 5
    sheet.put(bang_thong=rounded(Fraction(25 * share * staff, 2 * WHOLE * unit)) * unit)
    if sheet.body.attributes["co_he_thong_rieng"] == YES:
        systems = sheet.count("tong_so_he_thong", 4, 12)
        sheet.part("so_ht_tren_dam_may", systems, full="0.8")
        sheet.put(tong_so_he_thong=systems)
    else:
        sheet.skip("so_ht_tren_dam_may", "tong_so_he_thong")
    if sheet.year == 2025:
        share = sheet.share("phong_hop", 1000)
        sheet.put(phong_hop_truc_tuyen=share >= 6000, phong_hop_dung_chung=share >= 2500)
    else:
        sheet.part("so_nguoi_dung_tro_ly_ao", staff, full="0.6")


def so_people(sheet: Sheet) -> None:
    """Answer group 4."""
    staff, share = sheet.body.size, sheet.share("so_chuyen_trach")
    if staff < 25:
        sheet.skip("so_chuyen_trach", "so_dai_hoc_cntt", "so_kiem_nhiem")
    else:
        full_time = 2 if share >= 6000 else 1 if share >= 3000 else 0
        sheet.put(
            so_chuyen_trach=full_time,
            so_dai_hoc_cntt=full_time // 2,
            so_kiem_nhiem=between(0, 2, sheet.body.code, sheet.year, "kn"),
        )
    sheet.part("so_nguoi_tap_huan", staff, zero="0.3", full="0.9" if sheet.year == 2025 else "0.95")
    before = staff * 10 if sheet.exact else staff * between(3, 6, sheet.body.code, "courses")
    unit = before // 160 if sheet.exact else 1
    now = before + rounded(Fraction(before * sheet.share("so_luot_hoc_nam_nay"), 4 * WHOLE * unit)) * unit
    sheet.put(so_luot_hoc_nam_nay=now, so_luot_hoc_nam_truoc=before)
    test = {"so-khcn": Fraction(92), "dan-toc": Fraction(52)}.get(sheet.body.code)  # the highest and the lowest of the group
    share = max(300, min(9700, sheet.share("diem_kiem_tra")))
    sheet.put(diem_kiem_tra=decimal(test or 52 + Fraction(40 * share, WHOLE), 1))
    leaders = sheet.count("so_lanh_dao", 3, 5)
    sheet.part("so_lanh_dao_boi_duong", leaders, lift=800)
    sheet.put(so_lanh_dao=leaders)


def so_safety(sheet: Sheet, computers: int) -> None:
    """Answer group 5."""
    if sheet.cells["tong_so_he_thong"]:
        sheet.part("so_ht_phe_duyet_cap_do", int(sheet.cells["tong_so_he_thong"]))
    else:
        sheet.skip("so_ht_phe_duyet_cap_do")
    layers = rounded(Fraction(sheet.share("lop", 300) * 4, WHOLE))
    for number, code in enumerate(("lop_luc_luong", "lop_giam_sat", "lop_kiem_tra", "lop_chia_se")):
        sheet.put(**{code: number < layers})
    sheet.part("so_may_chong_ma_doc", computers, zero="0.45", full="0.95")
    sheet.put(so_cuoc_dien_tap=rounded(Fraction(sheet.share("so_cuoc_dien_tap") * 4, WHOLE)))
    warnings = sheet.count("tong_so_canh_bao", 20, 125)
    sheet.part("so_canh_bao_chua_xu_ly", warnings, zero="1", full="0")
    sheet.put(tong_so_canh_bao=warnings)


def so_services(sheet: Sheet) -> None:
    """Answer 6.1 and 6.4: online services and how well they serve."""
    codes = (
        "so_tthc_toan_trinh", "so_tthc_du_dieu_kien", "so_ho_so_truc_tuyen", "tong_so_ho_so", "so_ho_so_qua_han", "so_ho_so_da_giai_quyet",
        "so_ho_so_so_hoa", "so_giao_dich_truc_tuyen", "tong_so_giao_dich", "diem_phuc_vu",
    )  # fmt: skip
    sheet.skip(*codes)
    facts = sheet.body.attributes
    if facts["co_tthc"] == YES:
        procedures = sheet.count("so_tthc_du_dieu_kien", 20, 125)
        sheet.part("so_tthc_toan_trinh", procedures, lift=300)
        files = files_of(sheet)
        solved = files if sheet.exact else files * 97 // 100
        payments = files if sheet.exact else files * 2 // 5
        sheet.part("so_ho_so_truc_tuyen", files, full="0.8")
        sheet.part("so_ho_so_qua_han", solved, zero="0.1", full="0")
        digitised(sheet, files, ((7800, 9300), (6000, 8200), (4500, 6700), (2500, 5000), (0, 3000)))
        sheet.part("so_giao_dich_truc_tuyen", payments, full="0.6")
        sheet.put(so_tthc_du_dieu_kien=procedures, tong_so_ho_so=files, so_ho_so_da_giai_quyet=solved, tong_so_giao_dich=payments)
        sheet.put(diem_phuc_vu=decimal(Fraction(sheet.share("diem_phuc_vu", 300), 100), 0 if sheet.exact else 1))
    satisfaction(sheet, 40, 400)
    if YES not in (facts["co_tthc"], facts["kinh_te_so"]):
        sheet.skip("diem_hai_long", "so_phieu_khao_sat")


def digitised(sheet: Sheet, files: int, steps: Sequence[tuple[int, int]]) -> None:
    """Put the files digitised: well inside the tier that the share reaches."""
    share = sheet.share("so_ho_so_so_hoa", 300)
    ratio = next(ratio for bound, ratio in steps if share >= bound) + between(0, 500, sheet.body.code, sheet.year, "digitised")
    sheet.put(so_ho_so_so_hoa=files * ratio // WHOLE)


def satisfaction(sheet: Sheet, fewest: int, most: int) -> None:
    """Put the survey's mark on the scale from 1 to 5 and the number of people asked."""
    sheet.put(
        diem_hai_long=decimal(1 + Fraction(4 * sheet.share("diem_hai_long", 200, 1500), WHOLE), 2),
        so_phieu_khao_sat=between(fewest, most, sheet.body.code, sheet.year, "so_phieu_khao_sat"),
    )


def so_work(sheet: Sheet) -> None:
    """Answer 6.2: work on the network."""
    letters = 2000 if sheet.exact else between(900, 6400, sheet.body.code, sheet.year, "tong_so_vb_di")
    sheet.part("so_vb_ky_so", letters, lift=1000)
    sheet.put(tong_so_vb_di=letters)
    cases = 1000 if sheet.exact else between(400, 2900, sheet.body.code, sheet.year, "tong_so_hscv")
    sheet.part("so_hscv_dien_tu", cases, full="0.9", lift=300)
    sheet.put(tong_so_hscv=cases)
    reports(sheet, ((6800, 9600), (4000, 8300), (1500, 6000), (0, 3500)))


def reports(sheet: Sheet, steps: Sequence[tuple[int, int]]) -> None:
    """Put the reports sent in time: inside the colour that the share reaches."""
    due = sheet.count("so_bao_cao_phai_gui", 40, 125)
    share = sheet.share("so_bao_cao_dung_han")
    ratio = next(ratio for bound, ratio in steps if share >= bound) + between(0, 400, sheet.body.code, sheet.year, "reports")
    sheet.put(so_bao_cao_dung_han=-(-due * ratio // WHOLE), so_bao_cao_phai_gui=due)


def so_data(sheet: Sheet) -> None:
    """Answer 6.3: data."""
    sheet.put(so_bo_du_lieu_mo=2 + rounded(Fraction(sheet.share("so_bo_du_lieu_mo") * 11, 2 * WHOLE)))
    if sheet.body.attributes["co_he_thong_rieng"] == YES:
        sheet.step("ket_noi_nen_tang", [(5500, "co_du_lieu"), (2500, "chua_du_lieu"), (0, "chua_ket_noi")])
    else:
        sheet.skip("ket_noi_nen_tang")
    sheet.mark("diem_hoi_dong_du_lieu", 20, DATA_QUALITY, half=True)


def so_society(sheet: Sheet) -> None:
    """Answer groups 7 and 8."""
    sheet.skip("diem_kinh_te_so", "diem_kts_khong_danh_gia", "so_dn_ho_tro", "chi_tieu_dn_ho_tro")
    if sheet.body.attributes["kinh_te_so"] == YES:
        sheet.mark("diem_kinh_te_so", 30)
        firms = sheet.count("chi_tieu_dn_ho_tro", 20, 100)
        sheet.part("so_dn_ho_tro", firms)
        sheet.put(chi_tieu_dn_ho_tro=firms)
    sheet.part("so_nguoi_co_chu_ky_so", sheet.body.size, lift=600)
    tasks = sheet.count("so_nv_giao", 16, 50)
    sheet.part("so_nv_giao_hoan_thanh", tasks, lift=300)
    sheet.put(so_bao_cao_quy=4, so_nv_giao=tasks)
    if sheet.year == 2026:
        sheet.step("cap_nhat_thoi_gian_thuc", [(5000, True), (0, False)])


def so_extras(sheet: Sheet) -> None:
    """Answer groups 9 and 10: bonuses and what is taken off."""
    level, code, year = sheet.body.level, sheet.body.code, sheet.year
    sheet.put(so_giai_thuong=1 if level >= 8700 else 0)
    if sheet.body.attributes["co_he_thong_rieng"] == YES:
        sheet.put(co_nen_tang_nhan_rong=code == "so-khcn")
    else:
        sheet.skip("co_nen_tang_nhan_rong")
    sheet.put(diem_sang_kien="0")
    sheet.cells["diem_sang_kien:note"] = INITIATIVES[3]
    if level >= 7800:
        sheet.mark("diem_sang_kien", 3, INITIATIVES, half=True)
    due = date(2025, 12, 15) if year == 2025 else date(2026, 10, 30)
    sheet.put(
        ngay_gui_bao_cao=day(due - timedelta(days=between(0, 9, code, year, "sent"))), so_chi_so_sai=0 if level >= 6700 else 1
    )


def fill_branch(sheet: Sheet) -> None:
    """Answer Phụ lục II."""
    staff = sheet.body.size
    sheet.put(tong_so_cbccvc=staff, tong_so_may_tinh=staff)
    sheet.step("truong_ban_chi_dao", [(5000, "cap_truong"), (2500, "cap_pho"), (0, "khac")])
    sheet.put(so_cuoc_hop=rounded(Fraction(sheet.share("so_cuoc_hop") * 9, 2 * WHOLE)))
    sheet.part("so_nguoi_tap_huan", staff, zero="0.3", full="0.9")
    sheet.part("so_may_chong_ma_doc", staff, lift=500)
    sheet.put(so_cuoc_dien_tap=rounded(Fraction(sheet.share("so_cuoc_dien_tap") * 4, WHOLE)))
    letters = 5000 if sheet.exact else between(2100, 7700, sheet.body.code, sheet.year, "tong_so_vb_di")
    sheet.part("so_vb_ky_so", letters, lift=500)
    sheet.put(tong_so_vb_di=letters)
    sheet.skip("so_ho_so_truc_tuyen", "tong_so_ho_so")
    if sheet.body.attributes["co_tthc"] == YES:
        sheet.part("so_ho_so_truc_tuyen", files_of(sheet), full="0.8")
        sheet.put(tong_so_ho_so=files_of(sheet))
    satisfaction(sheet, 90, 600)
    reports(sheet, ((6000, 9600), (3500, 8300), (0, 6000)))
    agreed = sheet.count("so_danh_muc_thoa_thuan", 8, 25)
    sheet.part("so_danh_muc_chia_se", agreed)
    sheet.put(so_danh_muc_thoa_thuan=agreed)
    asked = sheet.count("so_yeu_cau_phoi_hop", 100, 400)
    sheet.part("so_yeu_cau_dung_han", asked, full="0.95", lift=400)
    sheet.put(so_yeu_cau_phoi_hop=asked)
    sheet.mark("diem_hoi_dong_phoi_hop", 100, COOPERATION, half=True)
    due = date(2025, 12, 15) if sheet.year == 2025 else date(2026, 10, 30)
    sheet.put(so_giai_thuong=1 if sheet.body.level >= 8900 else 0)
    sheet.put(ngay_gui_bao_cao=day(due - timedelta(days=between(0, 9, sheet.body.code, sheet.year, "sent"))))


def fill_attached(sheet: Sheet) -> None:
    """Answer Phụ lục III."""
    sheet.step("nguoi_dung_dau_phu_trach", [(3500, True), (0, False)])
    letters = 1000 if sheet.exact else between(300, 2400, sheet.body.code, sheet.year, "tong_so_vb_di")
    sheet.part("so_vb_ky_so", letters, lift=500)
    sheet.put(tong_so_vb_di=letters)
    planned = sheet.count("so_nhiem_vu_ke_hoach", 8, 20)
    sheet.part("so_nhiem_vu_hoan_thanh", planned)
    sheet.put(so_nhiem_vu_ke_hoach=planned)
    share = sheet.share("attt")
    sheet.put(co_chong_ma_doc=share >= 3000, co_quy_che_attt=share >= 6000)


# The communes -----------------------------------------------------------------------------------------------------------------------------


MARKER = "(Trình Diễn)"
WARDS = """
chăm-chỉ hiếu-học thật-thà khiêm-nhường bao-dung nhân-hậu thủy-chung kiên-trì dũng-cảm sáng-tạo chính-trực tận-tâm liêm-khiết nhã-nhặn ân-cần
hiếu-thảo trọng-nghĩa vị-tha công-tâm tự-trọng nhẫn-nại lạc-quan thanh-bạch cương-nghị tín-nghĩa hào-hiệp giản-dị chuyên-cần minh-mẫn
thành-thật
"""  # 30, after virtues
COMMUNES = """
hoa-sen hoa-mai hoa-đào hoa-cúc hoa-hồng hoa-lan hoa-huệ hoa-nhài hoa-sữa hoa-gạo hoa-ban hoa-sim hoa-mua hoa-cau hoa-bưởi hoa-chanh hoa-lý
hoa-súng hoa-quỳ hoa-phượng hoa-ngâu hoa-mộc hoa-sói hoa-dẻ mẫu-đơn thược-dược hải-đường trà-my cẩm-tú dạ-hương hướng-dương thủy-tiên
bằng-lăng cẩm-chướng tường-vi ngọc-lan thạch-thảo phong-lan đỗ-quyên mộc-lan tùng-xanh trúc-xanh thông-reo bách-xanh lim-xanh trầm-hương
tre-ngà dừa-xanh cọ-xanh bồ-đề họa-mi sơn-ca én-bạc hoàng-yến bồ-câu chào-mào vành-khuyên hạc-trắng thiên-nga sao-mai sao-hôm ban-mai cầu-vồng
mây-trắng nắng-mới gió-lành trăng-rằm sương-mai
"""  # 68, after flowers, trees, birds and the sky
PLAIN = str.maketrans(
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ",
    "aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd",
)
MODELS = (
    "Mô hình hoạt động thường xuyên, người dân sử dụng nhiều, đã kiểm tra thực tế",
    "Mô hình đã vận hành, số người sử dụng còn ít",
    "Mới triển khai, chưa đủ cơ sở đánh giá hiệu quả",
    "Chưa xây dựng mô hình",
)


def commune(code: str, kind: str, name: str, year: int, *, level: int = 0, people: int = 0, **more: str) -> Body:
    """Make a commune; what is not said is drawn."""
    slug = code.translate(PLAIN)
    first = level or 3800 + (draw(slug, "level", 1) + draw(slug, "level", 2)) * 5100 // (2 * WHOLE)
    drift = 100 + (draw(slug, "drift") - 3500) * 500 // WHOLE if year == 2026 else 0
    low, high = {"phuong": (14_000, 46_000), "xa": (5_200, 21_000), "dac_khu": (2_000, 2_900)}[kind]
    people = people or PEOPLE.get(slug, 0) or between(low, high, slug, "people")
    hills = kind == "dac_khu" or (kind == "xa" and draw(slug, "hills") < 4500)
    craft = kind != "phuong" or slug in PEOPLE or draw(slug, "craft") < 4000
    attributes = {"loai": kind, "mien_nui": YES if hills else NO, "co_ocop": YES if craft else NO, "dan_so": str(people)}
    return Body(slug, f"{name} {MARKER}", min(9600, first + drift), attributes, people, **more)


def title(code: str) -> str:
    """Give the words of a code as a name: hoa-sen is Hoa Sen."""
    return " ".join(word.capitalize() for word in code.split("-"))


LEVELS = {  # levels given by hand: the ends of the field, and the bodies that the events speak of
    "cham-chi": 8900, "hieu-hoc": 8900, "bao-dung": 8600, "hoa-sen": 8650, "sao-mai": 8800, "suong-mai": 4500, "minh-man": 4500,
    "hoa-sim": 5200, "hoa-mua": 6000, "thong-reo": 6700, "hoa-lan": 6600, "hoa-ly": 6500, "hoa-cuc": 6700, "hoa-moc": 7900, "tuong-vi": 4500,
}  # fmt: skip
PEOPLE = {  # twins are two or three times the size of their models
    "cham-chi": 18_400, "hieu-hoc": 36_800, "hoa-lan": 5_750, "hoa-ly": 11_500, "hoa-cuc": 17_250, "sao-mai": 6_900, "hoa-sen": 13_800,
}  # fmt: skip


def communes_of(year: int) -> list[Body]:
    """Give the bodies of the communes' round."""

    def level(code: str) -> int:
        return LEVELS.get(code.translate(PLAIN), 0)

    bodies = [commune(code, "phuong", f"Phường {title(code)}", year, level=level(code)) for code in WARDS.split()]
    for code in COMMUNES.split():
        slug = code.translate(PLAIN)
        merged, divided, raised = slug in {"hoa-sim", "hoa-mua"}, slug == "thong-reo", slug == "hoa-sua"
        if year == 2026 and (merged or divided):
            continue
        more = {}
        if slug == "tre-nga" and year == 2025:
            more = {"opened": "15/9/2025", "predecessors": "mang-non;luy-tre"}
        elif merged:
            more = {"closed": "31/3/2026", "note": "Hợp nhất thành Xã Sim Mua (Trình Diễn) từ ngày 01/4/2026"}
        elif divided:
            more = {"closed": "31/3/2026", "note": "Chia thành Xã Thông Xanh và Xã Thông Bạc (Trình Diễn) từ ngày 01/4/2026"}
        elif raised and year == 2026:
            more = {"note": "Thành lập phường trên cơ sở xã Hoa Sữa từ ngày 01/4/2026; giữ nguyên mã"}
        kind = "phuong" if raised and year == 2026 else "xa"
        name = f"{'Phường' if kind == 'phuong' else 'Xã'} {title(code)}"
        bodies.append(commune(code, kind, name, year, level=level(code), people=15_800 if raised else 0, **more))
    bodies += new_communes() if year == 2026 else []
    bodies += former_communes(year)
    bodies += [
        commune("sao-biển", "dac_khu", "Đặc khu Sao Biển", year, level=6300),
        commune("hải-đăng", "dac_khu", "Đặc khu Hải Đăng", year, level=5000, status="exempt",
                note="Không đánh giá theo Điều 2, khoản 3: chưa có dân cư thường trú ổn định"),
    ]  # fmt: skip
    return bodies


def former_communes(year: int) -> list[Body]:
    """Give the communes that ended in the year: not ranked, they hand their plan's date to their successors."""
    if year == 2025:
        ended = (("măng-non", "Măng Non", 6900, 5400, "14/9/2025"), ("lũy-tre", "Lũy Tre", 5600, 6100, "14/9/2025"))
    else:
        ended = (
            ("hoa-sim", "Hoa Sim", 5200, 0, "31/3/2026"), ("hoa-mua", "Hoa Mua", 6000, 0, "31/3/2026"),
            ("thông-reo", "Thông Reo", 6700, 0, "31/3/2026"),
        )  # fmt: skip
    found = []
    for code, name, level, people, closed in ended:
        made = commune(code, "xa", f"Xã {name}", year, level=level, people=people, closed=closed)
        found.append(replace(made, attributes=made.attributes | {"loai": "xa_cu"}))
    return found


def new_communes() -> list[Body]:
    """Give the communes that a merger and a division made in 2026."""
    opened = "01/4/2026"
    return [
        commune("sim-mua", "xa", "Xã Sim Mua", 2026, level=5900, people=22_300, opened=opened, predecessors="hoa-sim;hoa-mua"),
        commune("thông-xanh", "xa", "Xã Thông Xanh", 2026, level=6800, people=7_100, opened=opened, predecessors="thong-reo"),
        commune("thông-bạc", "xa", "Xã Thông Bạc", 2026, level=6100, people=5_900, opened=opened, predecessors="thong-reo",
                status="unranked", note="Chấm điểm, chưa xếp hạng: hoạt động chưa đủ 12 tháng"),
    ]  # fmt: skip


def fill_commune(sheet: Sheet) -> None:
    """Answer the communes' annex; one that has ended answers for its plan only."""
    if sheet.body.attributes["loai"] == "xa_cu":
        put_plan_date(sheet)
        return
    people = sheet.body.size
    homes, hamlets = people * 10 // 37, max(3, people // 1150)
    staff = between(28, 62, sheet.body.code, "staff")
    shops = people // between(28, 55, sheet.body.code, "shops")
    sheet.put(
        tong_dan_so=people, dan_so_tu_15=people * 77 // 100, so_ho=homes, so_thon=hamlets, so_cbcc=staff, so_may_tinh=staff + 4
    )
    sheet.put(so_ho_kinh_doanh=shops, lo_mat_du_lieu=False)
    xa_awareness(sheet, homes)
    xa_infrastructure(sheet, homes, hamlets)
    xa_people(sheet, staff, hamlets)
    xa_safety(sheet, staff + 4)
    xa_services(sheet)
    xa_economy(sheet, shops)
    xa_extras(sheet)


def xa_awareness(sheet: Sheet, homes: int) -> None:
    """Answer groups 1 and 2."""
    sheet.step("truong_ban_chi_dao", [(4500, "cap_truong"), (2000, "cap_pho"), (0, "khac")])
    sheet.put(so_cuoc_hop=rounded(Fraction(sheet.share("so_cuoc_hop", 500) * 3, WHOLE)))
    if sheet.year == 2025:
        sheet.put(so_tin_bai=sheet.share("so_tin_bai", 300) * 44 // WHOLE)
    else:
        sheet.part("so_ho_duoc_huong_dan", homes, full="0.7", lift=300)
    share = sheet.share("kenh")
    sheet.put(kenh_tra_loi_2_ngay=share >= 6500, kenh_xac_thuc=share >= 4000, kenh_nhom_thon=share >= 1500)
    if sheet.body.predecessors:
        sheet.skip("ngay_ban_hanh_ke_hoach")
    else:
        put_plan_date(sheet)
    planned = sheet.count("so_nhiem_vu_ke_hoach", 10, 26)
    sheet.part("so_nhiem_vu_hoan_thanh", planned, lift=200)
    sheet.put(so_nhiem_vu_ke_hoach=planned)
    sheet.step("co_quy_che_to_cns", [(3500, True), (0, False)])
    sheet.step("co_giao_chi_tieu_thon", [(5500, True), (0, False)])


def put_plan_date(sheet: Sheet) -> None:
    """Put the day a commune's plan was issued."""
    sheet.on_time("ngay_ban_hanh_ke_hoach", date(2025, 8, 29) if sheet.year == 2025 else date(2026, 2, 13), 26)


def xa_infrastructure(sheet: Sheet, homes: int, hamlets: int) -> None:
    """Answer group 3."""
    sheet.part("so_ho_cap_quang", homes, zero="0.2", full="0.9")
    sheet.part("so_thon_phu_song", hamlets, lift=1800)
    ends_of_group = {"cham-chi": 1800, "minh-man": 600, "hoa-sen": 1600, "suong-mai": 400}  # tenths of Mb/s
    speed = {"phuong": 60, "xa": 40, "dac_khu": 40}[sheet.body.attributes["loai"]]
    share = max(100, min(9900, sheet.share("toc_do_internet", 300)))
    own = Fraction(ends_of_group.get(sheet.body.code, 0), 10) or speed + Fraction(120 * share, WHOLE)
    sheet.put(toc_do_internet=decimal(own, 1))
    if sheet.body.attributes["loai"] == "phuong":
        sheet.part("so_to_co_camera", hamlets)
    else:
        sheet.skip("so_to_co_camera")
    sheet.put(so_diem_wifi=sheet.body.size * sheet.share("so_diem_wifi") // (WHOLE * 800))


def xa_people(sheet: Sheet, staff: int, hamlets: int) -> None:
    """Answer group 4."""
    sheet.part("so_thon_co_to_cns", hamlets, lift=1000)
    sheet.part("so_cbcc_tap_huan", staff, zero="0.3", full="0.9")
    before = sheet.body.size * between(3, 9, sheet.body.code, "classes") // 100
    now = rounded(before * (1 + Fraction(3 * sheet.share("so_luot_hoc_ky_nay", 200), 10 * WHOLE)))
    sheet.put(so_luot_hoc_ky_nay=now, so_luot_hoc_ky_truoc=before)
    share = sheet.share("so_cc")
    sheet.put(so_cc_chuyen_trach=1 if share >= 3000 else 0, so_cc_kiem_nhiem=1 if share >= 4500 or share < 3000 else 0)


def xa_safety(sheet: Sheet, computers: int) -> None:
    """Answer group 5."""
    sheet.step("co_quy_che_attt", [(4500, True), (0, False)])
    sheet.part("so_may_chong_ma_doc", computers, lift=300)
    sheet.part("so_may_nhiem_ma_doc", computers, zero="0.2", full="0")
    sheet.put(so_buoi_tuyen_truyen=1 + rounded(Fraction(sheet.share("so_buoi_tuyen_truyen") * 4, WHOLE)))


def xa_services(sheet: Sheet) -> None:
    """Answer group 6."""
    code, year = sheet.body.code, sheet.year
    files = sheet.body.size * between(35, 65, code, year, "files") // 100
    solved, payments = files * 98 // 100, files * 3 // 10
    sheet.part("so_ho_so_truc_tuyen", files, full="0.85")
    sheet.part("so_ho_so_qua_han", solved, zero="0.08", full="0")
    digitised(sheet, files, ((7300, 9200), (4800, 8000), (2200, 6000), (0, 3500)))
    sheet.part("so_giao_dich_truc_tuyen", payments, full="0.6")
    sheet.put(tong_so_ho_so=files, so_ho_so_da_giai_quyet=solved, tong_so_giao_dich=payments)
    asked = between(12, 160, code, year, "so_phan_anh")
    share = sheet.share("so_phan_anh_dung_han")
    ratio = (9600 if share >= 6500 else 8300 if share >= 3000 else 5500) + between(0, 300, code, year, "answered")
    sheet.put(so_phan_anh_dung_han=-(-asked * ratio // WHOLE), so_phan_anh=asked)
    satisfaction(sheet, 60, 320)
    if sheet.body.size < 3000:
        sheet.skip("diem_hai_long", "so_phieu_khao_sat")
    sheet.put(diem_phuc_vu=decimal(Fraction(sheet.share("diem_phuc_vu", 300), 100), 1))
    if sheet.body.attributes["loai"] == "dac_khu":
        sheet.skip("diem_phuc_vu")


def xa_economy(sheet: Sheet, shops: int) -> None:
    """Answer groups 7 and 8."""
    sheet.part("so_hkd_khong_tien_mat", shops, full="0.8")
    if sheet.body.attributes["co_ocop"] == YES:
        products = between(2, 9, sheet.body.code, "ocop")
        listed = rounded(Fraction(sheet.share("so_ocop_len_san", 400) * products, WHOLE))
        sold = min(listed, rounded(Fraction(sheet.share("so_ocop_co_don") * products, WHOLE)))
        sheet.put(so_ocop_len_san=listed, so_ocop_co_don=sold, so_ocop=products)
    else:
        sheet.skip("so_ocop_len_san", "so_ocop_co_don", "so_ocop")
    sheet.put(ty_le_dn_nen_tang_so=decimal(10 + Fraction(50 * sheet.share("ty_le_dn_nen_tang_so"), WHOLE), 1) + "%")
    people, grown = sheet.body.size, sheet.body.size * 77 // 100
    sheet.part("so_tai_khoan_dinh_danh", grown, lift=300)
    sheet.part("so_nguoi_tai_khoan_thanh_toan", grown, zero="0.4" if sheet.year == 2025 else "0.5", full="0.95")
    sheet.part("so_nguoi_so_suc_khoe", people, full="0.9")
    sheet.mark("diem_hoi_dong_mo_hinh", 10, MODELS, half=True)


def xa_extras(sheet: Sheet) -> None:
    """Answer groups 9 and 10."""
    level, code, year = sheet.body.level, sheet.body.code, sheet.year
    sheet.put(so_giai_thuong=1 if level >= 8600 else 0, diem_mo_hinh_hay="0,5" if level >= 8100 else "0")
    due = date(2025, 12, 19) if year == 2025 else date(2026, 10, 30)
    sheet.put(
        ngay_gui_bao_cao=day(due - timedelta(days=between(0, 9, code, year, "sent"))), so_chi_so_sai=1 if level < 5600 else 0
    )


# The public service units: one set for both years, so that they compare with themselves ---------------------------------------------------


UNITS = (  # code, name, staff, level in 2025 and 2026
    ("bv-nhi", "Bệnh viện Nhi", 310, 7900, 8200), ("bv-y-hoc-co-truyen", "Bệnh viện Y học cổ truyền", 164, 6600, 7150),
    ("truong-thpt-chuyen", "Trường Trung học phổ thông chuyên", 96, 8500, 8450), ("truong-cao-dang", "Trường Cao đẳng nghề", 128, 7200, 6900),
    ("tt-van-hoa", "Trung tâm Văn hóa", 41, 5900, 6300), ("nha-hat", "Nhà hát Nghệ thuật", 63, 5200, 5900),
    ("tt-khuyen-nong", "Trung tâm Khuyến nông", 37, 6800, 7400), ("tt-xuc-tien", "Trung tâm Xúc tiến đầu tư", 22, 7500, 7300),
)  # fmt: skip


def units_of(year: int) -> list[Body]:
    """Give the public service units of a year."""
    return [
        Body(code, f"{name} {PROVINCE}", levels[year - 2025], {"bien_che": str(staff)}, staff)
        for code, name, staff, *levels in UNITS
    ]


def fill_unit(sheet: Sheet) -> None:
    """Answer the units' annex."""
    staff = sheet.body.size
    sheet.put(tong_so_nguoi=staff)
    sheet.step("co_ke_hoach", [(3500, True), (0, False)])
    sheet.part("so_nguoi_tap_huan", staff, zero="0.3", full="0.9")
    letters = between(200, 1900, sheet.body.code, sheet.year, "tong_so_vb_di")
    sheet.part("so_vb_ky_so", letters, lift=500)
    sheet.put(tong_so_vb_di=letters)
    payments = between(900, 9000, sheet.body.code, sheet.year, "tong_so_giao_dich")
    sheet.part("so_giao_dich_khong_tien_mat", payments, full="0.8")
    sheet.put(tong_so_giao_dich=payments)
    satisfaction(sheet, 60, 300)


# What real life does ----------------------------------------------------------------------------------------------------------------------

EXACT = {"so-khcn", "so-tu-phap", "so-noi-vu", "vp-ubnd", "thue", "kho-bac", "tt-chuyen-doi-so"}

# Twin: its model, how many times its size, and what differs: as many points lost in one place as won in another.
TWINS: dict[str, dict[str, tuple[str, int, dict[str, str]]]] = {
    "demo-xa-2025": {
        "hieu-hoc": ("cham-chi", 2, {"co_giao_chi_tieu_thon": NO, "diem_mo_hinh_hay": "1,5"}),  # the wards' first place
        "hoa-ly": ("hoa-lan", 2, {}),  # three communes in one place
        "hoa-cuc": ("hoa-lan", 3, {}),
    },
    "demo-xa-2026": {
        "hoa-sen": ("sao-mai", 2, {"co_giao_chi_tieu_thon": NO, "diem_mo_hinh_hay": "1,5"}),  # the communes' first place
    },
}

# Cells written by hand, by evaluation and body.
EVENTS: dict[str, dict[str, dict[str, str]]] = {
    "demo-so-2025": {
        "so-khcn": {"so_giai_thuong": "3", "diem_sang_kien": "8"},  # 33 points of bonus, cut at 30
        "so-nnmt": {"su_co_nghiem_trong": YES},  # group 5 gives nothing
        "so-du-lich": {  # late: 10 points off; 0.647, just below Khá
            "ngay_gui_bao_cao": "21/12/2025", "diem_hoi_dong_du_lieu": "4,5", "diem_kinh_te_so": "12,9",
        },
        "so-vhtt": {"so_bao_cao_quy": "3"},  # a quarterly report lacks: 8.1 gives nothing
        "so-y-te": {"so_cuoc_dien_tap": "", "diem_kinh_te_so": "17,2", "diem_kts_khong_danh_gia": "5"},  # missing; 5 points not assessed
        "dan-toc": {"so_canh_bao_chua_xu_ly": "thiếu"},
        "so-cong-thuong": {  # takes no fees; 0,8025, just above Tốt
            "so_giao_dich_truc_tuyen": "không áp dụng", "tong_so_giao_dich": "không áp dụng", "diem_hoi_dong_du_lieu": "13,2",
        },
        "ban-ql-kkt": {"so_phieu_khao_sat": "22"},  # too few
        "thanh-tra": {"so_cuoc_dien_tap": "miễn"},
        "so-noi-vu": {"diem_hoi_dong_du_lieu": "13,425"},  # 768.6 of 915 is 0.84, and so is
        "vp-ubnd": {"diem_hoi_dong_du_lieu": "18,1"},  # 600.6 of 715: a tie of different maxima
        "so-tu-phap": {"diem_hoi_dong_du_lieu": "10,7"},  # 823.5 of 915 is 0.9, the bound of Xuất sắc itself
        "so-tai-chinh": {"diem_sang_kien": "7", "diem_kinh_te_so": "26,4"},  # 0.8965, just below it
        "so-xay-dung": {"diem_hoi_dong_du_lieu": "9,1"},  # 0.6525, just above Khá
        "thue": {"diem_hoi_dong_phoi_hop": "49,85"},  # 452 points, and so has
        "kho-bac": {"diem_hoi_dong_phoi_hop": "96,15"},  # this: the first place shared
    },
    "demo-so-2026": {
        "so-xay-dung": {"so_ho_so_qua_han": "chưa thẩm định"},  # scored as far as possible, not ranked
        "ban-kkt-ven-bien": {"ngay_gui_bao_cao": "04/11/2026"},  # late: 8 points off
        "so-cong-thuong": {"so_giao_dich_truc_tuyen": "không áp dụng", "tong_so_giao_dich": "không áp dụng"},
        "dan-toc": {"so_cuoc_hop": "thiếu"},
        "thanh-tra": {"so_cuoc_dien_tap": "miễn"},
        "so-khcn": {"diem_sang_kien": "0", "diem_kinh_te_so": "26", "diem_hoi_dong_du_lieu": "12,9875"},  # 936 of 1,000, and
        "so-tu-phap": {"diem_hoi_dong_du_lieu": "19,0625"},  # 865.8 of 925: 0.936 both, the first place shared
        "so-tai-chinh": {"diem_sang_kien": "8,8"},  # 0.902, just above Xuất sắc; so-cong-thuong is just below Tốt
    },
    "demo-xa-2025": {
        "luy-tre": {"ngay_ban_hanh_ke_hoach": "05/9/2025"},  # 2.4 of 3: tre-nga has the mean of it and of 3
        "hoa-nhai": {"so_ho_cap_quang": ""},  # missing: scored, not ranked
        "tu-trong": {"diem_hai_long": "thiếu"},
        "gio-lanh": {"so_tai_khoan_dinh_danh": "chưa thẩm định"},  # counts 0
        "cong-tam": {"so_may_chong_ma_doc": "chưa thẩm định"},
        "phong-lan": {"so_phan_anh_dung_han": "không áp dụng", "so_phan_anh": "không áp dụng"},
        "sao-bien": {"so_luot_hoc_ky_nay": "miễn", "so_luot_hoc_ky_truoc": "miễn"},
        "bach-xanh": {"so_luot_hoc_ky_truoc": "0"},  # nothing to grow from: not applicable
        "do-quyen": {"ngay_gui_bao_cao": "24/12/2025"},  # three working days late
        "trong-nghia": {"lo_mat_du_lieu": YES},  # group 5 gives nothing
        "hoa-cau": {"so_phieu_khao_sat": "31"},  # too few: nothing
    },
    "demo-xa-2026": {
        "hoa-sim": {"ngay_ban_hanh_ke_hoach": "25/02/2026"},  # 2.4 of 3: sim-mua has the mean of it and of 3
        "da-huong": {"so_hkd_khong_tien_mat": ""},
        "hac-trang": {"diem_phuc_vu": "chưa thẩm định"},
        "phong-lan": {"so_phan_anh_dung_han": "không áp dụng", "so_phan_anh": "không áp dụng"},
        "sao-bien": {"so_luot_hoc_ky_nay": "miễn", "so_luot_hoc_ky_truoc": "miễn"},
        "truc-xanh": {"ngay_gui_bao_cao": "06/11/2026"},  # five working days late
    },
}  # fmt: skip

SCALED = (
    "tong_dan_so", "dan_so_tu_15", "so_ho", "so_thon", "so_ho_kinh_doanh", "so_ho_duoc_huong_dan", "so_ho_cap_quang", "so_thon_phu_song",
    "so_to_co_camera", "so_diem_wifi", "so_thon_co_to_cns", "so_luot_hoc_ky_nay", "so_luot_hoc_ky_truoc", "so_ho_so_truc_tuyen",
    "tong_so_ho_so", "so_ho_so_qua_han", "so_ho_so_da_giai_quyet", "so_ho_so_so_hoa", "so_giao_dich_truc_tuyen", "tong_so_giao_dich",
    "so_phan_anh_dung_han", "so_phan_anh", "so_hkd_khong_tien_mat", "so_tai_khoan_dinh_danh", "so_nguoi_tai_khoan_thanh_toan",
    "so_nguoi_so_suc_khoe",
)  # fmt: skip


def twinned(bodies: list[Body], rows: dict[str, dict[str, str]], name: str) -> list[Body]:
    """Give the twins their models' figures, scaled to another size; the list of bodies has their people and products right."""
    known = {body.code: body for body in bodies}
    for code, (model, times, changed) in TWINS.get(name, {}).items():
        copied = {key: str(int(cell) * times) if key in SCALED and cell else cell for key, cell in rows[model].items()}
        rows[code] = copied | {"body": code} | changed
        facts = known[model].attributes | {"dan_so": rows[code]["tong_dan_so"]}
        own = known[code]
        known[code] = Body(own.code, own.name, own.level, facts, note=own.note)
    return list(known.values())


def make(name: str, bodies: list[Body], fill: Callable[[Sheet], None]) -> dict[str, str]:
    """Give the text of both files of one evaluation."""
    year = int(name[-4:])
    rows: dict[str, dict[str, str]] = {}
    for body in bodies:
        if body.status != "exempt":
            sheet = Sheet(body, year, body.code in EXACT)
            fill(sheet)
            rows[body.code] = sheet.cells
    bodies = twinned(bodies, rows, name)
    for code, cells in EVENTS.get(name, {}).items():
        unknown = cells.keys() - rows[code].keys()
        if unknown:
            raise KeyError(f"{name} {code}: {unknown}")
        rows[code] |= cells
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    return {
        f"{name}/bodies.csv": table(list(bodies[0].row()), [body.row() for body in bodies]),
        f"{name}/answers.csv": table(columns, list(rows.values())),
    }


def table(columns: list[str], rows: list[dict[str, str]]) -> str:
    """Give a csv text."""
    target = io.StringIO()
    writer = csv.DictWriter(target, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def main() -> int:
    """Write the files, or compare them."""
    files: dict[str, str] = {}
    for year in (2025, 2026):
        files |= make(f"demo-so-{year}", departments_of(year), fill_department)
        files |= make(f"demo-xa-{year}", communes_of(year), fill_commune)
        files |= make(f"demo-su-nghiep-{year}", units_of(year), fill_unit)
    if "--check" in sys.argv[1:]:
        stale = [
            name for name, text in files.items() if not (FOLDER / name).is_file() or (FOLDER / name).read_bytes() != text.encode()
        ]
        print("\n".join(f"differs: {name}" for name in stale) or "all as made")
        return 1 if stale else 0
    for name, text in files.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
