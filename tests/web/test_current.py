"""What counts now: a ruling over a claim, a source's figure over what was claimed, the last over the earlier."""

import json
from fractions import Fraction

import pytest

from web.running import NOW, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return running("verification")


def claim(run, body, number=1, **values):
    from khoabang.web.assessments.models import Claim, ClaimItem

    by = run.people[f"approver:{body}"]
    made = Claim.objects.create(participant=run.participants[body], number=number, at=NOW, by=by, sha256="0" * 64)
    for indicator, given in values.items():
        ClaimItem.objects.create(claim=made, indicator=indicator.replace("_", "."), values=json.dumps(given))
    return made


def rule(run, body, indicator, number, outcome, **values):
    from khoabang.web.assessments.models import Ruling

    Ruling.objects.create(
        participant=run.participants[body], indicator=indicator, number=number, step="verification", outcome=outcome,
        values=json.dumps(values), reason="Theo hồ sơ", due=NOW.date(), at=NOW, by=run.people["verifier"],
    )  # fmt: skip


def points(run, basis, body, indicator):
    from khoabang.web.assessments.current import scored

    card = scored(run.round, basis).card(body)
    assert card is not None
    return card.scores[indicator].points


def test_a_claim_counts_until_a_ruling_changes_it_and_a_supplement_changes_nothing(run):
    claim(run, "so-y-te", **{"1_2": {"hoan_thanh": "18", "duoc_giao": "20"}})
    assert points(run, "claim", "so-y-te", "1.2") == 18
    rule(run, "so-y-te", "1.2", 1, "supplement")
    assert points(run, "current", "so-y-te", "1.2") == 18
    rule(run, "so-y-te", "1.2", 2, "changed", hoan_thanh="15", duoc_giao="20")
    assert points(run, "current", "so-y-te", "1.2") == 15
    assert points(run, "claim", "so-y-te", "1.2") == 18


def test_what_nobody_has_verified_is_not_verified_and_no_zero(run):
    claim(run, "so-y-te", **{"1_2": {"hoan_thanh": "18", "duoc_giao": "20"}})
    assert points(run, "verified", "so-y-te", "1.2") is None
    rule(run, "so-y-te", "1.2", 1, "accepted", hoan_thanh="18", duoc_giao="20")
    assert points(run, "verified", "so-y-te", "1.2") == 18


def test_a_claim_taken_back_does_not_count_and_the_next_does(run):
    from khoabang.web.assessments.models import Withdrawal

    first = claim(run, "so-y-te", **{"1_2": {"hoan_thanh": "18", "duoc_giao": "20"}})
    Withdrawal.objects.create(claim=first, at=NOW, by=first.by)
    assert points(run, "claim", "so-y-te", "1.2") == 0
    claim(run, "so-y-te", 2, **{"1_2": {"hoan_thanh": "20", "duoc_giao": "20"}})
    assert points(run, "claim", "so-y-te", "1.2") == 20


def test_a_comparison_within_the_group_looks_at_what_counts_now(run):
    claim(run, "so-y-te", **{"2_2": {"ho_so": "80"}})
    claim(run, "so-noi-vu", **{"2_2": {"ho_so": "60"}})
    assert points(run, "current", "so-noi-vu", "2.2") == Fraction(45, 4)
    rule(run, "so-y-te", "2.2", 1, "changed", ho_so="60")
    assert points(run, "current", "so-noi-vu", "2.2") == 15


def test_the_source_of_an_indicator_supplies_it_and_the_last_figure_counts(run):
    from khoabang.web.assessments.current import indicators_of
    from khoabang.web.assessments.models import SourceFigure

    asked = {each.code: each.supplier for each in indicators_of(run.participants["so-y-te"])}
    assert asked["2.3"] == "source"
    assert asked["1.2"] == "body"
    for number, figure in enumerate(["4", "3"], start=1):
        SourceFigure.objects.create(
            participant=run.participants["so-y-te"], indicator="2.3", number=number, values=json.dumps({"hai_long": figure}),
            at=NOW, by=run.people["lead"],
        )  # fmt: skip
    assert points(run, "current", "so-y-te", "2.3") == 5


def test_an_indicator_that_does_not_apply_to_a_body_is_not_asked(run):
    from khoabang.web.assessments.current import indicators_of

    assert "2.2" not in {each.code for each in indicators_of(run.participants["xa-an-phu"])}
