"""Problems of documents: what cannot be written, and what does not hold in one that was."""

from khoabang.language import N_
from khoabang.scoring.problem_catalogue.kinds import Kind

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
}
