"""Problems of reading a published document that is to be audited."""

from khoabang.language import N_
from khoabang.scoring.problem_catalogue.kinds import DANGEROUS, LIMITED, NO_GUESS, ONE_ONE, UNREADABLE, Kind

HALF = N_("Nửa bảng mà coi là cả bảng thì mọi kết luận đều sai; vì vậy không phần nào được dùng.")
NOT_PROVED = N_("Máy đọc chữ từ ảnh có thể đọc sai một chữ số; không kết luận nào được rút ra từ đó.")

AUDITS: dict[str, Kind] = {
    "AUD001": Kind("error", N_("Không tìm thấy tệp này."), UNREADABLE, N_("Kiểm tra lại đường dẫn.")),
    "AUD002": Kind(
        "error",
        N_("Đây là thư mục hoặc thiết bị, không phải tệp."),
        UNREADABLE,
        N_("Chỉ ra đúng một tệp trong đó."),
    ),
    "AUD003": Kind("error", N_("Tệp trống."), UNREADABLE, N_("Tải lại hoặc chép lại từ bản gốc.")),
    "AUD004": Kind(
        "error",
        N_("Tệp quá lớn: {size}, nhiều nhất {limit}."),
        LIMITED,
        N_("Tách riêng phần có bảng xếp hạng rồi lưu thành tệp mới."),
    ),
    "AUD005": Kind(
        "error",
        N_("Không nhận ra loại văn bản của tệp này. Các loại đọc được: {kinds}."),
        UNREADABLE,
        N_("Mở bằng phần mềm đã tạo ra nó, lưu lại thành một trong các loại đó; hoặc dán phần bảng dưới dạng chữ."),
    ),
    "AUD006": Kind(
        "error",
        N_("Tệp {kind} bị hỏng hoặc bị cắt cụt."),
        HALF,
        N_("Tải lại từ nguồn; mở bằng phần mềm của nó rồi lưu lại."),
    ),
    "AUD007": Kind("error", N_("Tệp được đặt mật khẩu."), UNREADABLE, N_("Mở bằng mật khẩu, bỏ mật khẩu rồi lưu lại.")),
    "AUD008": Kind("error", N_("Tệp chứa macro."), DANGEROUS, N_("Lưu lại thành .xlsx hoặc .docx không có macro.")),
    "AUD009": Kind(
        "error",
        N_("Bảng tính lấy số từ tệp hoặc nguồn dữ liệu khác."),
        N_("Số ở nơi khác có thể đổi mà không ai biết."),
        N_("Trong Excel: Dữ liệu, Sửa liên kết, Ngắt liên kết; rồi lưu lại."),
    ),
    "AUD010": Kind(
        "error",
        N_("Tệp nén {packed} nở ra {size}: dấu hiệu của tệp phá hoại."),
        DANGEROUS,
        N_("Không dùng tệp này; xin lại từ người gửi. Nếu là tệp thật thì chép bảng sang tệp mới."),
    ),
    "AUD011": Kind(
        "error",
        N_("Bảng có {found} cột, nhiều nhất {limit}."),
        LIMITED,
        N_("Xóa các cột không thuộc bảng xếp hạng rồi lưu lại."),
    ),
    "AUD012": Kind(
        "error",
        N_("Tệp có hơn {limit} ô và dòng."),
        LIMITED,
        N_("Tách riêng phần có bảng xếp hạng; xóa phần trống đã định dạng ở cuối trang tính."),
    ),
    "AUD013": Kind("error", N_("Văn bản có hơn {limit} ký tự."), LIMITED, N_("Tách riêng phần có bảng xếp hạng.")),
    "AUD014": Kind(
        "error", N_("Tệp có {found} trang, nhiều nhất {limit}."), LIMITED, N_("Tách các trang có bảng xếp hạng thành tệp riêng.")
    ),
    "AUD015": Kind(
        "error",
        N_("Nội dung tệp lồng vào nhau quá sâu."),
        LIMITED,
        N_("Nếu là tệp thật thì chép bảng sang một văn bản mới."),
    ),
    "AUD016": Kind(
        "error",
        N_("Đọc tệp này mất quá {seconds} giây nên đã dừng."),
        LIMITED,
        N_("Tách riêng phần có bảng xếp hạng; tệp PDF phức tạp thì dùng bản Word hoặc Excel."),
    ),
    "AUD017": Kind(
        "error",
        N_("Bộ đọc phải dừng giữa chừng: tệp hỏng, hoặc cần hơn {limit} bộ nhớ."),
        LIMITED,
        N_("Mở bằng phần mềm của nó rồi lưu lại; hoặc tách riêng phần có bảng xếp hạng."),
    ),
    "AUD018": Kind(
        "warning",
        N_("Trang {page} là ảnh quét, không có chữ để đọc."),
        NOT_PROVED,
        N_(
            "Dùng bản có chữ (Word, Excel, PDF xuất từ Word), gõ lại bảng rồi dán vào đây, hoặc cài tesseract với tiếng Việt (vie) trên máy chạy Khoa Bảng để máy đọc ảnh."
        ),
    ),
    "AUD019": Kind(
        "error",
        N_("Tệp không có chữ nào đọc được."),
        UNREADABLE,
        N_("Nếu bảng là ảnh chèn trong văn bản thì gõ lại rồi dán dưới dạng chữ; kiểm tra trang tính bị ẩn."),
    ),
    "AUD020": Kind(
        "notice",
        N_("Tên tệp có đuôi .{suffix} nhưng nội dung là {kind}; đã đọc theo nội dung."),
        N_("Đuôi tên sai làm người khác mở nhầm phần mềm."),
        N_("Không phải sửa; nên đặt lại đuôi tên cho đúng."),
    ),
    "AUD021": Kind(
        "notice",
        N_("Tệp không phải UTF-8; đã đọc theo bảng mã {encoding}."),
        N_("Đọc sai bảng mã thì mọi chữ tiếng Việt đều sai."),
        N_("Xem tên các cơ quan có đúng không; nếu sai thì lưu lại dưới dạng UTF-8 (phông cũ TCVN3, VNI phải chuyển trước)."),
    ),
    "AUD022": Kind(
        "warning",
        N_("Có {count} chỗ không phải là chữ trong bảng mã của tệp; chúng hiện thành dấu �."),
        N_("Tệp có thể đã bị cắt cụt hoặc hỏng khi chép; chữ số ở chỗ đó có thể mất."),
        N_("Chép lại từ bản gốc."),
    ),
    "AUD023": Kind(
        "warning",
        N_("Có {count} ô công thức không lưu kèm kết quả, bắt đầu từ ô này; chúng được coi là trống."),
        NO_GUESS,
        N_("Mở bằng Excel hoặc LibreOffice cho máy tính lại rồi lưu."),
    ),
    "AUD024": Kind(
        "notice",
        N_("Trang {page} là ảnh quét; chữ do máy nhận dạng."),
        NOT_PROVED,
        N_(
            "So từng ô với ảnh, sửa chỗ sai rồi xác nhận: trên trang web thì ngay tại báo cáo; với lệnh khoabang audit thì ghi ra bảng tính bằng --write-cells, sửa rồi kiểm tra bảng tính ấy."
        ),
    ),
    "AUD025": Kind(
        "notice",
        N_("Văn bản còn {count} chỗ sửa đổi chưa được chấp nhận; đã đọc như khi chấp nhận tất cả."),
        N_("Bản còn vết sửa có thể chưa phải bản công bố."),
        N_("Kiểm tra đây có phải bản đã ban hành không."),
    ),
    "AUD026": Kind(
        "error",
        N_("Tệp khai báo thực thể XML, thứ mà không phần mềm văn phòng nào ghi ra."),
        DANGEROUS,
        N_("Không dùng tệp này; xin lại từ người gửi."),
    ),
    "AUD027": Kind(
        "error",
        N_("Tệp PDF có hơn {limit} đối tượng."),
        LIMITED,
        N_("In lại các trang có bảng xếp hạng ra một tệp PDF mới, hoặc dùng bản Word, Excel."),
    ),
    "AUD028": Kind(
        "error",
        N_("Ảnh lớn hơn {limit} triệu điểm ảnh."),
        LIMITED,
        N_("Quét lại ở 300 dpi, hoặc cắt lấy phần có bảng xếp hạng."),
    ),
    "AUD029": Kind(
        "warning",
        N_("Trang {page} là ảnh quét, chưa được đọc: quá nhiều trang ảnh hoặc quá nhiều chữ trong một lần."),
        NOT_PROVED,
        N_("Gửi riêng các trang có bảng xếp hạng."),
    ),
    "AUD030": Kind(
        "error",
        N_("Không có bảng nào giữ lại được: một bảng phải có tên đơn vị, và điểm, chỉ số hoặc thứ hạng của các đơn vị ấy."),
        N_("Không có tên hoặc không có số thì không có kết quả nào để giữ."),
        N_("Xem phép kiểm hiểu các cột thế nào; cột nào hiểu sai thì cho biết vai của nó (--role, hoặc biểu mẫu dưới bảng)."),
    ),
    "AUD031": Kind(
        "error",
        N_("Các trang {pages} do máy đọc từ ảnh và chưa ai xác nhận: chưa giữ làm kết quả được."),
        NOT_PROVED,
        N_(
            "So từng ô với ảnh rồi xác nhận: trên trang web thì ngay tại báo cáo; với lệnh khoabang audit thì ghi ra bảng tính bằng --write-cells, sửa rồi giữ bảng tính ấy."
        ),
    ),
    "AUD032": Kind(
        "error",
        N_("«{body}» có trong cả bảng {first} và bảng {second}."),
        N_("Một cơ quan thuộc nhiều nhất một khối của một đợt đánh giá; hai bảng của cùng các cơ quan là hai kết quả."),
        N_("Giữ mỗi bảng thành một kết quả riêng: chọn bảng bằng --table, hoặc trong biểu mẫu."),
    ),
    "AUD033": Kind(
        "error",
        N_("«{edition}» không dùng làm mã được: mã chỉ gồm chữ, số, dấu chấm, gạch nối, gạch dưới, nhiều nhất 80 ký tự."),
        ONE_ONE,
        N_("Đặt tên khác, như hau-giang-2021."),
    ),
    "AUD034": Kind(
        "error",
        N_("Không có bảng {number}; tài liệu có {count} bảng."),
        N_("Giữ nhầm bảng là công bố nhầm kết quả."),
        N_("Đếm bảng từ 1, theo thứ tự mà khoabang audit in ra."),
    ),
}
