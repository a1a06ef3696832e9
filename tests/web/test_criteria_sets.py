"""Criteria sets that an authority brings: what is wrong stands at its place, what is frozen never changes, nobody else sees it."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from khoabang.scoring.criteria.workbook import write_workbook
from khoabang.scoring.criteria.yaml_text import dump_yaml
from web.running import criteria_set, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return running("preparation")


@pytest.fixture
def lead(client, run):
    client.force_login(run.people["lead"])
    return client


def text(**changes) -> str:
    built = criteria_set().model_copy(update={"id": "set", "version": "2", **changes})
    return dump_yaml(built)


def upload(client, content: bytes, name: str = "bo-tieu-chi.yaml"):
    return client.post(reverse("workspace:sets", args=["tinh-thu"]), {"file": SimpleUploadedFile(name, content)})


def kept():
    from khoabang.web.criteria.models import SetUpload

    return SetUpload.objects.latest("pk")


def freeze(client):
    return client.post(reverse("workspace:set-freeze", args=["tinh-thu", kept().pk]))


def test_a_set_is_uploaded_read_compared_and_frozen(lead, run):
    from khoabang.web.activity.models import Entry
    from khoabang.web.rounds.models import CriteriaSetVersion

    assert upload(lead, text(name="Bộ tiêu chí mới").encode()).status_code == 302
    preview = lead.get(reverse("workspace:set-preview", args=["tinh-thu", kept().pk])).content.decode()
    assert "Bộ tiêu chí mới" in preview
    assert "Trưởng ban chỉ đạo" in preview
    old = CriteriaSetVersion.objects.get(code="thu")
    where = reverse("workspace:set-difference", args=["tinh-thu", kept().pk])
    assert "Bộ tiêu chí mới" in lead.get(f"{where}?voi={old.pk}").content.decode()
    assert freeze(lead).status_code == 302
    version = CriteriaSetVersion.objects.get(code="set", version="2")
    assert version.own.authority == run.authority
    actions = list(Entry.objects.filter(chain__key="authority:tinh-thu").values_list("action", flat=True))
    assert actions == ["set.uploaded", "set.frozen"]
    assert freeze(lead).status_code == 409


def test_an_error_stands_at_its_line_and_keeps_the_set_from_being_frozen(lead):
    broken = text().replace("maximum: '50'", "maximum: '40'", 1).replace('maximum: "50"', 'maximum: "40"', 1)
    assert broken != text()
    upload(lead, broken.encode())
    page = lead.get(reverse("workspace:set-upload", args=["tinh-thu", kept().pk])).content.decode()
    assert '<th scope="row">bo-tieu-chi.yaml:' in page
    assert "Chốt phiên bản này" not in page
    assert freeze(lead).status_code == 409


def test_a_workbook_is_taken_too_and_its_problem_stands_at_the_cell(lead, tmp_path):
    path = tmp_path / "set.xlsx"
    write_workbook(criteria_set(), path)
    upload(lead, path.read_bytes(), "Bộ tiêu chí.xlsx")
    assert kept().document
    book = openpyxl.load_workbook(path)
    changed = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "ratio":
                    cell.value, changed = "tỷ lệ nào đó", changed + 1
    assert changed
    out = io.BytesIO()
    book.save(out)
    upload(lead, out.getvalue(), "Bộ tiêu chí.xlsx")
    page = lead.get(reverse("workspace:set-upload", args=["tinh-thu", kept().pk])).content.decode()
    assert "Bộ tiêu chí.xlsx:" in page
    assert "Chốt phiên bản này" not in page


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bang.pdf", b"%PDF-1.7", "Chỉ nhận tệp YAML"),
        ("set.yaml", b"", "Tệp rỗng"),
        ("set.yaml", b"x" * 5_000_001, "lớn hơn 5 MB"),
        ("set.xlsx", b"PK\x03\x04 no zip", ""),
        ("set.yaml", "tên: «không phải bộ tiêu chí»".encode(), ""),
        ("set.yaml", b"\xff\xfe\x00", ""),
    ],
)
def test_a_file_that_is_no_set_is_answered_and_never_frozen(lead, name, content, said):
    response = upload(lead, content, name)
    assert response.status_code in (302, 422)
    if response.status_code == 422:
        assert said in response.content.decode()
    else:
        assert kept().document == ""
        assert freeze(lead).status_code == 409


def test_without_a_file_the_form_says_so(lead):
    response = lead.post(reverse("workspace:sets", args=["tinh-thu"]))
    assert response.status_code == 422
    assert "Hãy chọn tệp" in response.content.decode()


def test_another_text_under_a_frozen_version_is_refused(lead):
    upload(lead, text().encode())
    freeze(lead)
    upload(lead, text(name="Tên khác").encode())
    response = freeze(lead)
    assert response.status_code == 409
    assert "phiên bản mới" in response.content.decode()


def test_another_authority_and_the_public_see_nothing_of_it(lead, client):
    from khoabang.web.rounds.models import CriteriaSetVersion

    upload(lead, text().encode())
    freeze(lead)
    version, mine = CriteriaSetVersion.objects.get(code="set"), kept().pk
    abroad = running("preparation", code="la-2026", authority="tinh-la")
    client.force_login(abroad.people["lead"])
    assert client.get(reverse("workspace:set-upload", args=["tinh-thu", mine])).status_code == 404
    assert client.get(reverse("workspace:set-upload", args=["tinh-la", mine])).status_code == 404
    assert client.get(reverse("workspace:set-version", args=["tinh-la", version.pk])).status_code == 404
    # The same code and version with another text is theirs to freeze: a refusal would tell them what the other prepares.
    client.post(
        reverse("workspace:sets", args=["tinh-la"]), {"file": SimpleUploadedFile("b.yaml", text(name="Bộ khác").encode())}
    )
    assert client.post(reverse("workspace:set-freeze", args=["tinh-la", kept().pk])).status_code == 302
    names = set(CriteriaSetVersion.objects.filter(code="set", version="2").values_list("owner", "name"))
    assert {owner for owner, _name in names} == {"tinh-thu", "tinh-la"}
    assert len(names) == 2
    client.logout()
    assert client.get("/bo-tieu-chi/set/2/").status_code == 404


def test_a_version_goes_out_as_a_workbook(lead):
    from khoabang.web.rounds.models import CriteriaSetVersion

    version = CriteriaSetVersion.objects.get(code="thu")
    response = lead.get(reverse("workspace:set-workbook", args=["tinh-thu", version.pk]))
    assert openpyxl.load_workbook(io.BytesIO(response.content)).sheetnames
