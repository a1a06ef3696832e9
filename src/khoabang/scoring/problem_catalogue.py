"""Every kind of problem: its code, severity and three sentences, in Vietnamese with `{parameters}`: what, why it matters, what to do."""

from typing import Literal, NamedTuple

from khoabang.language import N_

Severity = Literal["error", "warning", "notice"]


class Kind(NamedTuple):
    """One kind of problem: its severity and its three sentences, in Vietnamese, with `{parameters}`."""

    severity: Severity
    what: str
    why: str
    remedy: str


_UNREADABLE = N_("Tệp không đọc được thì không có dữ liệu nào được dùng.")
_NO_GUESS = N_("Phần mềm không đoán số: đoán sai là sai điểm, sai hạng.")
_STRICT = N_("Một khóa viết sai bị bỏ qua có thể làm mất một quy định mà không ai biết.")
_ONE_ONE = N_("Mã xác định đúng một đối tượng; trùng mã thì không biết điểm thuộc về đâu.")
_SET_ARITHMETIC = N_("Thang điểm sai thì mọi tỷ lệ, chỉ số và xếp loại tính từ nó đều sai.")
_BANDS = N_("Một cơ quan rơi vào chỗ đó sẽ không có loại, hoặc có hai loại.")
_LAW = N_("Mỗi con số phải dẫn được đến điều khoản quy định nó.")
_LIMITED = N_("Giới hạn giữ cho máy luôn trả lời được, kể cả với tệp hỏng hoặc có ý xấu.")
_DANGEROUS = N_("Phần mềm không chạy và không mở thứ có thể gây hại cho máy.")
_RULES = N_("Quy tắc phải tính được đúng như văn bản trên mọi dữ liệu hợp lệ.")

