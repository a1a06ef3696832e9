"""Problems of open bundles: files that are none, that were altered, or whose figures do not follow from their inputs."""

from khoabang.language import N_
from khoabang.scoring.problem_catalogue.kinds import LIMITED, Kind

_NOT_AS_WRITTEN = N_("Gói không còn đúng đến từng byte như khi được ghi ra; phần sau chỗ ấy không được xét tiếp.")
_ALTERED = N_("Nội dung không còn là nội dung đã đóng gói.")
_FROM_THE_SOURCE = N_("Tải lại gói từ cổng của cơ quan công bố và so mã băm SHA-256 của cả tệp.")
_ASK = N_("Hỏi cơ quan công bố; so mã băm SHA-256 của cả tệp với mã băm đã công bố.")

BUNDLES: dict[str, Kind] = {
    "BUN001": Kind(
        "error",
        N_("Tệp này không phải gói dữ liệu mở."),
        N_("Không có gì để kiểm tra."),
        N_("Chọn đúng tệp .zip đã tải từ cổng của cơ quan công bố."),
    ),
    "BUN002": Kind("error", N_("Gói đã bị thay đổi: byte thứ {offset} không đúng."), _NOT_AS_WRITTEN, _FROM_THE_SOURCE),
    "BUN003": Kind("error", N_("Gói bị cắt cụt ở byte thứ {offset}."), _NOT_AS_WRITTEN, _FROM_THE_SOURCE),
    "BUN004": Kind(
        "error", N_("Sau chỗ kết thúc của gói, từ byte thứ {offset}, còn thừa {more} byte."), _NOT_AS_WRITTEN, _FROM_THE_SOURCE
    ),
    "BUN005": Kind(
        "error",
        N_("Gói đã được nén lại hoặc đặt mật khẩu bằng chương trình khác (byte thứ {offset})."),
        N_("Đây không còn là tệp do cơ quan công bố phát hành, dù nội dung có thể vẫn thế."),
        _FROM_THE_SOURCE,
    ),
    "BUN006": Kind("error", N_("Tệp này trong gói có mã băm {found}, không phải {expected}."), _ALTERED, _FROM_THE_SOURCE),
    "BUN007": Kind(
        "error", N_("Trong gói thiếu tệp này."), N_("Thiếu một phần thì không tính lại được đầy đủ."), _FROM_THE_SOURCE
    ),
    "BUN008": Kind(
        "error", N_("Trong gói có tệp này mà bản mô tả không kể đến."), N_("Tệp lạ có thể được thêm vào sau."), _FROM_THE_SOURCE
    ),
    "BUN009": Kind(
        "error",
        N_("Mã băm của cả gói là {found}, mã băm đã công bố là {published}."),
        N_("Đây không phải đúng gói mà cơ quan đã công bố; mọi số bên trong, kể cả số liệu đầu vào, có thể đã đổi."),
        _FROM_THE_SOURCE,
    ),
    "BUN010": Kind(
        "error", N_("Không tính được từ tệp này trong gói: {detail}"), N_("Kết quả không được tính lại."), _FROM_THE_SOURCE
    ),
    "BUN011": Kind(
        "error",
        N_(
            "Tính lại không ra như kết quả. Chỗ khác đầu tiên: {subject} {column}: trong gói {given}, tính lại {computed}. Cả thảy {different} chỗ."
        ),
        N_("Con số trong kết quả không phải là con số mà bộ tiêu chí và số liệu trong gói cho ra."),
        _ASK,
    ),
    "BUN012": Kind(
        "error",
        N_("Dòng {line} của bảng không đúng với kết quả: ghi «{given}», đúng ra là «{computed}»."),
        N_("Người đọc bảng này sẽ thấy con số khác với kết quả."),
        _ASK,
    ),
    "BUN013": Kind(
        "notice",
        N_("Không tính lại được, chỉ có theo bản công bố: {figures}."),
        N_("Bảng điểm đầy đủ không được công bố, nên không ai kiểm lại được các số này."),
        N_("Xem nguồn đã dẫn trong gói."),
    ),
    "BUN014": Kind(
        "warning",
        N_("Tệp này không phải bản của phần mềm đang kiểm tra ({ours}); gói do phiên bản {software} ghi."),
        N_(
            "Tệp được giữ nguyên như lúc đóng gói nhưng không so được; trang kiểm chứng nằm trong một gói không chứng minh được cho chính gói ấy."
        ),
        N_("Dùng lệnh này, hoặc trang kiểm chứng lấy từ cổng của cơ quan công bố."),
    ),
    "BUN015": Kind("error", N_("Bản mô tả ghi «{key}» khác với kết quả."), N_("Người đọc bản mô tả sẽ hiểu sai gói này."), _ASK),
    "BUN016": Kind("error", N_("Tệp có {size} MB, chỉ nhận đến {limit} MB."), LIMITED, N_("Chọn đúng tệp gói dữ liệu mở.")),
    "BUN017": Kind(
        "error",
        N_("Không có đợt đánh giá này."),
        N_("Lệnh chưa chạy; không tệp nào bị thay đổi."),
        N_("Viết đúng mã của một đợt đi kèm, hoặc thư mục của đợt: {known}."),
    ),
    "BUN018": Kind(
        "error", N_("Nội dung của tệp này trong gói, bắt đầu từ byte thứ {offset}, đã bị thay đổi."), _ALTERED, _FROM_THE_SOURCE
    ),
}
