"""README.txt: what a bundle is and how it is rechecked, in Vietnamese and in English."""

from typing import Any

from khoabang.bundle.figures import Figures, counts_in_words
from khoabang.bundle.licences import Licence
from khoabang.language import N_, text

Json = dict[str, Any]

_ABOUT = N_(
    "{title}\n"
    "Gói dữ liệu mở, bản công bố số {edition}. Cơ quan công bố: {authority}\n\n"
    "Gói có bộ tiêu chí, số liệu và kết quả, để bất kỳ ai cũng kiểm tra lại được, không cần mạng."
)
_STATED = N_(
    "KHÔNG TÍNH LẠI ĐƯỢC: bảng điểm đầy đủ không được công bố. Các số sau chỉ chép theo bản công bố: {stated}. Không số nào được điền thêm."
)
_REBUILT = N_("Bản dựng lại từ văn bản đã công bố; không thay văn bản gốc đã ký.")
_INVENTED = N_("Bản TRÌNH DIỄN: cơ quan, số liệu và văn bản đều không có thật.")
_RECHECK = N_(
    "Kiểm tra lại\n"
    "------------\n"
    "1. So mã băm SHA-256 của chính tệp .zip với mã băm do cơ quan công bố: sha256sum TỆP.zip (Windows: certutil -hashfile TỆP.zip SHA256).\n"
    "2. Không cài gì: mở trang kiểm chứng lấy từ cổng của cơ quan công bố (verify.html trong gói là cùng trang ấy), chọn tệp .zip.\n"
    "3. Đầy đủ nhất: khoabang verify TỆP.zip chấm lại từ đầu và so từng con số.\n"
    "4. Giải nén rồi: sha256sum -c SHA256SUMS\n\n"
    "Ai sửa gói cũng sửa được mọi mã băm bên trong. Sửa kết quả thì bước 3 phát hiện; sửa cả số liệu lẫn kết quả cho khớp nhau thì chỉ "
    "mã băm do cơ quan công bố (bước 1) hoặc chữ ký số trên văn bản mới phát hiện được."
)
_FILES = N_(
    "Trong gói\n"
    "---------\n"
    "datapackage.json      mô tả (Frictionless Data Package)\n"
    "set.json              bộ tiêu chí\n"
    "inputs/               cơ quan, số liệu, số đã in\n"
    "result.json           kết quả\n"
    "previous-result.json  kết quả năm trước, nếu kết quả này so với nó\n"
    "explanations.jsonl    giải thích điểm, mỗi dòng một cơ quan\n"
    "tables/               bảng xếp hạng từng khối, tiêu chí, điểm, tiền thân (csv, UTF-8, dấu chấm thập phân)\n"
    "documents/            văn bản, nếu có\n"
    "signatures.json       chữ ký số của các văn bản, nếu có\n"
    "verify.html           trang kiểm chứng\n"
    "SHA256SUMS            mã băm từng tệp"
)
_LICENCE = N_(
    "Giấy phép dữ liệu: {licence}, {url} (LICENSE.txt). Số liệu và tên trong văn bản hành chính là dữ kiện, ai cũng dùng được."
)


def readme(result: Json, figures: Figures, licence: Licence, edition: int) -> bytes:
    """Write the file."""
    round_ = result["round"]
    authority = round_["authority"]["name"] if round_["authority"] else "–"
    parts = []
    for lang in ("vi", "en"):
        said = [text(_ABOUT, lang, title=round_["title"], edition=edition, authority=authority)]
        if round_["kind"] == "published":
            said.append(text(_REBUILT, lang))
        if round_["kind"] == "demonstration":
            said.append(text(_INVENTED, lang))
        if figures.stated:
            said.append(text(_STATED, lang, stated=counts_in_words(figures.stated, lang)))
        said += [text(_RECHECK, lang), text(_FILES, lang), text(_LICENCE, lang, licence=licence.title, url=licence.url)]
        parts.append("\n\n".join(said))
    return (("\n\n" + "=" * 80 + "\n\n").join(parts) + "\n").encode()
