"""Ranking, scoring, explaining and checking as a user runs them: what is printed, where, and the exit code."""

import re

import pytest

from khoabang.scoring import shipped_evaluations, shipped_sets

SET = "demo-so-2025"


# Rank, score, explain


def test_rank_shows_a_shipped_evaluation_by_its_name(khoabang):
    khoabang("rank", "thai-binh-2020")
    assert khoabang.code == 0
    assert re.search(r"^ +6 +Văn phòng UBND tỉnh .* 342,7 +0,861 +Tốt", khoabang.out, re.MULTILINE)
    assert "Trung bình 385,133 (79,7 %)" in khoabang.out
    assert "Tốt 7 · Khá 8 · Trung bình 4" in khoabang.out
    assert "*: vượt điểm tối đa" in khoabang.out
    assert "Bản dựng lại, không thay văn bản gốc" in khoabang.out
    assert "CẢNH BÁO ANS021" in khoabang.err
    assert "\x1b" not in khoabang.out + khoabang.err


def test_rank_shows_unranked_bodies_with_reasons_ties_and_movement(khoabang):
    khoabang("rank", "demo-so-2026")
    assert re.search(r"Không xếp hạng \(được miễn\): .+", khoabang.out)
    assert re.search(r"^ +1= ", khoabang.out, re.MULTILINE)
    assert "▲" in khoabang.out
    assert "▼" in khoabang.out
    assert "so với năm trước +" in khoabang.out


def test_partial_publications_show_what_was_printed(khoabang):
    khoabang("rank", "hau-giang-2021")
    assert "Kho bạc nhà nước" in khoabang.out
    assert "989" in khoabang.out


def test_differences_from_the_print_are_listed_with_their_reason(khoabang):
    khoabang("rank", "dti-2022")
    assert "Khác bản công bố" in khoabang.out
    assert "Thành phố Hồ Chí Minh" in khoabang.out or "TP" in khoabang.out


@pytest.mark.parametrize("name", shipped_evaluations())
def test_json_is_one_document_on_the_output_and_nothing_else(khoabang, name):
    first = khoabang("rank", name, "--json").out
    assert khoabang.code == 0
    assert khoabang.json["kind"] == "khoabang.result"
    assert khoabang("rank", name, "--json").out == first


def test_json_is_never_in_the_reader_s_language(khoabang):
    vietnamese = khoabang("rank", "vinh-phuc-2019", "--json").out
    assert khoabang("rank", "vinh-phuc-2019", "--json", "--lang", "en").out == vietnamese


def test_score_shows_the_points_of_each_criterion(khoabang):
    khoabang("score", "thai-binh-2020")
    assert khoabang.code == 0
    assert "Văn phòng UBND tỉnh · Các sở, ban, ngành · hạng 6/19 · Tốt" in khoabang.out
    assert re.search(r"6 +Nhân lực cho ứng dụng CNTT +55 +50 +vượt điểm tối đa", khoabang.out)
    assert khoabang("score", "thai-binh-2020", "--json").json["kind"] == "khoabang.result"


def test_explain_shows_the_tree_down_to_the_article(khoabang):
    khoabang("explain", "thai-binh-2020", "vp-ubnd-tinh")
    assert khoabang.code == 0
    lines = khoabang.out.splitlines()
    assert lines[0] == "Văn phòng UBND tỉnh · hạng 6/19 · chỉ số 0,861 · Tốt"
    assert lines[1].startswith("└ 342,7 / 398 = 0,861055… → 0,861   (làm tròn 3 chữ số, nửa lên)  Quyết định 06/QĐ-UBND, Phụ lục")
    assert any(re.match(r"  ├ 4 Cung cấp DVCTT +không áp dụng", line) for line in lines)
    assert any(re.match(r"  └ 6 Nhân lực cho ứng dụng CNTT +55 / 50 +⚠ vượt điểm tối đa", line) for line in lines)
    columns = {line.index(" / ") for line in lines[2:] if re.match(r"  [├└] \d", line) and "Phụ lục" in line and " / 100" in line}
    assert columns


