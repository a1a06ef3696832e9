"""The words by which claims are recognised, Vietnamese first. All of them stand here.

Strings that hold `|` are pieces of regular expressions, matched without regard to case.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Sentences -----------------------------------------------------------------------------------------------------------

# A point after one of these ends no sentence.
ABBREVIATIONS = _words(
    "tp tx tt ths ts pgs gs bs ks cn ls ncs st no nr mr mrs ms dr prof vs vd tr tel đt đ/c p q h vol art fig approx resp dept gov"
)
# A line that ends with one of these goes on in the next.
LINE_GOES_ON = (
    "và|hoặc|là|của|với|đạt|từ|đến|ngày|tháng|năm|số|thứ|điểm|các|tại|trên|trong|cho|về|and|or|is|of|with|from|to|the|by"
)

# Bodies --------------------------------------------------------------------------------------------------------------

# Organs: what follows is a field of work.
ORGANS = (
    "Sở|Ban|Bộ|Văn phòng|VP|Thanh tra|Kho bạc|Ngân hàng|Cục|Chi cục|Tổng cục|Công an|Viện|Trung tâm|Đài|Liên minh|Bảo hiểm|Tòa án|Toà án"
    "|Viện kiểm sát|Hội|Hải quan|Thuế|Quỹ|Trường|BQL|Department|Ministry|Office|Bureau|Inspectorate"
)
# Levels of territory: what follows is a place's name.
LEVELS = "tỉnh|thành phố|tp\\.?|thị xã|tx\\.?|huyện|quận|thị trấn|phường|xã|đặc khu|province|city|district"
COMMITTEES = "UBND|Ủy ban nhân dân|Uỷ ban nhân dân|HĐND|Hội đồng nhân dân"
# Fields whose names hold a comma, "và", "-" or "&", so that they are never taken for a list.
FIELDS = (
    "thông tin và truyền thông|thông tin truyền thông|lao động, thương binh và xã hội|lao động - thương binh và xã hội"
    "|lao động thương binh và xã hội|lao động tbxh|văn hóa, thể thao và du lịch|văn hóa thể thao và du lịch|văn hóa, thể thao, du lịch"
    "|văn hóa và thể thao|văn hóa, thể thao|văn hóa thể thao|kế hoạch và đầu tư|giáo dục và đào tạo|khoa học và công nghệ"
    "|tài nguyên và môi trường|nông nghiệp và phát triển nông thôn|nông nghiệp và ptnt|nông nghiệp và môi trường|giao thông vận tải"
    "|giao thông - vận tải|giao thông, vận tải|quy hoạch và kiến trúc|quy hoạch - kiến trúc|dân tộc và tôn giáo|dân tộc - tôn giáo"
    "|xây dựng|tài chính|tư pháp|nội vụ|ngoại vụ|công thương|y tế|du lịch|dân tộc|an toàn thực phẩm|nhà nước|công nghiệp và thương mại"
    "|quản lý khu kinh tế và các khu công nghiệp|quản lý các khu công nghiệp|quản lý khu kinh tế|quản lý các khu chế xuất và công nghiệp"
    "|quản lý các khu công nghiệp và chế xuất|quản lý khu công nghệ cao và các khu công nghiệp|quản lý khu công nghệ cao"
)
# A body's name goes no further than one of these words.
NAME_ENDS = _words(
    "đạt với là có xếp đứng dẫn giữ vẫn tiếp tăng giảm vươn tụt chỉ cũng được không chưa trong năm thuộc ở tại do nên đã đang sẽ cùng"
    " lần theo về từ đến bằng hơn kém cao thấp chiếm bị phải cần và hoặc của cho trên dưới ban nhận ký trình nêu khi để thì mà"
    " ranks ranked rank scored scores score is was has had with came comes took takes the in at by and received"
)
# Before a name in the singular these make it a kind of body, or someone of it.
NOT_A_BODY_BEFORE = "các|những|mỗi|mọi|từng|toàn|khối|cấp|số|all|each|every"
# "Bộ tiêu chí", "Ban hành", "Hội đồng", "Trường hợp": an organ's word that begins none.
NO_ORGANS = (
    "tiêu chí|chỉ số|phận|máy|luật|câu hỏi|hành|đầu|bố|cho|đồng|nghị|thảo|hợp|dẫn|này|đó|nào|thủ tục|trưởng|cán bộ|đường|số|hoạt động"
    "|trong|là|và|có|Chính trị|Chỉ đạo|Thường vụ|Chấp hành|Giám khảo|tổ chức"
)
# First words of a sentence and words of offices, capital though no name.
NO_PLACES = _words(
    "theo các những đối khi nếu ngày trên sau để với giám chủ phó ông do tại trong của và từ ở là riêng còn cả ngoài như tuy tiếp về có"
    " the in at of and from"
)
# Words that make a group, for `group`.
GROUPS = (
    r"(?:khối |nhóm )?(?:UBND )?(?:các )?(?:sở, ban, ngành|sở, ngành|sở ban ngành|bộ, cơ quan ngang bộ(?:, cơ quan thuộc Chính phủ)?"
    r"|huyện, thị xã, thành phố|huyện, thị xã|huyện, thành phố|quận, huyện, thị xã|quận, huyện|thành phố, thị xã, huyện"
    r"|xã, phường, thị trấn|xã, phường, đặc khu|phường, xã, đặc khu|phường, xã|xã, phường|xã, thị trấn"
    r"|tỉnh, thành phố(?: trực thuộc Trung ương)?|tỉnh/thành phố|tỉnh thành|tỉnh, thành)"
    r"|(?:khối |nhóm |đơn vị )?cấp (?:tỉnh|huyện|xã|sở|bộ)|khối (?:các )?(?:tỉnh|huyện|xã|sở|bộ|Đảng|đoàn thể|cơ quan|địa phương)"
    r"|UBND các (?:huyện|xã|quận|phường)|các (?:sở|huyện|xã|phường|quận|tỉnh|bộ|cơ quan, đơn vị|cơ quan|đơn vị|địa phương)"
    r"|departments and agencies|departments|districts|communes|provinces|provincial level|district level|commune level|ministries"
)
# Nouns that count bodies: the first set says which, the second needs a strong word before the figure.
COUNTED_GROUPS = (
    "sở, ban, ngành|sở, ngành|huyện, thị xã, thành phố|huyện, thành phố|huyện, thị xã|quận, huyện|xã, phường, thị trấn|xã, phường"
    "|phường, xã|tỉnh, thành phố|tỉnh/thành phố|tỉnh, thành|tỉnh thành|tỉnh|huyện|bộ, cơ quan ngang bộ|provinces|districts|ministries|departments"
)
COUNTED = "cơ quan, đơn vị|đơn vị|cơ quan|địa phương|sở|xã|bộ|agencies|bodies|units|organisations|organizations"
# A sentence without one of these ranks nothing: its counts are of something else.
RANKING = "điểm trung bình|điểm bình quân|đánh giá|xếp hạng|xếp loại|xếp thứ|bảng|đứng đầu|dẫn đầu|đứng thứ|thứ hạng|ranking|ranked|ranks|assessed|rated|evaluated"

# After a count these make it one of some only.
SOME_OF_THEM = (
    "xếp|đứng|có|chưa|không|đạt|tăng|giảm|dẫn|nằm|thuộc tốp|thuộc nhóm|cuối|đầu|còn|mới|đã|khác|tiêu biểu|được xếp|điểm|trở|nêu|trên đây|này|đó|nào|tốp|top|phải"
    "|with|that|which|rated|ranked|scored|did|have"
)

# Ranks ---------------------------------------------------------------------------------------------------------------

ORDINALS = {
    "nhất": 1, "nhì": 2, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
}  # fmt: skip
FIRST = "đứng đầu bảng|đứng đầu|dẫn đầu|xếp đầu bảng|xếp đầu|quán quân"
LAST = "xếp hạng cuối cùng|xếp thứ hạng cuối|xếp cuối bảng|đứng cuối bảng|xếp cuối cùng|đứng cuối cùng|xếp cuối|đứng cuối|ranked last|ranks last"

# Points and scales ---------------------------------------------------------------------------------------------------

SCORE = "tổng số điểm|tổng điểm|số điểm|điểm số|điểm|chỉ số tổng hợp|chỉ số tổng thể|chỉ số|total score|score|index"
POINTS = "điểm|points?"
PERCENT = "%|phần trăm|percent|per cent"
MEAN = "trung bình|bình quân|average|mean"
MEDIAN = "trung vị|median"
SPREAD = "chênh lệch|khoảng cách|gap|difference"
# Parts of a score: with one of these a figure is not of the total.
CRITERION = (
    "tiêu chí thành phần|nhóm tiêu chí|tiêu chí|chỉ số thành phần|hợp phần|hạng mục|lĩnh vực|trụ cột|nội dung|câu hỏi"
    "|môn|criterion|criteria|pillar|component|sub-index|indicator"
)
# A figure after one of these is of something that is not the ranking.
ELSEWHERE = "khảo sát|hài lòng|năm trước|năm ngoái|trước đó|dự kiến|phấn đấu|mục tiêu|kế hoạch đề ra|nếu|giả sử|survey|previous year|last year|target"
# A figure told with one of these is of a part, of more than the ranking, or of another reckoning of the points.
LIMITED = (
    "tự chấm|tự đánh giá|thẩm định|phúc tra|điều tra|kiểm tra|tốp|top|một số|đa số|hầu hết|phần lớn|còn lại|riêng|trong đó|trong số|chỉ tính|không tính|ngoài"
    "|toàn (?:tỉnh|thành phố|huyện|xã|ngành|quốc|vùng|bộ các khối)|cả (?:nước|tỉnh|huyện|vùng|hai|ba|bốn|. khối)|khối và|các khối|chung (?:của )?(?:toàn|cả|tỉnh)"
    "|vùng|khu vực|miền|môn|lớp|mức tăng|mức giảm|tăng|giảm|(?:các|mỗi|từng|nhóm) tiêu chí|(?:của|cho) (?:tỉnh|thành phố|huyện|xã|ngành|bộ)|chênh lệch|trước|sau khi|giai đoạn|các năm|quý|tháng|tuần|sơ kết|lũy kế|thưởng|cộng thêm|bị trừ"
    "|self-assessed|top|overall|all groups|nationwide|increase|decrease"
)
# So is a mean or a median of those in some places.
RANKED = "dẫn đầu|đứng đầu|đứng cuối|đứng thứ|cuối bảng|đầu bảng|cuối cùng|thấp nhất|cao nhất|xếp loại|xếp hạng từ|nhóm(?! tiêu chí)|loại|mức(?! độ)|leading|last|best|worst"
# What a sentence may say besides, if it is plainly of all bodies ranked: anything else may limit it. Without marks.
PLAINLY = _words(
    "diem so chi tong hop trung binh quan gia tri vi cong ket qua danh gia xep hang muc do cua cac tai tren dia ban phuong doi voi la dat duoc nam don vi co"
    " quan ubnd cao thap nhat va giua chenh lech khoang cach dung dau dan cuoi bang thu thuoc ve ty le khoi nhom phan tram loai toi da tang giam chiem tuong"
    " duong tien hanh nhieu it tinh theo voi bac con lai"
    " score scores index average mean median highest lowest points point percent maximum the of is was and with in for between difference gap units agencies"
    " all total"
)
# Read over before that: openings of sentences, and words that are nothing but together.
PLAIN_PHRASES = (
    "theo đó|trong đó|như vậy|cụ thể|kết quả cho thấy|nhìn chung|đồng thời|bên cạnh đó|tuy nhiên|theo kết quả|ủy ban nhân dân|uỷ ban nhân dân"
    "|thực hiện đánh giá|đã đánh giá|đã tiến hành|xếp thứ|thứ hạng|vị trí thứ|so với|accordingly|compared with"
)
# These scales are of the whole, without the word "tối đa".
WHOLE_SCALE = (
    "tổng (?:số )?điểm tối đa|thang điểm(?: đánh giá)?(?: tối đa)?|thang điểm chuẩn|(?:số )?điểm tối đa|tổng (?:số )?điểm đánh giá chung"
    "|tổng (?:số )?điểm chuẩn|maximum total score|total maximum score|maximum score|maximum points"
)
# What may stand between such words and the figure.
SCALE_OF = (
    "của|cho|các|toàn bộ|bộ tiêu chí|bộ chỉ số|cơ quan|đơn vị|sở|ban|ngành|huyện|thành phố|thị xã|xã|phường|tỉnh|đối với|cấp|tất cả|đánh giá"
    "|xếp hạng|là|chung|được|quy định|khối|mỗi|của bộ|cả|UBND|có thể đạt|có thể đạt được|tương ứng|for|all|the|total|of|agencies|departments|is|was"
)

CLASSES = (
    "Xuất sắc|Rất tốt|Tốt|Khá|Trung bình khá|Trung bình yếu|Trung bình|Yếu kém|Yếu|Rất kém|Kém|Không đạt|Chưa đạt|Dẫn dắt|Nâng cao|Hình thành"
    "|Khởi động|Excellent|Very good|Good|Fair|Average|Satisfactory|Unsatisfactory|Weak|Poor"
)
CLASSED = "xếp loại|phân loại|đạt loại|đạt mức|xếp mức|đánh giá mức|đánh giá loại|loại|mức|hạng|class|rated|classed as|grade"

# Documents -----------------------------------------------------------------------------------------------------------

PAPERS = (
    "Quyết định|QĐ|Nghị định|Nghị quyết|Thông tư|Chỉ thị|Công văn|Tờ trình|Báo cáo|Kế hoạch|Thông báo|Luật|Kết luận|Hướng dẫn|Biên bản"
    "|Decision|Decree|Resolution|Circular|Directive|Report|Plan|Official letter"
)
ISSUER_ENDS = "phê duyệt|về|ban hành|quy định|thực hiện|công bố|hướng dẫn|đã|sửa đổi|v/v|on|approving|promulgating"
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)

# Names of bodies, to compare ------------------------------------------------------------------------------------------

# Each short form with what it stands for; matched without marks, capitals, "&", "-", "," and blanks between.
SHORT_FORMS = {
    "ubnd": "uỷ ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "tttt": "thông tin truyền thông",
    "lđtbxh": "lao động thương binh xã hội",
    "tbxh": "thương binh xã hội",
    "vhttdl": "văn hóa thể thao du lịch",
    "vhtt": "văn hóa thể thao",
    "khđt": "kế hoạch đầu tư",
    "khcn": "khoa học công nghệ",
    "gdđt": "giáo dục đào tạo",
    "tnmt": "tài nguyên môi trường",
    "nnptnt": "nông nghiệp phát triển nông thôn",
    "nnmt": "nông nghiệp môi trường",
    "ptnt": "phát triển nông thôn",
    "gtvt": "giao thông vận tải",
    "cntt": "công nghệ thông tin",
    "kcn": "khu công nghiệp",
    "kkt": "khu kinh tế",
    "bql": "ban quản lý",
    "vp": "văn phòng",
    "tp": "thành phố",
    "tx": "thị xã",
    "tphcm": "thành phố hồ chí minh",
    "hcm": "hồ chí minh",
    "bhxh": "bảo hiểm xã hội",
    "qhkt": "quy hoạch kiến trúc",
    "attp": "an toàn thực phẩm",
}
JOINING_WORDS = frozenset({"và", "các", "của", "and", "the"})
ORGAN_HEADS = (
    "sở", "ban", "bộ", "cục", "viện", "văn phòng", "thanh tra", "kho bạc", "ngân hàng", "chi cục", "tổng cục", "công an", "trung tâm",
    "bảo hiểm", "tòa án", "hải quan", "liên minh", "department", "ministry", "office",
)  # fmt: skip
LEVEL_HEADS = ("thành phố", "thị xã", "thị trấn", "đặc khu", "tỉnh", "huyện", "quận", "phường", "xã")
