"""Two people attach, revise and supply at the same moment: nothing is lost, nothing doubled. On both databases."""

import io

import pytest

from khoabang.web.evidence import selectors, services
from web.evidence_files import PDF
from web.running import NOW, running
from web.test_at_once import at_once

BODY = "so-y-te"


@pytest.fixture
def run(committed, monkeypatch, settings, tmp_path):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)
    kept = {"BACKEND": "khoabang.web.evidence.store.KeptOnDisk", "OPTIONS": {"location": str(tmp_path / "evidence")}}
    settings.STORAGES = {**settings.STORAGES, "evidence": kept}
    return running()


def add(run, who, content=PDF, title="Quy chế"):
    fields = services.Fields(title=title)
    return services.add(
        run.participants[BODY].pk, "1.3", [(io.BytesIO(content), "a.pdf")], fields, by=run.people[f"{who}:{BODY}"]
    )


def test_the_same_file_sent_twice_at_once_is_one_document(run):
    from khoabang.web.activity.models import Entry
    from khoabang.web.evidence.models import Document, Revision

    came = at_once(*(lambda: add(run, "preparer") for _ in range(3)))
    assert came[0] == came[1] == came[2], came
    assert Document.objects.count() == Revision.objects.count() == Entry.objects.filter(action="evidence.added").count() == 1


def test_different_files_at_once_are_all_kept_and_logged(run):
    from khoabang.web.activity.models import Entry

    came = at_once(*(lambda n=n: add(run, "approver", PDF + b"%" * n, f"Tài liệu {n}") for n in range(4)))
    assert all(isinstance(each, list) for each in came), came
    assert len(selectors.for_claim(run.participants[BODY])["1.3"]) == 4
    assert sorted(Entry.objects.filter(action="evidence.added").values_list("number", flat=True)) == [1, 2, 3, 4]


def test_two_new_revisions_at_once_have_two_numbers(run):
    (document,) = add(run, "preparer")

    def revise(content):
        by = run.people[f"approver:{BODY}"]
        return services.revise(run.participants[BODY].pk, document.pk, (io.BytesIO(content), "b" + ".pdf"), by=by)

    came = at_once(lambda: revise(PDF + b"%1"), lambda: revise(PDF + b"%2"))
    assert sorted(each.number for each in came) == [2, 3], came


def test_the_body_is_full_for_the_second_of_two_files_at_once(run, monkeypatch):
    monkeypatch.setattr("khoabang.web.evidence.services.MAX_DOCUMENTS", 1)
    came = at_once(lambda: add(run, "preparer"), lambda: add(run, "approver", PDF + b"%", "Khác"))
    assert sorted(type(each).__name__ for each in came) == ["FileRefused", "list"], came


def test_a_consent_withdrawn_while_it_is_given_leaves_one_last_word(run):
    from khoabang.web.evidence.models import Consent, Side

    (document,) = add(run, "preparer")
    revision = document.revisions.get()

    def say(*, given):
        by = run.people[f"approver:{BODY}"]
        return services.consent(run.participants[BODY].pk, revision.pk, Side.BODY, given=given, by=by)

    came = at_once(lambda: say(given=True), lambda: say(given=False))
    assert all(isinstance(each, Consent) for each in came), came
    numbers = list(Consent.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_two_who_supply_the_same_figure_leave_one_and_tell_the_other(run):
    from khoabang.web.assessments.models import SourceFigure
    from khoabang.web.assessments.sources import Supplied, supply

    key = run.participants[BODY].pk

    def give(figure):
        return supply(run.round, "2.3", {key: Supplied({"hai_long": figure}, "", 0)}, by=run.people["lead"])

    came = at_once(lambda: give("4"), lambda: give("3"))
    assert sorted(type(each).__name__ for each in came) == ["SourceRefused", "int"], came
    assert SourceFigure.objects.count() == 1


def test_a_save_of_a_sheet_and_a_save_on_the_page_at_once_leave_one(run):
    from khoabang.web.assessments import drafts, sheets
    from khoabang.web.assessments.drafts import Content
    from khoabang.web.assessments.models import Draft

    key, by = run.participants[BODY].pk, run.people[f"preparer:{BODY}"]
    chosen = {"1.3": (Content({"quy_che": "có"}), 0), "2.1": (Content({"tin_bai": "7"}), 0)}
    came = at_once(
        lambda: sheets.apply(key, chosen, file="a.xlsx", by=by),
        lambda: drafts.save(key, "2.1", Content({"tin_bai": "6"}), seen=0, by=by),
    )
    assert sorted(type(each).__name__ for each in came) in (["Conflict", "Saved"], ["Conflict", "int"]), came
    assert Draft.objects.count() == (1 if isinstance(came[0], Exception) else 2)