@pytest.mark.parametrize("width", ["60", "80", "120", "200"])
def test_explain_fits_any_width(khoabang, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setattr("khoabang.cli.show.NARROWEST", 1)
    khoabang("explain", "demo-so-2025", "so-tu-phap")
    assert max(map(len, khoabang.out.splitlines()[1:])) <= int(width)


def test_explain_of_a_deep_set_shows_inputs_and_arithmetic(khoabang):
    khoabang("explain", "demo-so-2025", "so-tu-phap")
    assert re.search(r"│ +Số nhiệm vụ theo kế hoạch năm: \d+ nhiệm vụ", khoabang.out)
    assert re.search(r"× 30 = [\d,]+ +\(tỷ lệ × điểm\)", khoabang.out)
    assert khoabang("explain", "demo-so-2025", "so-tu-phap", "--json").json["kind"] == "khoabang.explanation"


def test_explain_names_the_codes_where_the_body_is_not_known(khoabang):
    khoabang("explain", "dti-2022", "nowhere")
    assert (khoabang.code, khoabang.out) == (2, "")
    assert "Không có cơ quan «nowhere» được chấm. Các mã: da-nang" in khoabang.said


def test_files_of_one_s_own_are_ranked(khoabang, rows):
    khoabang("rank", SET, *rows)
    assert khoabang.code == 0
    assert "Tính từ tệp" in khoabang.out
    assert re.search(r"Sở A", khoabang.out)
    assert khoabang("explain", SET, *rows, "sa").code == 0
    assert "Số cuộc họp chuyên đề về chuyển đổi số: 5 cuộc" in khoabang.out


def test_a_set_may_be_a_folder_a_file_or_a_workbook(khoabang, rows, tmp_path):
    folder = shipped_sets()[SET]
    expected = khoabang("rank", SET, *rows, "--json").json
    for named in (folder, folder / "set.yaml"):
        assert khoabang("rank", named, *rows, "--json").json == expected
    khoabang("convert", SET, "-o", "s.xlsx")
    assert khoabang("rank", "s.xlsx", *rows, "--json").json == expected


def test_last_year_s_result_gives_movement(khoabang, tmp_path):
    khoabang("rank", "thai-binh-2020", "--json", "-o", "last.json")
    assert khoabang.out == ""
    khoabang("rank", "thai-binh-2020", "--previous", "last.json", "--json")
    assert khoabang.code == 0
    assert khoabang.json["groups"][0]["bodies"][0]["movement"]["rank"]["value"] == 0


def test_an_evaluation_may_be_a_folder(khoabang):
    assert khoabang("rank", shipped_evaluations()["vinh-phuc-2019"], "--json").code == 0


# Check


def test_check_runs_the_worked_examples(khoabang):
    khoabang("check", "thai-binh-so-2020")
    assert khoabang.code == 0
    assert khoabang.out == "✓ thai-binh-so-2020 1 · 1 phụ lục, 6 chỉ tiêu · ví dụ đúng 5/5\n"


def test_check_all_is_clean_and_json_lists_each(khoabang):
    khoabang("check", "--all", "--json")
    assert khoabang.code == 0
    assert [item["set"] for item in khoabang.json] == [*shipped_sets(), *shipped_evaluations()]
    assert all(item["examples"]["ran"] == item["examples"]["passed"] for item in khoabang.json)


def test_check_lists_what_ships(khoabang):
    khoabang("check", "--list")
    assert "thai-binh-so-2020" in khoabang.out
    assert khoabang("check", "--list", "--json").json == {
        "sets": list(shipped_sets()),
        "evaluations": list(shipped_evaluations()),
    }


def test_check_places_every_problem_of_a_set(khoabang, tmp_path):
    (tmp_path / "x").mkdir()
    source = (shipped_sets()["thai-binh-so-2020"] / "set.yaml").read_text()
    (tmp_path / "x" / "set.yaml").write_text(
        source.replace('maximum: "500"', 'maximum: "501"').replace("id: thai-binh-so-2020", "id: x")
    )
    khoabang("check", "x")
    assert khoabang.code == 1
    assert khoabang.out.startswith("✗ x ")
    assert re.search(r"LỖI SET022\n  x/set.yaml:\d+: annexes so", khoabang.err)
    assert khoabang("check", "x", "--json").json[0]["problems"][0]["code"] == "SET022"


def test_check_of_a_broken_example_is_wrong(khoabang, tmp_path):
    (tmp_path / "thai-binh-so-2020").mkdir()
    for name in ("set.yaml", "examples.yaml"):
        source = (shipped_sets()["thai-binh-so-2020"] / name).read_text()
        (tmp_path / "thai-binh-so-2020" / name).write_text(source.replace('total: "342.7"', 'total: "342.8"'))
    khoabang("check", "./thai-binh-so-2020")
    assert khoabang.code == 1
    assert "EXA001" in khoabang.err
    assert "4/5" in khoabang.out


def test_check_needs_to_know_what(khoabang):
    assert khoabang("check").code == 2
    assert "--list" in khoabang.err


def test_a_name_nearly_right_is_answered_with_the_right_one(khoabang):
    for command in (["check", "vinh-phuc-2091"], ["rank", "vinh-phuc-2091"], ["template", "vinh-phuc-2091"]):
        khoabang(*command)
        assert (khoabang.code, khoabang.out) == (2, "")
        assert "FIL001" in khoabang.err
        assert "Có phải bạn muốn: vinh-phuc-2019" in khoabang.said
    assert khoabang("rank", "vinh-phuc-2091", "--json").json["problems"][0]["code"] == "FIL001"
