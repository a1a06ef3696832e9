"""Problems of signing a PDF file and of reading signatures in one."""

from khoabang.language import N_
from khoabang.scoring.problem_catalogue.kinds import LIMITED, Kind

_NOT_SIGNED = N_("Tệp chưa được ký; không tệp nào bị thay đổi.")
_NO_VALUE = N_("Chữ ký như vậy không có giá trị, và người nhận không kiểm tra được.")
_KEY_UNUSABLE = N_("Không có khóa bí mật thì không ký được.")

SIGNATURES: dict[str, Kind] = {
    "SIG001": Kind(
        "error",
        N_("Tệp này không phải PDF, hoặc đã hỏng."),
        N_("Chữ ký phủ lên từng byte của tệp: chỉ ký và kiểm tra được tệp đọc được trọn vẹn."),
        N_("Tải lại hoặc xuất lại tệp PDF từ phần mềm đã tạo ra nó."),
    ),
    "SIG002": Kind(
        "error",
        N_("Tệp PDF được đặt mật khẩu."),
        N_("Văn bản công bố phải mở được; PDF/A cũng không cho mã hóa."),
        N_("Bỏ mật khẩu của tệp, rồi ký."),
    ),
    "SIG003": Kind(
        "error",
        N_("Chữ ký «{field}» có sẵn trên tệp không còn giá trị: {state}"),
        N_("Ký thêm lên tệp đã bị sửa là xác nhận nội dung mà người ký trước không ký."),
        N_("Lấy lại đúng tệp mà người trước đã ký."),
    ),
    "SIG004": Kind(
        "error",
        N_("Tệp đã được khóa bởi chữ ký cuối «{field}» ({name})."),
        N_("Ký thêm sẽ làm mất giá trị của chữ ký ấy."),
        N_("Nếu còn thiếu người ký thì ký lại từ tệp trước chữ ký cuối."),
    ),
    "SIG005": Kind(
        "error",
        N_("Tệp này không phải tệp khóa PKCS#12 (.p12, .pfx)."),
        _KEY_UNUSABLE,
        N_("Chọn tệp do nơi cấp chứng thư giao, hoặc ký bằng thiết bị: --token và --module."),
    ),
    "SIG006": Kind(
        "error",
        N_("Mật khẩu của tệp khóa không đúng."),
        _NOT_SIGNED,
        N_("Nhập lại; để ý bộ gõ tiếng Việt và phím Caps Lock."),
    ),
    "SIG007": Kind(
        "error",
        N_("Tệp khóa thiếu khóa bí mật hoặc chứng thư của người ký."),
        _KEY_UNUSABLE,
        N_("Xuất lại tệp .p12 có cả khóa bí mật và chứng thư."),
    ),
    "SIG008": Kind(
        "error",
        N_("Chứng thư của {name} đã hết hạn từ {day}."),
        _NO_VALUE,
        N_("Gia hạn chứng thư rồi ký; nếu chưa hết hạn thì xem lại đồng hồ của máy."),
    ),
    "SIG009": Kind(
        "error",
        N_("Chứng thư của {name} chỉ có hiệu lực từ {day}."),
        _NO_VALUE,
        N_("Chờ đến ngày ấy; nếu đã đến thì xem lại đồng hồ của máy."),
    ),
    "SIG010": Kind(
        "error",
        N_("Chứng thư của {name} không cấp để ký số (mục đích sử dụng: {usage})."),
        _NO_VALUE,
        N_("Dùng chứng thư có mục đích chữ ký số (digitalSignature) hoặc chống chối bỏ (nonRepudiation)."),
    ),
    "SIG011": Kind(
        "error",
        N_("Không nạp được trình điều khiển PKCS#11."),
        _KEY_UNUSABLE,
        N_("Chỉ đúng tệp .so, .dll hoặc .dylib của nhà cung cấp thiết bị sau --module, cùng loại (64 bit) với phần mềm này."),
    ),
    "SIG012": Kind(
        "error",
        N_("Không thấy thiết bị ký «{label}». Đang cắm: {known}"),
        _KEY_UNUSABLE,
        N_("Cắm thiết bị, hoặc viết đúng nhãn của nó sau --token."),
    ),
    "SIG013": Kind(
        "error",
        N_("Mã PIN không đúng."),
        N_("Thiết bị tự khóa sau vài lần sai; phần mềm không tự thử lại."),
        N_("Kiểm tra mã PIN rồi chạy lại lệnh."),
    ),
    "SIG014": Kind("error", N_("Thiết bị đã bị khóa mã PIN."), _KEY_UNUSABLE, N_("Liên hệ nơi cấp thiết bị để mở khóa.")),
    "SIG015": Kind(
        "error",
        N_("Chưa rõ ký bằng khóa nào trên thiết bị. Các khóa có chứng thư: {known}"),
        N_("Phần mềm không chọn thay người ký."),
        N_("Thêm --key với tên một khóa trong số đó."),
    ),
    "SIG016": Kind(
        "error",
        N_("Thiết bị ký báo lỗi: {detail}."),
        _NOT_SIGNED,
        N_("Rút ra cắm lại; ký thử bằng phần mềm của nhà cung cấp."),
    ),
    "SIG017": Kind(
        "error",
        N_("Không tìm thấy chỗ ký còn trống trong văn bản."),
        N_("Phần mềm không đặt hình chữ ký đè lên chữ."),
        N_(
            "Chỉ chỗ: --position TRANG:X,Y (milimét từ góc trên bên trái, ví dụ --position 2:120,60); hoặc --position none để không có hình."
        ),
    ),
    "SIG018": Kind(
        "error",
        N_("Chỗ đặt hình chữ ký không nằm trong trang {page} (rộng {width} mm, cao {height} mm; tệp có {pages} trang)."),
        N_("Hình nằm ngoài trang thì không ai thấy."),
        N_("Sửa --position; gốc là góc trên bên trái của trang."),
    ),
    "SIG019": Kind(
        "error",
        N_("Hình chữ ký hoặc dấu không phải ảnh PNG đọc được, hoặc lớn hơn {limit} triệu điểm ảnh."),
        N_("Nghị định 30/2020/NĐ-CP quy định ảnh .png nền trong suốt."),
        N_("Lưu lại ảnh thành PNG nền trong suốt."),
    ),
    "SIG020": Kind(
        "error",
        N_("Tệp này không có chứng thư PEM hoặc DER nào đọc được."),
        N_("Danh sách tin cậy thiếu một chứng thư gốc thì chữ ký thật cũng thành chữ ký không rõ nguồn."),
        N_("Tải chứng thư gốc từ trang của nơi cấp, lưu thành .pem hoặc .crt."),
    ),
    "SIG021": Kind(
        "error",
        N_("Cần mật khẩu của tệp khóa hoặc mã PIN, mà ở đây không có bàn phím để hỏi."),
        _NOT_SIGNED,
        N_("Đặt biến {variable}, hoặc --secret-file với tệp chỉ chứa mật khẩu."),
    ),
    "SIG022": Kind(
        "error",
        N_("Tệp quá lớn: {size} MB, nhiều nhất {limit} MB."),
        LIMITED,
        N_("Giảm độ phân giải của ảnh trong tệp rồi xuất lại."),
    ),
    "SIG023": Kind(
        "error",
        N_("Trang {page} bị xoay nên không đặt hình chữ ký được."),
        N_("Hình sẽ nằm ngang so với chữ."),
        N_("Xuất lại tệp PDF với trang không xoay; hoặc --position none để không có hình."),
    ),
    "SIG024": Kind(
        "error",
        N_("Đọc tệp này mất quá {seconds} giây hoặc quá nhiều bộ nhớ nên đã dừng."),
        LIMITED,
        N_("Ký lại từ tệp do hệ thống đưa ra; không sửa và không in lại tệp ấy."),
    ),
}
