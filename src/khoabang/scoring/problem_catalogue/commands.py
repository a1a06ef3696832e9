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
    "CMD010": Kind(
        "error",
        N_("Không có dữ liệu của phần mềm trong «{folder}»."),
        _NOTHING_DONE,
        N_("Chỉ đúng thư mục: --data, hoặc biến KHOABANG_DATA."),
    ),
    "CMD011": Kind(
        "error",
        N_("Không mở được cơ sở dữ liệu: {detail}"),
        _NOTHING_DONE,
        N_("Xem máy chủ cơ sở dữ liệu có chạy không, và biến KHOABANG_DB."),
    ),
    "CMD012": Kind(
        "error",
        N_("Cơ sở dữ liệu thuộc phiên bản khác với phần mềm này."),
        _NOTHING_DONE,
        N_("Chạy khoabang serve của phiên bản này một lần để nâng cấp, hoặc dùng đúng phiên bản cũ."),
    ),
    "CMD013": Kind(
        "error",
        N_("Tệp này không phải bản sao lưu mà phiên bản này đọc được."),
        _NOTHING_DONE,
        N_("Chọn tệp do khoabang backup ghi."),
    ),
    "CMD014": Kind(
        "error",
        N_("Bản sao lưu đã hỏng: phần «{part}» không còn đúng như khi ghi."),
        N_("Phục hồi từ bản hỏng sẽ mất dữ liệu mà không ai biết; dữ liệu đang có không bị thay đổi."),
        N_("Dùng bản sao lưu khác, hoặc chép lại tệp này từ nơi cất giữ."),
    ),
    "CMD015": Kind(
        "error",
        N_("Bản sao lưu do phiên bản mới hơn ({version}) ghi."),
        _NOTHING_DONE,
        N_("Cài phiên bản ấy hoặc mới hơn rồi phục hồi."),
    ),
    "CMD016": Kind(
        "error",
        N_("«{folder}» đã có dữ liệu."),
        N_("Phục hồi thay toàn bộ dữ liệu ở nơi ấy."),
        N_("Chọn thư mục khác, hoặc thêm --replace sau khi đã sao lưu dữ liệu đang có."),
    ),
    "CMD017": Kind(
        "error",
        N_("Bản sao lưu không đặt trong thư mục dữ liệu."),
        N_("Mất thư mục ấy thì mất cả bản sao lưu."),
        N_("Ghi ra thư mục khác, tốt nhất là trên đĩa khác."),
    ),
    "CMD018": Kind("error", N_("Không đọc được tệp: {detail}."), _NOTHING_DONE, N_("Xem tên tệp và quyền đọc.")),
}
