"""Problems of bodies, answers and published evaluations."""

from khoabang.language import N_
from khoabang.scoring.problem_catalogue.kinds import NO_GUESS, ONE_ONE, RULES, SET_ARITHMETIC, STRICT, UNREADABLE, Kind

ROUNDS: dict[str, Kind] = {
    "BOD001": Kind("error", N_("Thiếu cột «{column}»."), UNREADABLE, N_("Lấy mẫu đúng bằng: khoabang template SET.")),
    "BOD002": Kind(
        "error", N_("Mã cơ quan «{code}» xuất hiện hai lần (lần đầu: {first})."), ONE_ONE, N_("Bỏ dòng thừa hoặc sửa mã.")
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
        "error", N_("«{value}» không phải giá trị của «{attribute}». Giá trị được dùng: {allowed}."), NO_GUESS, N_("Sửa ô này.")
    ),
    "BOD006": Kind(
        "error", N_("Không biết cột «{column}»."), STRICT, N_("Sửa tên cột hoặc bỏ cột; các cột được dùng: {allowed}.")
    ),
    "BOD007": Kind(
        "error", N_("«{code}» chỉ đến cơ quan «{target}» không có trong danh sách."), ONE_ONE, N_("Thêm cơ quan đó hoặc sửa mã.")
    ),
    "BOD010": Kind(
        "error",
        N_("«{code}» chờ điểm của chính nó: {chain}."),
        N_("Không cơ quan nào trong vòng này tính được trước."),
        N_("Sửa cột parent hoặc predecessors để vòng này không còn."),
    ),
    "BOD012": Kind(
        "error",
        N_("{body}: không biết «{attribute}», nên không biết «{code}» có áp dụng hay không."),
        N_("Không áp dụng và thiếu thông tin là hai việc khác nhau: mục này coi như thiếu, không tự bỏ khỏi điểm tối đa."),
        N_("Điền thuộc tính này trong danh sách cơ quan."),
    ),
    "BOD008": Kind("error", N_("Dòng này thiếu mã hoặc tên cơ quan."), ONE_ONE, N_("Điền đủ mã và tên.")),
    "BOD009": Kind("error", N_("«{value}» không phải là ngày."), NO_GUESS, N_("Viết ngày dạng dd/mm/yyyy hoặc yyyy-mm-dd.")),
    "BOD011": Kind(
        "error",
        N_("Mã «{code}» chỉ khác mã «{other}» ({first}) ở chữ hoa, dấu cách hoặc kiểu chữ."),
        N_("Người đọc không phân biệt được hai cơ quan, và số liệu dễ bị ghi nhầm."),
        N_("Bỏ dòng thừa, hoặc đặt hai mã khác hẳn nhau."),
    ),
    "ANS001": Kind(
        "error", N_("Không có cơ quan «{body}» trong danh sách."), ONE_ONE, N_("Sửa mã hoặc thêm vào danh sách cơ quan.")
    ),
    "ANS002": Kind("error", N_("Cơ quan «{body}» có hai dòng số liệu (dòng đầu: {first})."), ONE_ONE, N_("Giữ lại một dòng.")),
    "ANS003": Kind(
        "error", N_("Không có số liệu nào mang mã «{column}» trong bộ tiêu chí."), STRICT, N_("Sửa tên cột hoặc bỏ cột.")
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
        NO_GUESS,
        N_("Chọn một trong các giá trị đó."),
    ),
    "ANS006": Kind("error", N_("«{value}»: chỉ tiêu này trả lời «có» hoặc «không»."), NO_GUESS, N_("Ghi có hoặc không.")),
    "ANS007": Kind("error", N_("«{value}» không phải là ngày."), NO_GUESS, N_("Viết ngày dạng dd/mm/yyyy hoặc yyyy-mm-dd.")),
    "ANS008": Kind(
        "error",
        N_("«{value}» có thể là thiếu, không áp dụng hoặc 0."),
        N_("Ba điều đó cho ba kết quả khác nhau."),
        N_("Để trống nếu thiếu; ghi «không áp dụng», «miễn», hoặc 0."),
    ),
    "ANS009": Kind("error", N_("{value} nhỏ hơn mức thấp nhất {limit}."), NO_GUESS, N_("Sửa số liệu.")),
    "ANS010": Kind("error", N_("{value} lớn hơn mức cao nhất {limit}."), NO_GUESS, N_("Sửa số liệu.")),
    "ANS011": Kind("error", N_("{value} không phải là số nguyên."), N_("Đây là số đếm."), N_("Sửa số liệu.")),
    "ANS012": Kind(
        "error",
        N_("Tỷ lệ «{value}»: là {value} % hay {percent} %?"),
        NO_GUESS,
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
        SET_ARITHMETIC,
        N_("Sửa số điểm không đưa vào đánh giá."),
    ),
    "ANS026": Kind(
        "error",
        N_("{body}: công thức của «{code}» không tính được: {detail}"),
        RULES,
        N_("Sửa số liệu, hoặc sửa công thức để trả lời trường hợp này."),
    ),
    "ANS027": Kind(
        "error",
        N_("{body}: điểm khảo sát {value} của «{code}» nằm ngoài thang từ {lowest} đến {highest}."),
        N_("Điểm ngoài thang không phải là kết quả của phiếu khảo sát này; mục này coi như thiếu cho đến khi sửa."),
        N_("Sửa số liệu, hoặc sửa thang điểm của bộ tiêu chí."),
    ),
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
    "EVA003": Kind("error", N_("Không tìm thấy bộ tiêu chí «{set}» của đợt đánh giá."), UNREADABLE, N_("Sửa khóa set.")),
    "EVA004": Kind(
        "error", N_("Không tìm thấy đợt đánh giá trước «{evaluation}»."), UNREADABLE, N_("Sửa khóa previous_evaluation.")
    ),
    "EVA005": Kind(
        "error",
        N_("Các số đã công bố mâu thuẫn nhau: «{body}», {column}: {stated}, nhưng {other}."),
        N_("Không tính lại được thì chỉ còn cách đối chiếu các số công bố với nhau; hai số này không thể cùng đúng."),
        N_("Chép lại cho đúng; nếu bản công bố tự mâu thuẫn thì ghi vào findings với kind: contradiction và cơ quan đó."),
    ),
}
