"""Whether two names are of one body: "same" only where nothing else can be meant."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khoabang.auditing.claims import match_body, same_body

SAME = [
    ("Sở TT&TT", "Sở Thông tin và Truyền thông"),
    ("Sở TTTT", "Sở Thông tin và Truyền thông"),
    ("Sở Thông tin Truyền thông", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG"),
    ("Sở Lao động TBXH", "Sở Lao động - Thương binh và Xã hội"),
    ("Sở LĐTB&XH", "Sở Lao động, Thương binh và Xã hội"),
    ("Sở LĐ-TB&XH", "Sở Lao động thương binh và xã hội"),
    ("Sở VHTT&DL", "Sở Văn hóa, Thể thao và Du lịch"),
    ("Sở VH,TT&DL", "Sở Văn hoá, Thể thao và Du lịch"),
    ("Sở KH&CN", "Sở Khoa học và Công nghệ"),
    ("Sở Nông nghiệp và PTNT", "Sở Nông nghiệp và Phát triển nông thôn"),
    ("Sở Giao thông Vận tải", "Sở Giao thông vận tải"),
    ("Sở Công thương", "Sở Công Thương"),
    ("UBND huyện Lập Thạch", "Huyện Lập Thạch"),
    ("UBND huyện Lập Thạch", "Lập Thạch"),
    ("Uỷ ban nhân dân thành phố Huế", "TP. Huế"),
    ("Tx. Mỹ Hào", "thị xã Mỹ Hào"),
    ("Văn phòng UBND tỉnh", "Văn phòng Ủy ban nhân dân tỉnh"),
    ("Văn phòng UBND tỉnh", "Văn phòng Ủy ban nhân dân tỉnh Thái Bình"),
    ("Sở Tài chính", "Sở Tài chính tỉnh Thái Bình"),
    ("Quận 1", "UBND Quận 01"),
    ("Thanh tra tỉnh", "Thanh Tra Tỉnh"),
    ("Kỹ Sơn", "huyện Kĩ Sơn"),
    ("Thanh Hóa", "tỉnh Thanh Hoá"),
    ("Thanh tra tỉnh", "Thanh tra tỉnh Vĩnh Phúc"),
    ("Công An", "Công an"),
    ("Bà Rịa - Vũng Tàu", "Bà Rịa-Vũng Tàu"),
]
MAYBE = [
    ("Sở Nông nghiệp", "Sở Nông nghiệp và Phát triển nông thôn"),
    ("Tài chính", "Sở Tài chính"),
    ("So Tai chinh", "Sở Tài chính"),
    ("Hoa Binh", "Hòa Bình"),
    ("Ban Quản lý các khu công nghiệp", "Ban Quản lý Khu kinh tế và các khu công nghiệp"),
    ("Văn phòng UBND", "Văn phòng UBND tỉnh Thái Bình"),
]
DIFFERENT = [
    ("Sở Y tế", "Sở Tài chính"),
    ("Phước Long", "Phước Bình"),
    ("phường Phước Long", "phường Phước Bình"),
    ("huyện Long Mỹ", "thị xã Long Mỹ"),
    ("Châu Thành", "Châu Thành A"),
    ("Quận 1", "Quận 10"),
    ("Phường 1", "Quận 1"),
    ("Hòa Bình", "Hóa Bình"),
    ("Bộ Tài chính", "Sở Tài chính"),
    ("tỉnh Hưng Yên", "thành phố Hưng Yên"),
    ("Văn phòng UBND tỉnh", "UBND tỉnh"),
    ("Sở Khoa học và Công nghệ", "Sở Kế hoạch và Đầu tư"),
    ("Sở Thông tin và Truyền thông", "Sở Văn hóa, Thể thao và Du lịch"),
    ("Ban Dân tộc", "Ban Quản lý Khu kinh tế"),
    ("", "Sở Y tế"),
    ("Thanh Trì", "Thanh tra"),
    ("Văn Giang", "Văn Lâm"),
    ("Văn phòng UBND tỉnh", "Văn phòng UBND huyện Yên Lạc"),
    ("Vĩnh Yên", "Vĩnh Tường"),
    ("Tam Đảo", "Tam Dương"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_one_body_named_in_two_ways(first, second):
    assert same_body(first, second) == same_body(second, first) == "same"


@pytest.mark.parametrize(("first", "second"), MAYBE)
def test_a_name_that_may_be_meant(first, second):
    assert same_body(first, second) == same_body(second, first) == "maybe"


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_two_bodies(first, second):
    assert same_body(first, second) == same_body(second, first) == "different"


DEPARTMENTS = [
    "Sở Thông tin và Truyền thông",
    "Sở Kế hoạch và Đầu tư",
    "Sở Tư pháp",
    "Sở Ngoại vụ",
    "Sở Tài chính",
    "Sở Khoa học và Công nghệ",
    "Sở Tài nguyên và Môi trường",
    "Sở Giao thông Vận tải",
    "Sở Xây dựng",
    "Sở Giáo dục và Đào tạo",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "Văn phòng UBND tỉnh",
    "Sở Y tế",
    "Sở Lao động, Thương binh và Xã hội",
    "Sở Nội vụ",
    "Ban Dân tộc",
    "Ban quản lý các Khu công nghiệp",
    "Sở Công Thương",
    "Thanh tra tỉnh",
    "Sở Văn hóa, Thể thao và Du lịch",
    "UBND huyện Lập Thạch",
    "UBND huyện Vĩnh Tường",
    "UBND huyện Tam Đảo",
    "UBND huyện Tam Dương",
    "UBND thành phố Vĩnh Yên",
    "UBND thành phố Phúc Yên",
]


@pytest.mark.parametrize("first", DEPARTMENTS)
def test_a_body_is_itself_and_no_other_of_its_province(first):
    assert [other for other in DEPARTMENTS if same_body(first, other) != "different"] == [first]


@given(st.sampled_from(DEPARTMENTS), st.sampled_from(DEPARTMENTS), st.sampled_from([str.upper, str.lower, str.title]))
def test_capitals_blanks_and_composition_say_nothing(first, second, change):
    shown = "  ".join(unicodedata.normalize("NFD", change(second)).split())
    assert (same_body(first, shown) == "same") == (first == second)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_two_texts_compare_the_same_both_ways(first, second):
    assert same_body(first, second) == same_body(second, first)


def test_a_name_is_matched_where_one_row_alone_can_be_meant():
    rows = ["huyện Long Mỹ", "thị xã Long Mỹ", "thành phố Vị Thanh"]
    assert match_body("Vị Thanh", rows) == 2
    assert match_body("UBND thị xã Long Mỹ", rows) == 1
    assert match_body("Long Mỹ", rows) is None
    assert match_body("Sở Y tế", rows) is None
