"""Problems of criteria sets and of their worked examples."""

from khoabang.language import N_
from khoabang.scoring.problem_catalogue.kinds import BANDS, LAW, ONE_ONE, RULES, SET_ARITHMETIC, STRICT, UNREADABLE, Kind

CRITERIA_SETS: dict[str, Kind] = {
    "SET001": Kind(
        "error",
        N_("YAML sai cú pháp: {detail}"),
        UNREADABLE,
        N_("Sửa dòng này; chú ý thụt dòng bằng dấu cách và đặt chữ có dấu hai chấm trong ngoặc kép."),
    ),
    "SET002": Kind("error", N_("Khóa «{key}» xuất hiện hai lần (lần đầu ở dòng {first})."), STRICT, N_("Giữ lại một.")),
    "SET003": Kind(
        "error",
        N_("Không dùng neo (&), tham chiếu (*) hay nhãn (!) của YAML."),
        N_("Người đọc phải thấy đúng giá trị tại đúng chỗ của nó."),
        N_("Viết hẳn giá trị ra."),
    ),
    "SET004": Kind(
        "error", N_("Không có khóa «{key}» ở đây. Các khóa được dùng: {allowed}."), STRICT, N_("Sửa chính tả hoặc bỏ khóa này.")
    ),
    "SET005": Kind(
        "error", N_("Thiếu khóa bắt buộc «{key}»."), N_("Phần mềm không tự điền quy định thay văn bản."), N_("Thêm khóa này.")
    ),
    "SET006": Kind(
        "error",
        N_("«{value}» không dùng được ở đây. Giá trị được dùng: {allowed}."),
        STRICT,
        N_("Chọn một trong các giá trị đó."),
    ),
    "SET007": Kind("error", N_("«{value}» không đúng dạng: {detail}"), STRICT, N_("Xem docs/formats.md và sửa.")),
    "SET008": Kind(
        "error",
        N_("Thư mục không có set.yaml."),
        UNREADABLE,
        N_("Chỉ đến thư mục chứa set.yaml, hoặc dùng mã của một bộ đi kèm (khoabang check --list)."),
    ),
    "SET009": Kind("error", N_("Mã «{id}» khác tên thư mục «{folder}»."), ONE_ONE, N_("Đặt tên thư mục trùng với mã.")),
    "SET010": Kind(
        "error",
        N_("Tệp quá lớn hoặc lồng quá sâu ({detail})."),
        N_("Một bộ tiêu chí thật chỉ có vài trăm dòng; tệp lớn như vậy là nhầm hoặc có hại."),
        N_("Kiểm tra lại tệp."),
    ),
    "SET011": Kind(
        "error",
        N_("«{value}» là chỗ để điền, chưa phải nội dung."),
        LAW,
        N_("Điền nội dung thật, hoặc ghi not_published nếu văn bản không công bố."),
    ),
    "SET020": Kind("error", N_("Mã «{code}» dùng cho hai mục trong cùng phụ lục."), ONE_ONE, N_("Đổi một mã.")),
    "SET021": Kind("error", N_("Mã «{code}» bị khai hai lần ({what})."), ONE_ONE, N_("Đổi một mã, hoặc bỏ bớt một lần khai.")),
    "SET022": Kind(
        "error",
        N_("Điểm tối đa của các mục con cộng lại là {sum}, mục «{code}» ghi {maximum}."),
        SET_ARITHMETIC,
        N_("Sửa điểm tối đa, hoặc ghi lý do theo văn bản vào sum_exception."),
    ),
    "SET023": Kind(
        "error", N_("Căn cứ «{document}» không có trong legal_basis."), LAW, N_("Thêm văn bản vào legal_basis hoặc sửa mã.")
    ),
    "SET024": Kind(
        "warning",
        N_("Mục «{code}» không dẫn điều khoản."),
        LAW,
        N_("Thêm reference với văn bản và vị trí (phụ lục, mục, trang)."),
    ),
    "SET025": Kind(
        "error",
        N_("Xếp loại hở: giá trị từ {low} đến {high} không thuộc loại nào."),
        BANDS,
        N_("Sửa cận của «{band}»; bộ cũ có sẵn chỗ hở thì ghi gap_exception."),
    ),
    "SET026": Kind(
        "error",
        N_("Xếp loại chồng: giá trị từ {low} đến {high} thuộc cả «{band}» và «{other}»."),
        BANDS,
        N_("Sửa cận; bộ cũ có sẵn chỗ chồng thì ghi gap_exception."),
    ),
    "SET027": Kind(
        "error",
        N_("Loại «{band}» không xếp đúng thứ tự từ cao xuống thấp."),
        BANDS,
        N_("Xếp các loại từ cao xuống thấp, cận dưới nhỏ hơn cận trên."),
    ),
    "SET028": Kind(
        "warning",
        N_("Cách tính của «{code}» có thể cho {most} điểm, quá điểm tối đa {maximum}."),
        SET_ARITHMETIC,
        N_("Thêm cap, sửa điểm, hoặc đặt over_maximum: cap nếu văn bản quy định vậy."),
    ),
    "SET029": Kind(
        "warning",
        N_("Cách tính của «{code}» cao nhất chỉ cho {most} điểm, không bao giờ đạt {maximum}."),
        SET_ARITHMETIC,
        N_("Kiểm tra lại điểm trong quy tắc và điểm tối đa."),
    ),
    "SET030": Kind(
        "error",
        N_("Bậc từ {value} của «{code}» không bao giờ đạt được: {detail}"),
        RULES,
        N_("Bỏ bậc này, sửa ngưỡng, hoặc xếp lại các bậc từ cao xuống thấp."),
    ),
    "SET031": Kind(
        "error",
        N_("«{code}» dùng số liệu «{input}» chưa được khai ở đâu."),
        RULES,
        N_("Khai số liệu trong inputs của một chỉ tiêu, hoặc sửa mã."),
    ),
    "SET032": Kind(
        "error",
        N_("Quy tắc {kind} của «{code}» cần số liệu kiểu {wanted}; «{input}» là kiểu {found}."),
        RULES,
        N_("Sửa kiểu của số liệu hoặc đổi quy tắc."),
    ),
    "SET033": Kind(
        "error", N_("Điều kiện dùng thuộc tính «{attribute}» chưa được khai."), RULES, N_("Khai trong attributes hoặc sửa mã.")
    ),
    "SET034": Kind(
        "error", N_("«{value}» không phải là giá trị của «{attribute}». Các giá trị: {allowed}."), RULES, N_("Sửa giá trị.")
    ),
    "SET035": Kind("error", N_("«{code}» chỉ đến «{target}» không tồn tại ({what})."), RULES, N_("Sửa mã.")),
    "SET036": Kind(
        "error",
        N_("Một cơ quan có thể thuộc cả khối «{group}» và khối «{other}» ({example})."),
        N_("Mỗi cơ quan chỉ được xếp hạng trong một khối."),
        N_("Sửa điều kiện when để hai khối không giao nhau."),
    ),
    "SET037": Kind(
        "error",
        N_("Công thức của «{code}» sai: {detail}"),
        RULES,
        N_("Sửa công thức; dấu phẩy là dấu thập phân, dấu chấm phẩy ngăn tham số."),
    ),
    "SET038": Kind(
        "error",
        N_("«{code}» không có trọng số trong khi mục cha cộng theo trọng số."),
        SET_ARITHMETIC,
        N_("Thêm weight, hoặc ghi weight: not_published."),
    ),
    "SET039": Kind(
        "error", N_("Quy tắc của các khối {groups} chờ lẫn nhau (mean_of_bodies)."), RULES, N_("Bỏ một chiều phụ thuộc.")
    ),
    "SET040": Kind(
        "error",
        N_("Phần trong quy tắc của «{code}» phải ghi points hoặc share."),
        RULES,
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
        SET_ARITHMETIC,
        N_("Sửa điểm tối đa hoặc danh sách of."),
    ),
    "SET043": Kind(
        "error", N_("Cận dưới và cận trên của «{code}» không hợp lệ: {detail}"), RULES, N_("Cận dưới phải nhỏ hơn cận trên.")
    ),
    "SET044": Kind("warning", N_("Giá trị dưới {low} không thuộc loại nào."), BANDS, N_("Cho loại cuối bắt đầu từ 0.")),
    "SET045": Kind(
        "notice",
        N_("Bộ này có sẵn chỗ hở: giá trị từ {low} đến {high} không thuộc loại nào."),
        BANDS,
        N_("Không phải sửa: gap_exception đã ghi nhận; cơ quan rơi vào đó sẽ được nêu rõ."),
    ),
    "SET046": Kind(
        "notice",
        N_("Bộ này có sẵn chỗ chồng: giá trị từ {low} đến {high} thuộc cả «{band}» và «{other}»."),
        BANDS,
        N_("Không phải sửa: gap_exception đã ghi nhận; loại cao hơn được dùng."),
    ),
    "SET047": Kind(
        "error",
        N_("Xếp loại hở phía trên: giá trị từ {low} đến {high} không thuộc loại nào."),
        BANDS,
        N_("Bỏ to của «{band}» hoặc nâng cận lên; bộ cũ có sẵn chỗ hở thì ghi gap_exception."),
    ),
    "SET048": Kind(
        "notice",
        N_("Xếp loại của bộ này hở phía trên: giá trị từ {low} đến {high} không thuộc loại nào."),
        BANDS,
        N_("Không phải sửa nếu văn bản quy định «{band}» như vậy; cơ quan rơi vào đó sẽ được nêu rõ."),
    ),
    "SET049": Kind(
        "error",
        N_("Không giá trị nào thuộc loại «{band}»: giá trị xếp loại chỉ từ {low} đến {high}."),
        N_("Cận ghi nhầm thang thì mọi cơ quan bị xếp sai loại: chỉ số đi từ 0 đến 1, tỷ lệ từ 0 đến 100."),
        N_("Sửa cận của «{band}» hoặc basis; bộ cũ in như vậy thì ghi gap_exception."),
    ),
    "SET050": Kind(
        "notice",
        N_("Trong thang từ {low} đến {high} không giá trị nào thuộc loại «{band}»."),
        N_("Loại này chỉ dành cho điểm vượt điểm tối đa, hoặc không ai đạt."),
        N_("Không phải sửa nếu văn bản quy định như vậy."),
    ),
    "SET051": Kind(
        "notice",
        N_("Không chắc cách tính của «{code}» luôn ở trong điểm tối đa {maximum}: cận trên tìm được là {most}."),
        SET_ARITHMETIC,
        N_(
            "Đặt cách tính trong min( ; điểm_tối_đa), khai maximum của số liệu, hoặc đặt over_maximum: cap nếu văn bản quy định vậy."
        ),
    ),
    "SET052": Kind(
        "warning",
        N_("Mức below của «{code}» không bao giờ dùng đến: giá trị nhỏ nhất là {low}, bậc thấp nhất từ {value}."),
        RULES,
        N_("Bỏ below, hoặc sửa ngưỡng của bậc thấp nhất."),
    ),
    "SET053": Kind(
        "warning",
        N_("Điểm theo bậc của «{code}» lúc tăng lúc giảm: từ {value} được {points} điểm, dưới đó được {before}."),
        RULES,
        N_("Kiểm tra lại điểm của từng bậc với văn bản."),
    ),
    "SET054": Kind(
        "notice",
        N_("Điểm theo bậc của «{code}» giảm khi giá trị tăng: từ {value} được {points} điểm, dưới đó được {before}."),
        RULES,
        N_("Không phải sửa nếu càng ít càng tốt; nếu không thì các bậc đã ghi ngược."),
    ),
    "SET055": Kind(
        "error",
        N_("{key} của «{code}» là số âm: {value}."),
        SET_ARITHMETIC,
        N_("Ghi số không âm; điểm trừ là một chỉ tiêu có role: penalty với điểm tối đa dương."),
    ),
    "SET056": Kind(
        "notice",
        N_("Cách làm tròn không dẫn điều khoản (cột {columns})."),
        LAW,
        N_(
            "Thêm reference cho từng cột hoặc cho cả rounding; văn bản chỉ in đến chữ số đó mà không quy định thì ghi inferred và lý do."
        ),
    ),
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
}
