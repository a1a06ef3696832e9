"""Problems of asking: commands that cannot be answered as they were given."""

from khoabang.language import N_
from khoabang.scoring.problem_catalogue.kinds import Kind

_NOTHING_DONE = N_("Lệnh chưa chạy; không tệp nào bị thay đổi.")

COMMANDS: dict[str, Kind] = {
    "CMD001": Kind("error", N_("Lệnh chưa đúng: {detail}."), _NOTHING_DONE, N_("Xem: {program} --help")),
    "CMD002": Kind(
        "error",
        N_("Cần cả --bodies và --answers, hoặc mã của một đợt đánh giá đi kèm."),
        _NOTHING_DONE,
        N_("Thêm hai bảng, hoặc chọn một đợt: {known}."),
    ),
    "CMD003": Kind(
        "error", N_("Không có cơ quan «{code}» được chấm. Các mã: {known}"), _NOTHING_DONE, N_("Viết đúng một mã trong số đó.")
    ),
    "CMD004": Kind(
        "error",
        N_("Lệnh này không ghi được tệp «{suffix}», chỉ ghi được {allowed}."),
        _NOTHING_DONE,
        N_("Đổi đuôi tên tệp sau -o."),
    ),
    "CMD005": Kind(
        "error",
        N_("Tệp này đã có."),
        N_("Ghi đè thì nội dung cũ mất hẳn."),
        N_("Đặt tên khác, hoặc thêm --force để ghi đè."),
    ),
    "CMD006": Kind(
        "error",
        N_("Chỉ so sánh được hai bộ tiêu chí với nhau, hoặc hai kết quả với nhau."),
        _NOTHING_DONE,
        N_("Chọn hai thứ cùng loại."),
    ),
    "CMD007": Kind(
        "error", N_("Không còn cổng trống từ {first} đến {last}."), _NOTHING_DONE, N_("Chọn cổng khác: --port, 0 là cổng bất kỳ.")
    ),
    "CMD008": Kind(
        "error",
        N_("--reset chỉ xóa cơ sở dữ liệu trong thư mục dữ liệu; {variable} chỉ đến nơi khác."),
        N_("Không xóa nhầm dữ liệu thật."),
        N_("Bỏ --reset, hoặc bỏ biến {variable}."),
    ),
    "CMD009": Kind(
        "error",
        N_("Bộ «{code}», phiên bản {version}, đã được dùng với văn bản {kept}; văn bản mới là {given}."),
        N_("Văn bản đã dùng để xếp hạng thì không đổi được: kết quả cũ vẫn phải kiểm lại được."),
        N_("Ghi số phiên bản mới cho bộ tiêu chí; nếu chỉ là dữ liệu trình diễn thì nạp lại với --reset."),
    ),
}
