"""What a kind of problem is, and the reasons that several kinds share."""

from typing import Literal, NamedTuple

from khoabang.language import N_

Severity = Literal["error", "warning", "notice"]


class Kind(NamedTuple):
    """One kind of problem: its severity and its three sentences, in Vietnamese, with `{parameters}`."""

    severity: Severity
    what: str
    why: str
    remedy: str


UNREADABLE = N_("Tệp không đọc được thì không có dữ liệu nào được dùng.")
NO_GUESS = N_("Phần mềm không đoán số: đoán sai là sai điểm, sai hạng.")
STRICT = N_("Một khóa viết sai bị bỏ qua có thể làm mất một quy định mà không ai biết.")
ONE_ONE = N_("Mã xác định đúng một đối tượng; trùng mã thì không biết điểm thuộc về đâu.")
SET_ARITHMETIC = N_("Thang điểm sai thì mọi tỷ lệ, chỉ số và xếp loại tính từ nó đều sai.")
BANDS = N_("Một cơ quan rơi vào chỗ đó sẽ không có loại, hoặc có hai loại.")
LAW = N_("Mỗi con số phải dẫn được đến điều khoản quy định nó.")
LIMITED = N_("Giới hạn giữ cho máy luôn trả lời được, kể cả với tệp hỏng hoặc có ý xấu.")
DANGEROUS = N_("Phần mềm không chạy và không mở thứ có thể gây hại cho máy.")
HIDDEN = N_("Người mở bảng tính không nhìn thấy những số này, nhưng chúng vẫn vào kết quả.")
RULES = N_("Quy tắc phải tính được đúng như văn bản trên mọi dữ liệu hợp lệ.")
