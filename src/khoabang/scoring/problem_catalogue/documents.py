"""Problems of documents: what cannot be written, and what does not hold in one that was."""

from khoabang.language import N_
from khoabang.scoring.problem_catalogue.kinds import DANGEROUS, LIMITED, Kind

_SIGNED = N_("Văn bản đã ký mà sai thì phải đính chính bằng một văn bản khác.")
_FIGURES = N_("Người đọc cộng lại được; một con số không khớp làm mất tin vào cả bảng.")
_ONE = N_("Kết quả, phụ lục và bản công bố phải là một.")
_LAWS = N_("Căn cứ dẫn sai số, sai ngày thì quyết định có thể bị hỏi về hiệu lực.")
_SEE_PUBLISHED = N_(
    "Xem văn bản gốc hoặc cơ sở dữ liệu văn bản pháp luật, rồi sửa chỗ sai; nếu nguồn trong sổ sai thì báo để sửa sổ."
)
_NOT_WRITTEN = N_("Văn bản thiếu chữ hoặc sai hình thức thì không được ghi ra.")

DOCUMENTS: dict[str, Kind] = {
    "PAP001": Kind(
        "error",
        N_("Phông chữ của văn bản không có chữ «{letters}»."),
        _NOT_WRITTEN,
        N_("Thay chữ ấy trong facts.yaml hoặc trong tên cơ quan: thường là một biểu tượng, hoặc chữ không phải tiếng Việt."),
    ),
    "PAP002": Kind(
        "error",
        N_("Đợt đánh giá này không có facts.yaml: chưa biết số, căn cứ, các điều, nơi nhận, người ký."),
        N_("Kết quả chấm điểm không chứa những điều ấy, và phần mềm không tự đặt ra."),
        N_("Lập mẫu rồi điền: khoabang document facts {round} -o facts.yaml; sau đó thêm --facts facts.yaml."),
    ),
    "PAP003": Kind(
        "error",
        N_("facts.yaml không có phần «{part}», là phần mà văn bản này cần."),
        N_("Kết quả chấm điểm không chứa những điều ấy, và phần mềm không tự đặt ra."),
        N_("Thêm phần «{part}» vào facts.yaml."),
    ),
    "PAP004": Kind(
        "error",
        N_("Có một ký tự mà tệp Word không chứa được."),
        _NOT_WRITTEN,
        N_("Gõ lại chỗ ấy trong facts.yaml hoặc trong tên cơ quan: thường là một ký tự điều khiển vô hình do sao chép."),
    ),
    "PAP005": Kind(
        "error",
        N_("Không trình bày được văn bản: {detail}."),
        _NOT_WRITTEN,
        N_("Nếu câu trên nói về hình thì vẽ lại hình ấy; nếu không, gửi nguyên câu này cho người phụ trách phần mềm."),
    ),
    "PAP010": Kind("error", N_("{message}."), _FIGURES, N_("Sửa số trong bảng, hoặc sửa số liệu rồi chấm điểm và soạn lại.")),
    "PAP011": Kind("warning", N_("{message}."), _FIGURES, N_("Hỏi lại người lập bảng.")),
    "PAP012": Kind("notice", N_("{message}."), _FIGURES, N_("Không phải sửa nếu các chữ số không in ra giải thích được.")),
    "PAP013": Kind(
        "warning",
        N_("Máy đọc chữ từ ảnh ở: {pages}."),
        N_("Máy có thể đọc sai, nên không có gì ở các trang ấy được coi là chắc chắn."),
        N_("Kiểm tra tệp Word hoặc PDF có chữ, trước khi in và ký."),
    ),
    "PAP020": Kind(
        "error",
        N_("Phụ lục ghi kèm theo văn bản số {number}, văn bản này là số {own}: «{excerpt}»."),
        _SIGNED,
        N_("Sửa số ở đầu phụ lục hoặc ở đầu văn bản."),
    ),
    "PAP021": Kind(
        "error",
        N_("Phụ lục ghi kèm theo văn bản ngày {day}, văn bản này ký ngày {signed}: «{excerpt}»."),
        _SIGNED,
        N_("Sửa ngày ở đầu phụ lục hoặc ở đầu văn bản."),
    ),
    "PAP022": Kind(
        "error", N_("Văn bản {number} được dẫn với hai ngày khác nhau: {first} và {second}."), _SIGNED, N_("Sửa ngày dẫn sai.")
    ),
    "PAP023": Kind("error", N_("«{day}» không phải là một ngày có thật."), _SIGNED, N_("Sửa ngày ấy.")),
    "PAP024": Kind(
        "error",
        N_("Dẫn văn bản {number} ngày {day}, sau ngày ký {signed}: «{excerpt}»."),
        N_("Căn cứ và tờ trình phải có trước quyết định."),
        N_("Sửa ngày của văn bản được dẫn, hoặc ngày ký."),
    ),
    "PAP025": Kind(
        "warning", N_("Số {number} mang một năm, ngày {day} thuộc năm khác."), _LAWS, N_("Xem văn bản gốc, rồi sửa số hoặc ngày.")
    ),
    "PAP026": Kind(
        "notice",
        N_("Không thấy số và ngày của chính văn bản này."),
        N_("Chưa có số và ngày thì chưa kiểm tra được thứ tự ngày và phụ lục."),
        N_("Kiểm tra lại khi đã ghi số và ngày."),
    ),
    "PAP030": Kind(
        "error",
        N_("Số và ngày của văn bản là {written}; facts.yaml ghi {given}."),
        _ONE,
        N_("Sửa văn bản, hoặc sửa facts.yaml rồi soạn lại."),
    ),
    "PAP031": Kind(
        "warning",
        N_("facts.yaml dẫn {number} ngày {day}; văn bản không dẫn, hoặc dẫn ngày khác."),
        _ONE,
        N_("Sửa văn bản, hoặc sửa facts.yaml rồi soạn lại."),
    ),
    "PAP040": Kind(
        "error",
        N_("Bảng ghi «{written}», kết quả chấm điểm là «{known}»."),
        _ONE,
        N_("Không sửa số ở văn bản: sửa số liệu, chấm điểm rồi soạn lại."),
    ),
    "PAP041": Kind("error", N_("Kết quả có «{body}», bảng thì không."), _ONE, N_("Soạn lại văn bản từ kết quả.")),
    "PAP042": Kind("error", N_("Bảng có «{body}», kết quả thì không."), _ONE, N_("Soạn lại văn bản từ kết quả.")),
    "PAP043": Kind(
        "error",
        N_("Không thấy bảng xếp hạng của «{group}»."),
        _ONE,
        N_("Kiểm tra đúng tệp chưa, hoặc soạn lại văn bản từ kết quả."),
    ),
    "PAP044": Kind("error", N_("Bảng không có cột «{column}» của kết quả."), _ONE, N_("Soạn lại văn bản từ kết quả.")),
    "PAP050": Kind("warning", N_("{number}: văn bản này ghi ngày {day}, sổ văn bản ghi {sources}."), _LAWS, _SEE_PUBLISHED),
    "PAP051": Kind(
        "warning",
        N_("{number}: văn bản này ghi ngày {day}; các nguồn không thống nhất: {sources}."),
        _LAWS,
        _SEE_PUBLISHED,
    ),
    "PAP052": Kind(
        "warning", N_("{number}: văn bản này ghi của {issuer}, sổ văn bản ghi của {known} ({source})."), _LAWS, _SEE_PUBLISHED
    ),
    "PAP053": Kind(
        "notice",
        N_("Chưa đối chiếu được, vì không có trong sổ văn bản: {documents}."),
        _LAWS,
        N_("Tự đối chiếu với văn bản gốc; có nguồn thì đề nghị ghi thêm vào sổ."),
    ),
    "PAP060": Kind(
        "error",
        N_("Mẫu Word dẫn ra ngoài tệp: {target}."),
        DANGEROUS,
        N_("Trong Word, gỡ liên kết hoặc mẫu đính kèm ấy rồi lưu lại."),
    ),
    "PAP061": Kind(
        "error",
        N_("Mẫu Word có thứ đọc tệp khác hoặc chạy chương trình khi mở: {field}."),
        DANGEROUS,
        N_("Trong Word, gỡ trường hoặc đối tượng ấy rồi lưu lại."),
    ),
    "PAP062": Kind(
        "error",
        N_("Mẫu Word viết sai ở đoạn {paragraph}, «{excerpt}»: {detail}."),
        _NOT_WRITTEN,
        N_("Sửa chỗ ấy theo docs/formats.md, phần mẫu Word."),
    ),
    "PAP063": Kind(
        "error",
        N_("Mẫu Word gọi một tên không có ở đoạn {paragraph}, «{excerpt}»: {detail}."),
        _NOT_WRITTEN,
        N_("Dùng các tên trong docs/formats.md, phần mẫu Word."),
    ),
    "PAP064": Kind(
        "error",
        N_("Mẫu Word làm một việc không được phép ở đoạn {paragraph}, «{excerpt}»: {detail}."),
        DANGEROUS,
        N_("Bỏ chỗ ấy: mẫu chỉ được điền các tên trong docs/formats.md. Nếu mẫu do người khác gửi thì hỏi lại người ấy."),
    ),
    "PAP065": Kind(
        "error", N_("Mẫu Word tính quá {seconds} giây."), LIMITED, N_("Bỏ các vòng lặp lồng nhau; chỉ lặp theo danh sách có sẵn.")
    ),
    "PAP066": Kind(
        "error", N_("Mẫu Word dùng quá {limit} bộ nhớ."), LIMITED, N_("Bỏ chỗ làm văn bản phình ra, hoặc hình quá lớn.")
    ),
    "PAP067": Kind(
        "error",
        N_("Điền xong thì không còn là văn bản Word: {detail}."),
        _NOT_WRITTEN,
        N_("Bảng chỉ đặt ở một đoạn riêng, viết là {{{{p bang_xep_hang }}}}; xem docs/formats.md, phần mẫu Word."),
    ),
}