CATALOGUE: dict[str, Kind] = {
    # Numbers
    "NUM001": Kind(
        "error",
        N_("«{text}» không phải là số."),
        _NO_GUESS,
        N_("Sửa thành số, ví dụ 12,5; hoặc ghi trạng thái (để trống, không áp dụng…)."),
    ),
    "NUM002": Kind(
        "error",
        N_("«{text}» dùng dấu chấm, dấu phẩy không rõ nghĩa. Ý bạn là {suggestion}?"),
        _NO_GUESS,
        N_("Dùng một dấu thập phân cho cả tệp: dấu phẩy trong dữ liệu tiếng Việt, dấu chấm trong dữ liệu tiếng Anh."),
    ),
    "NUM003": Kind(
        "error",
        N_("«{text}» không phải là một giá trị hữu hạn."),
        _NO_GUESS,
        N_("Thay bằng số thật; nếu là lỗi công thức trong bảng tính thì sửa công thức rồi dán lại dưới dạng giá trị."),
    ),
    "NUM004": Kind("error", N_("«{text}» viết theo dạng lũy thừa."), _NO_GUESS, N_("Viết đầy đủ các chữ số.")),
    "NUM005": Kind("error", N_("Số quá dài: «{text}»."), _NO_GUESS, N_("Kiểm tra lại: không chỉ tiêu nào cần quá 40 chữ số.")),
    "NUM006": Kind("error", N_("Phân số «{text}» có mẫu số bằng 0."), _NO_GUESS, N_("Sửa mẫu số.")),
    # Files
    "FIL001": Kind("error", N_("Không tìm thấy tệp hoặc thư mục này."), _UNREADABLE, N_("Kiểm tra lại đường dẫn.")),
    "FIL002": Kind(
        "error",
        N_("Không đọc được loại tệp «{suffix}». Các loại đọc được: {allowed}."),
        _UNREADABLE,
        N_("Lưu lại thành một trong các loại đó."),
    ),
    "FIL003": Kind(
        "error",
        N_("Tệp quá lớn: {size}, nhiều nhất {limit}."),
        _LIMITED,
        N_("Kiểm tra xem có nhầm tệp không; một đợt đánh giá thật nhỏ hơn nhiều."),
    ),
    "FIL004": Kind(
        "error",
        N_("Tệp không phải UTF-8: dòng {line}, byte {byte} có giá trị {value}."),
        N_("Đọc sai bảng mã thì mọi chữ tiếng Việt đều sai."),
        N_("Trong Excel chọn Lưu thành «CSV UTF-8»; phông cũ (TCVN3, VNI) phải chuyển sang Unicode trước."),
    ),
    "FIL005": Kind(
        "error",
        N_("Bảng tính bị hỏng hoặc bị cắt cụt."),
        _UNREADABLE,
        N_("Chép lại từ bản gốc, mở bằng Excel hoặc LibreOffice rồi lưu lại."),
    ),
    "FIL006": Kind("error", N_("Bảng tính được đặt mật khẩu."), _UNREADABLE, N_("Mở bằng mật khẩu, bỏ mật khẩu rồi lưu lại.")),
    "FIL007": Kind("error", N_("Bảng tính chứa macro."), _DANGEROUS, N_("Lưu lại thành .xlsx không có macro.")),
    "FIL008": Kind(
        "error",
        N_("Bảng tính lấy số từ tệp hoặc nguồn dữ liệu khác."),
        N_("Số ở nơi khác có thể đổi mà không ai biết."),
        N_("Trong Excel: Dữ liệu, Sửa liên kết, Ngắt liên kết; rồi lưu lại."),
    ),
    "FIL009": Kind(
        "error",
        N_("Tệp nén {packed} nở ra {size}: dấu hiệu của tệp phá hoại."),
        _DANGEROUS,
        N_("Không dùng tệp này; xin lại từ người gửi. Nếu là tệp thật thì chép dữ liệu sang bảng tính mới."),
    ),
    "FIL010": Kind(
        "error",
        N_("Ô này chứa công thức."),
        N_("Kết quả công thức phụ thuộc máy tính ra nó, không phải số đã nhập."),
        N_("Chép rồi dán lại dưới dạng giá trị (Paste Special, Values)."),
    ),
    "FIL011": Kind("error", N_("Ô này mang giá trị lỗi {value}."), _NO_GUESS, N_("Thay bằng số thật, hoặc để trống nếu thiếu.")),
    "FIL012": Kind("error", N_("Cột «{column}» xuất hiện hai lần (lần đầu: {first})."), _ONE_ONE, N_("Giữ lại một cột.")),
    "FIL013": Kind("error", N_("Cột này có dữ liệu nhưng không có tên."), _STRICT, N_("Đặt tên cột hoặc xóa cột.")),
    "FIL014": Kind(
        "error",
        N_("Dòng này có {found} ô, nhiều hơn {expected} cột của dòng tiêu đề."),
        N_("Thừa một ô thì mọi số phía sau lệch sang cột khác."),
        N_("Kiểm tra dấu ngăn cách và dấu ngoặc kép; số thập phân trong tệp ngăn bằng dấu phẩy phải đặt trong ngoặc kép."),
    ),
    "FIL015": Kind("error", N_("Tệp trống: không có dòng tiêu đề."), _UNREADABLE, N_("Lấy mẫu bằng: khoabang template SET.")),
    "FIL016": Kind(
        "error",
        N_("Bảng quá lớn: {detail}."),
        _LIMITED,
        N_("Nhiều nhất 200.000 dòng, 2.000 cột, 4 triệu ô, 32.767 ký tự một ô; xóa phần thừa hoặc chia tệp."),
    ),
    "FIL017": Kind(
        "error",
        N_("Dòng này không đúng dạng csv: {detail}"),
        _UNREADABLE,
        N_("Kiểm tra dấu ngoặc kép: mở phải có đóng, ngoặc kép trong nội dung viết hai lần."),
    ),
    "FIL018": Kind(
        "error",
        N_("Không rõ dấu ngăn cột là gì: {found}."),
        _NO_GUESS,
        N_("Dùng một dấu ngăn (phẩy, chấm phẩy hoặc tab); tên cột chứa dấu đó phải đặt trong ngoặc kép."),
    ),
    "FIL019": Kind("error", N_("JSON sai cú pháp: {detail}"), _UNREADABLE, N_("Sửa chỗ này.")),
    "FIL020": Kind(
        "error",
        N_("Cần một danh sách các đối tượng phẳng, ở đây là {found}."),
        _UNREADABLE,
        N_('Viết dạng [{{"body": "a", "chi_tieu": "1.5"}}], mỗi cơ quan một đối tượng, không lồng.'),
    ),
    "FIL021": Kind("error", N_("Khóa «{key}» xuất hiện hai lần trong một đối tượng."), _STRICT, N_("Giữ lại một.")),
    "FIL022": Kind(
        "error",
        N_("{value} không phải số do người nhập: có hơn 15 chữ số."),
        N_("Đó là dấu vết của phép tính nhị phân; làm tròn thế nào là việc của văn bản, không phải của phần mềm."),
        N_("Nhập lại đúng con số trong văn bản, hoặc làm tròn có chủ ý rồi dán dưới dạng giá trị."),
    ),
    "FIL023": Kind(
        "error",
        N_("Không có trang tính «{sheet}». Các trang có: {sheets}."),
        _UNREADABLE,
        N_("Sửa tên trang; phải có ít nhất một trang không ẩn."),
    ),
    "FIL024": Kind(
        "error",
        N_("Nội dung tệp không đúng với đuôi tên tệp."),
        _UNREADABLE,
        N_("Mở bằng đúng phần mềm rồi lưu lại thành .xlsx hoặc .csv."),
    ),
    "FIL025": Kind(
        "error",
        N_("Đây là bảng tính Excel kiểu cũ (.xls)."),
        N_("Định dạng cũ không cho biết ô nào là công thức."),
        N_("Mở rồi lưu lại thành .xlsx."),
    ),
    "FIL026": Kind(
        "error",
        N_("Các ô {cells} bị gộp."),
        N_("Chỉ ô đầu giữ giá trị; các ô còn lại sẽ thành thiếu số liệu."),
        N_("Bỏ gộp và ghi giá trị vào từng ô."),
    ),
    "FIL027": Kind(
        "error",
        N_("«{text}» được lưu là số hoặc ngày, ở đây phải là chữ."),
        N_("Mã 1.10 lưu thành số sẽ thành 1.1, là mã khác."),
        N_("Định dạng ô này là Văn bản (Text) rồi gõ lại mã."),
    ),
    "FIL028": Kind(
        "notice",
        N_("{count} ô viết bằng Unicode tổ hợp, đã chuyển về Unicode dựng sẵn."),
        N_("Hai cách viết trông giống nhau nhưng máy coi là khác nhau."),
        N_("Không phải sửa; nên đặt bộ gõ ở Unicode dựng sẵn."),
    ),
    "FIL029": Kind(
        "warning",
        N_("Mẫu này được lập cho bộ «{made_for}», phiên bản {version}; bộ đang dùng là «{used}»."),
        N_("Chỉ tiêu có thể đã đổi nghĩa mà vẫn giữ mã."),
        N_("Lấy mẫu mới bằng khoabang template, hoặc dùng đúng bộ tiêu chí."),
    ),
    "FIL030": Kind(
        "error",
        N_("Không ghi được tệp này: {detail}"),
        N_("Kết quả chưa được lưu."),
        N_("Kiểm tra thư mục, quyền ghi và chỗ trống."),
    ),
    "FIL031": Kind("error", N_("Không được phép đọc tệp này: {detail}"), _UNREADABLE, N_("Kiểm tra quyền của tệp.")),
    # Criteria sets: reading
    "SET001": Kind(
        "error",
        N_("YAML sai cú pháp: {detail}"),
        _UNREADABLE,
        N_("Sửa dòng này; chú ý thụt dòng bằng dấu cách và đặt chữ có dấu hai chấm trong ngoặc kép."),
    ),
    "SET002": Kind("error", N_("Khóa «{key}» xuất hiện hai lần (lần đầu ở dòng {first})."), _STRICT, N_("Giữ lại một.")),
    "SET003": Kind(
        "error",
        N_("Không dùng neo (&), tham chiếu (*) hay nhãn (!) của YAML."),
        N_("Người đọc phải thấy đúng giá trị tại đúng chỗ của nó."),
        N_("Viết hẳn giá trị ra."),
    ),
    "SET004": Kind(
        "error", N_("Không có khóa «{key}» ở đây. Các khóa được dùng: {allowed}."), _STRICT, N_("Sửa chính tả hoặc bỏ khóa này.")
    ),
    "SET005": Kind(
        "error", N_("Thiếu khóa bắt buộc «{key}»."), N_("Phần mềm không tự điền quy định thay văn bản."), N_("Thêm khóa này.")
    ),
    "SET006": Kind(
        "error",
        N_("«{value}» không dùng được ở đây. Giá trị được dùng: {allowed}."),
        _STRICT,
        N_("Chọn một trong các giá trị đó."),
    ),
    "SET007": Kind("error", N_("«{value}» không đúng dạng: {detail}"), _STRICT, N_("Xem docs/formats.md và sửa.")),
    "SET008": Kind(
        "error",
        N_("Thư mục không có set.yaml."),
        _UNREADABLE,
        N_("Chỉ đến thư mục chứa set.yaml, hoặc dùng mã của một bộ đi kèm (khoabang check --list)."),
    ),
    "SET009": Kind("error", N_("Mã «{id}» khác tên thư mục «{folder}»."), _ONE_ONE, N_("Đặt tên thư mục trùng với mã.")),
    "SET010": Kind(
        "error",
        N_("Tệp quá lớn hoặc lồng quá sâu ({detail})."),
        N_("Một bộ tiêu chí thật chỉ có vài trăm dòng; tệp lớn như vậy là nhầm hoặc có hại."),
        N_("Kiểm tra lại tệp."),
    ),
    "SET011": Kind(
        "error",
        N_("«{value}» là chỗ để điền, chưa phải nội dung."),
        _LAW,
        N_("Điền nội dung thật, hoặc ghi not_published nếu văn bản không công bố."),
    ),
    # Criteria sets: meaning
    "SET020": Kind("error", N_("Mã «{code}» dùng cho hai mục trong cùng phụ lục."), _ONE_ONE, N_("Đổi một mã.")),
    "SET021": Kind("error", N_("Mã «{code}» bị khai hai lần ({what})."), _ONE_ONE, N_("Đổi một mã, hoặc bỏ bớt một lần khai.")),
    "SET022": Kind(
        "error",
        N_("Điểm tối đa của các mục con cộng lại là {sum}, mục «{code}» ghi {maximum}."),
        _SET_ARITHMETIC,
        N_("Sửa điểm tối đa, hoặc ghi lý do theo văn bản vào sum_exception."),
    ),
    "SET023": Kind(
        "error", N_("Căn cứ «{document}» không có trong legal_basis."), _LAW, N_("Thêm văn bản vào legal_basis hoặc sửa mã.")
    ),
    "SET024": Kind(
        "warning",
        N_("Mục «{code}» không dẫn điều khoản."),
        _LAW,
        N_("Thêm reference với văn bản và vị trí (phụ lục, mục, trang)."),
    ),
    "SET025": Kind(
        "error",
        N_("Xếp loại hở: giá trị từ {low} đến {high} không thuộc loại nào."),
        _BANDS,
        N_("Sửa cận của «{band}»; bộ cũ có sẵn chỗ hở thì ghi gap_exception."),
    ),
    "SET026": Kind(
        "error",
        N_("Xếp loại chồng: giá trị từ {low} đến {high} thuộc cả «{band}» và «{other}»."),
        _BANDS,
        N_("Sửa cận; bộ cũ có sẵn chỗ chồng thì ghi gap_exception."),
    ),
    "SET027": Kind(
        "error",
        N_("Loại «{band}» không xếp đúng thứ tự từ cao xuống thấp."),
        _BANDS,
        N_("Xếp các loại từ cao xuống thấp, cận dưới nhỏ hơn cận trên."),
    ),
    "SET028": Kind(
        "warning",
        N_("Cách tính của «{code}» có thể cho {most} điểm, quá điểm tối đa {maximum}."),
        _SET_ARITHMETIC,
        N_("Thêm cap, sửa điểm, hoặc đặt over_maximum: cap nếu văn bản quy định vậy."),
    ),
    "SET029": Kind(
        "warning",
        N_("Cách tính của «{code}» cao nhất chỉ cho {most} điểm, không bao giờ đạt {maximum}."),
        _SET_ARITHMETIC,
        N_("Kiểm tra lại điểm trong quy tắc và điểm tối đa."),
    ),
    "SET030": Kind(
        "error",
        N_("Bậc từ {value} của «{code}» không bao giờ đạt được: {detail}"),
        _RULES,
        N_("Bỏ bậc này, sửa ngưỡng, hoặc xếp lại các bậc từ cao xuống thấp."),
    ),
    "SET031": Kind(
        "error",
        N_("«{code}» dùng số liệu «{input}» chưa được khai ở đâu."),
        _RULES,
        N_("Khai số liệu trong inputs của một chỉ tiêu, hoặc sửa mã."),
    ),
    "SET032": Kind(
        "error",
        N_("Quy tắc {kind} của «{code}» cần số liệu kiểu {wanted}; «{input}» là kiểu {found}."),
        _RULES,
        N_("Sửa kiểu của số liệu hoặc đổi quy tắc."),
    ),
    "SET033": Kind(
        "error", N_("Điều kiện dùng thuộc tính «{attribute}» chưa được khai."), _RULES, N_("Khai trong attributes hoặc sửa mã.")
    ),
    "SET034": Kind(
        "error", N_("«{value}» không phải là giá trị của «{attribute}». Các giá trị: {allowed}."), _RULES, N_("Sửa giá trị.")
    ),
    "SET035": Kind("error", N_("«{code}» chỉ đến «{target}» không tồn tại ({what})."), _RULES, N_("Sửa mã.")),
    "SET036": Kind(
        "error",
        N_("Một cơ quan có thể thuộc cả khối «{group}» và khối «{other}» ({example})."),
        N_("Mỗi cơ quan chỉ được xếp hạng trong một khối."),
        N_("Sửa điều kiện when để hai khối không giao nhau."),
    ),
    "SET037": Kind(
        "error",
        N_("Công thức của «{code}» sai: {detail}"),
        _RULES,
        N_("Sửa công thức; dấu phẩy là dấu thập phân, dấu chấm phẩy ngăn tham số."),
    ),
    "SET038": Kind(
        "error",
        N_("«{code}» không có trọng số trong khi mục cha cộng theo trọng số."),
        _SET_ARITHMETIC,
        N_("Thêm weight, hoặc ghi weight: not_published."),
    ),
    "SET039": Kind(
        "error", N_("Quy tắc của các khối {groups} chờ lẫn nhau (mean_of_bodies)."), _RULES, N_("Bỏ một chiều phụ thuộc.")
    ),
    "SET040": Kind(
        "error",
        N_("Phần trong quy tắc của «{code}» phải ghi points hoặc share."),
        _RULES,
        N_("Thêm points hoặc share cho từng phần."),
    ),
    "SET041": Kind(
        "warning",
        N_("Số liệu «{input}» không quy tắc nào dùng."),
        N_("Cơ quan phải nhập một số liệu không để làm gì."),
        N_("Bỏ số liệu này, hoặc đặt role: informational cho chỉ tiêu."),
    ),
    "SET042": Kind(
        "error",
        N_("Tổng hợp «{code}» ghi tối đa {maximum}, các mục thuộc nó cộng lại là {sum}."),
        _SET_ARITHMETIC,
        N_("Sửa điểm tối đa hoặc danh sách of."),
    ),
    "SET043": Kind(
        "error", N_("Cận dưới và cận trên của «{code}» không hợp lệ: {detail}"), _RULES, N_("Cận dưới phải nhỏ hơn cận trên.")
    ),
    "SET044": Kind("warning", N_("Giá trị dưới {low} không thuộc loại nào."), _BANDS, N_("Cho loại cuối bắt đầu từ 0.")),
    "SET045": Kind(
        "notice",
        N_("Bộ này có sẵn chỗ hở: giá trị từ {low} đến {high} không thuộc loại nào."),
        _BANDS,
        N_("Không phải sửa: gap_exception đã ghi nhận; cơ quan rơi vào đó sẽ được nêu rõ."),
    ),
    "SET046": Kind(
        "notice",
        N_("Bộ này có sẵn chỗ chồng: giá trị từ {low} đến {high} thuộc cả «{band}» và «{other}»."),
        _BANDS,
        N_("Không phải sửa: gap_exception đã ghi nhận; loại cao hơn được dùng."),
    ),
    # Bodies
    "BOD001": Kind("error", N_("Thiếu cột «{column}»."), _UNREADABLE, N_("Lấy mẫu đúng bằng: khoabang template SET.")),
    "BOD002": Kind(
        "error", N_("Mã cơ quan «{code}» xuất hiện hai lần (lần đầu: {first})."), _ONE_ONE, N_("Bỏ dòng thừa hoặc sửa mã.")
    ),
    "BOD003": Kind(
        "error",
        N_("Cơ quan «{code}» thuộc cả hai khối «{group}» và «{other}»."),
        N_("Mỗi cơ quan chỉ được xếp hạng trong một khối."),
        N_("Sửa thuộc tính của cơ quan, hoặc điều kiện của khối."),
    ),
    "BOD004": Kind(
        "warning",
        N_("Cơ quan «{code}» không thuộc khối nào nên không được chấm."),
        N_("Có thể thuộc tính bị ghi sai."),
        N_("Kiểm tra thuộc tính, hoặc ghi status là exempt."),
    ),
    "BOD005": Kind(
        "error", N_("«{value}» không phải giá trị của «{attribute}». Giá trị được dùng: {allowed}."), _NO_GUESS, N_("Sửa ô này.")
    ),
    "BOD006": Kind(
        "error", N_("Không biết cột «{column}»."), _STRICT, N_("Sửa tên cột hoặc bỏ cột; các cột được dùng: {allowed}.")
    ),
    "BOD007": Kind(
        "error", N_("«{code}» chỉ đến cơ quan «{target}» không có trong danh sách."), _ONE_ONE, N_("Thêm cơ quan đó hoặc sửa mã.")
    ),
    "BOD008": Kind("error", N_("Dòng này thiếu mã hoặc tên cơ quan."), _ONE_ONE, N_("Điền đủ mã và tên.")),
    "BOD009": Kind("error", N_("«{value}» không phải là ngày."), _NO_GUESS, N_("Viết ngày dạng dd/mm/yyyy hoặc yyyy-mm-dd.")),
    # Answers
    "ANS001": Kind(
        "error", N_("Không có cơ quan «{body}» trong danh sách."), _ONE_ONE, N_("Sửa mã hoặc thêm vào danh sách cơ quan.")
    ),
    "ANS002": Kind("error", N_("Cơ quan «{body}» có hai dòng số liệu (dòng đầu: {first})."), _ONE_ONE, N_("Giữ lại một dòng.")),
    "ANS003": Kind(
        "error", N_("Không có số liệu nào mang mã «{column}» trong bộ tiêu chí."), _STRICT, N_("Sửa tên cột hoặc bỏ cột.")
    ),
    "ANS004": Kind(
        "warning",
        N_("Cơ quan «{body}» không có dòng số liệu nào."),
        N_("Mọi chỉ tiêu của cơ quan này được coi là thiếu."),
        N_("Bổ sung số liệu, hoặc ghi trạng thái của cơ quan."),
    ),
    "ANS005": Kind(
        "error",
        N_("«{value}» không phải là một lựa chọn. Các lựa chọn: {allowed}."),
        _NO_GUESS,
        N_("Chọn một trong các giá trị đó."),
    ),
    "ANS006": Kind("error", N_("«{value}»: chỉ tiêu này trả lời «có» hoặc «không»."), _NO_GUESS, N_("Ghi có hoặc không.")),
    "ANS007": Kind("error", N_("«{value}» không phải là ngày."), _NO_GUESS, N_("Viết ngày dạng dd/mm/yyyy hoặc yyyy-mm-dd.")),
    "ANS008": Kind(
        "error",
        N_("«{value}» có thể là thiếu, không áp dụng hoặc 0."),
        N_("Ba điều đó cho ba kết quả khác nhau."),
        N_("Để trống nếu thiếu; ghi «không áp dụng», «miễn», hoặc 0."),
    ),
    "ANS009": Kind("error", N_("{value} nhỏ hơn mức thấp nhất {limit}."), _NO_GUESS, N_("Sửa số liệu.")),
    "ANS010": Kind("error", N_("{value} lớn hơn mức cao nhất {limit}."), _NO_GUESS, N_("Sửa số liệu.")),
    "ANS011": Kind("error", N_("{value} không phải là số nguyên."), N_("Đây là số đếm."), N_("Sửa số liệu.")),
    "ANS012": Kind(
        "error",
        N_("Tỷ lệ «{value}»: là {value} % hay {percent} %?"),
        _NO_GUESS,
        N_("Viết kèm dấu %: «{value}%» hoặc «{percent}%»."),
    ),
    "ANS020": Kind(
        "error",
        N_("{body}: {points} điểm vượt điểm tối đa {maximum} của «{code}»."),
        N_("Bộ tiêu chí không nhận điểm vượt tối đa; mục này coi như thiếu cho đến khi sửa."),
        N_("Sửa số liệu, hoặc xem lại điểm tối đa."),
    ),
    "ANS021": Kind(
        "warning",
        N_("{body}: {points} điểm vượt điểm tối đa {maximum} của «{code}»."),
        N_("Điểm vượt làm tăng tổng điểm và có thể đổi thứ hạng."),
        N_("Kiểm tra lại với văn bản; điểm được giữ như đã nhập."),
    ),
    "ANS022": Kind(
        "error",
        N_("{body}: «{code}» có tử số {numerator} lớn hơn mẫu số {denominator}."),
        N_("Bộ tiêu chí không nhận tỷ lệ trên 100 %; mục này coi như thiếu cho đến khi sửa."),
        N_("Sửa một trong hai số."),
    ),
    "ANS023": Kind(
        "error",
        N_("{body}: «{code}» có điểm âm ({points})."),
        N_("Điểm trừ được ghi là số dương trong mục điểm trừ."),
        N_("Sửa số liệu."),
    ),
    "ANS024": Kind(
        "error",
        N_("{body}: «{code}» là điểm hội đồng cho nhưng không ghi lý do."),
        N_("Mỗi điểm do người cho phải có lý do để bảo vệ được."),
        N_("Ghi lý do vào cột «{code}:note»; mục này coi như thiếu cho đến khi có."),
    ),
    "ANS025": Kind(
        "error",
        N_("{body}: phần không đánh giá {excluded} của «{code}» lớn hơn điểm tối đa {maximum}."),
        _SET_ARITHMETIC,
        N_("Sửa số điểm không đưa vào đánh giá."),
    ),
    "ANS026": Kind(
        "error",
        N_("{body}: công thức của «{code}» không tính được: {detail}"),
        _RULES,
        N_("Sửa số liệu, hoặc sửa công thức để trả lời trường hợp này."),
    ),
    # Evaluations
    "EVA001": Kind(
        "error",
        N_("«{body}», cột {column}: bản công bố in {stated}, tính lại được {computed}, chưa có giải thích."),
        N_("Một chênh lệch không giải thích được thì không ai bảo vệ được con số."),
        N_("Kiểm tra số liệu; nếu bản in đúng là như vậy thì ghi vào differences kèm lý do."),
    ),
    "EVA002": Kind(
        "error",
        N_("«{body}», cột {column}: chênh lệch đã ghi không còn nữa."),
        N_("Danh sách chênh lệch phải đúng với hiện trạng."),
        N_("Bỏ mục này khỏi differences, hoặc tìm xem điều gì đã đổi."),
    ),
    "EVA003": Kind("error", N_("Không tìm thấy bộ tiêu chí «{set}» của đợt đánh giá."), _UNREADABLE, N_("Sửa khóa set.")),
    "EVA004": Kind(
        "error", N_("Không tìm thấy đợt đánh giá trước «{evaluation}»."), _UNREADABLE, N_("Sửa khóa previous_evaluation.")
    ),
    # Examples
    "EXA001": Kind(
        "error",
        N_("Ví dụ «{name}»: «{code}» mong đợi {expected}, tính được {computed}."),
        N_("Ví dụ là lời giải mẫu của văn bản; sai ví dụ là sai quy tắc."),
        N_("Sửa quy tắc, hoặc sửa ví dụ nếu ví dụ chép sai."),
    ),
    "EXA002": Kind(
        "error",
        N_("Ví dụ «{name}» không thuộc khối nào của bộ tiêu chí."),
        N_("Ví dụ phải chấm được."),
        N_("Ghi annex hoặc thuộc tính của cơ quan trong body."),
    ),
    # Results read back
    "RES001": Kind(
        "error",
        N_("Tệp không phải là kết quả của Khoa Bảng, hoặc thuộc phiên bản định dạng chưa biết ({detail})."),
        _UNREADABLE,
        N_("Dùng tệp do khoabang rank --json ghi ra."),
    ),
}
