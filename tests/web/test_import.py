"""Keeping a result: once, append-only, and never the wrong thing."""

import copy
import hashlib
import json

import pytest
from django.db import IntegrityError, connection, transaction

from khoabang.web.frozen import FrozenRow
from khoabang.web.organisations.models import Authority, Body, BodyName, NameKind
from khoabang.web.organisations.services import authority_named, bodies_registered
from khoabang.web.rounds.errors import AuthorityDiffers, FormatUnknown, SetTextDiffers
from khoabang.web.rounds.models import BodyResult, CriteriaSetVersion, RankingGroup, Result, Round
from khoabang.web.rounds.selectors import round_current
from khoabang.web.rounds.services import result_import
from web.shipped import documents

pytestmark = pytest.mark.django_db


def counts() -> list[int]:
    kept = (Authority, Body, BodyName, CriteriaSetVersion, Round, RankingGroup, Result, BodyResult)
    return [model.objects.count() for model in kept]


def test_keeping_the_same_result_twice_changes_nothing():
    before = counts()
    result = result_import(**documents("thai-binh-2020"))
    assert result.edition == 1
    assert counts() == before


def test_a_changed_result_is_a_new_edition_and_the_old_one_stays():
    given = copy.deepcopy(documents("thai-binh-2020"))
    first = Result.objects.get(round__code="thai-binh-2020")
    given["document"]["round"]["notes"].append("Đính chính.")

    second = result_import(**given)

    assert (second.edition, second.bodies.count()) == (2, 19)
    first.refresh_from_db()
    assert "Đính chính." not in first.document
    current = round_current("thai-binh-2020")
    assert current is not None
    assert current.document["round"]["notes"][-1] == "Đính chính."


def test_a_changed_explanation_is_a_new_edition_too():
    given = copy.deepcopy(documents("thai-binh-2020"))
    given["explanations"]["so-y-te"]["root"]["note"] = "Đính chính."
    assert result_import(**given).edition == 2


@pytest.mark.parametrize("change", [{"format": 2}, {"kind": "khoabang.explanation"}])
def test_a_document_of_another_format_is_refused(change):
    given = documents("thai-binh-2020")
    with pytest.raises(FormatUnknown):
        result_import(**{**given, "document": {**given["document"], **change}})


def test_a_round_does_not_pass_to_another_authority():
    given = copy.deepcopy(documents("thai-binh-2020"))
    given["document"]["round"]["authority"] = {"code": "vinh-phuc", "name": "UBND tỉnh Vĩnh Phúc"}
    with pytest.raises(AuthorityDiffers):
        result_import(**given)
    assert Result.objects.filter(round__code="thai-binh-2020").count() == 1


def test_a_result_is_not_kept_with_another_set():
    given = documents("thai-binh-2020")
    with pytest.raises(SetTextDiffers):
        result_import(**{**given, "set_text": documents("vinh-phuc-2019")["set_text"]})


def test_another_spelling_becomes_an_alias_of_the_same_body():
    authority = authority_named(code="tinh-thu", name="Tỉnh Thử")
    bodies_registered(authority=authority, names={"so-ld": "Sở Lao động - Thương binh và Xã hội"})
    bodies_registered(authority=authority, names={"so-ld": "Sở Lao động TBXH"})
    names = BodyName.objects.filter(body__authority=authority).order_by("kind")
    assert [(name.name, name.kind) for name in names] == [
        ("Sở Lao động TBXH", NameKind.ALIAS),
        ("Sở Lao động - Thương binh và Xã hội", NameKind.OFFICIAL),
    ]


@pytest.mark.parametrize("model", [CriteriaSetVersion, Result, BodyResult])
def test_what_is_frozen_refuses_to_change_or_go(model):
    row = model.objects.first()
    with pytest.raises(FrozenRow):
        row.save()
    with pytest.raises(FrozenRow):
        row.delete()


@pytest.mark.parametrize("model", [CriteriaSetVersion, Result, BodyResult])
def test_what_is_frozen_refuses_to_change_or_go_by_query_too(model):
    row = model.objects.first()
    for change in (
        lambda: model.objects.filter(pk=row.pk).update(pk=row.pk),
        lambda: model.objects.bulk_update([row], ["pk"]),
        lambda: model.objects.filter(pk=row.pk).delete(),
        lambda: model.objects.bulk_create([row], update_conflicts=True, update_fields=["id"], unique_fields=["id"]),
    ):
        with pytest.raises(FrozenRow):
            change()


def test_related_rows_are_frozen_as_well():
    result = Result.objects.get(round__code="thai-binh-2020")
    for change in (result.bodies.all().delete, lambda: result.round.results.update(document="{}")):
        with pytest.raises(FrozenRow):
            change()


@pytest.mark.parametrize("model", [CriteriaSetVersion, Result, BodyResult])
@pytest.mark.parametrize("sql", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_the_database_itself_refuses_to_change_what_is_frozen(model, sql):
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table=model._meta.db_table))


def test_a_second_text_of_one_version_is_refused_and_both_are_named():
    given = copy.deepcopy(documents("thai-binh-2020"))
    kept = given["document"]["set"]["sha256"]
    text = json.dumps(
        {**json.loads(given["set_text"]), "issuer": "Ai đó"}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    other = hashlib.sha256(text.encode()).hexdigest()
    given["document"]["set"]["sha256"] = other

    with pytest.raises(SetTextDiffers) as refused:
        result_import(**{**given, "set_text": text})

    assert kept in str(refused.value)
    assert other in str(refused.value)
    assert round_current("thai-binh-2020").result.edition == 1
    assert CriteriaSetVersion.objects.filter(code="thai-binh-so-2020").count() == 1


def test_an_amended_set_comes_under_a_version_of_its_own():
    given = copy.deepcopy(documents("thai-binh-2020"))
    text = json.dumps(
        {**json.loads(given["set_text"]), "version": "2"}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    given["document"]["set"].update(version="2", sha256=hashlib.sha256(text.encode()).hexdigest())

    assert result_import(**{**given, "set_text": text}).edition == 2
    versions = (
        Result.objects.filter(round__code="thai-binh-2020").order_by("edition").values_list("set_version__version", flat=True)
    )
    assert list(versions) == ["1", "2"]


@pytest.mark.parametrize(
    "insert",
    [
        lambda result: Result.objects.create(
            round=result.round, set_version=result.set_version, edition=result.edition, sha256="0" * 64, document="{}"
        ),
        lambda result: Result.objects.create(
            round=result.round, set_version=result.set_version, edition=0, sha256="0" * 64, document="{}"
        ),
        lambda result: Result.objects.create(
            round=result.round, set_version=result.set_version, edition=9, sha256="not a hash", document="{}"
        ),
        lambda result: CriteriaSetVersion.objects.create(
            code="thai-binh-so-2020", version="1", sha256="0" * 64, name="", issuer="", nature="", lang="vi", document="{}"
        ),
        lambda result: RankingGroup.objects.create(round=result.round, code="departments", name="Trùng mã", position=9),
        lambda result: Round.objects.create(code="x", authority=result.round.authority, year=2020, kind="guess", title="X"),
        lambda result: Round.objects.create(code="x", authority=result.round.authority, year=20, kind="published", title="X"),
        lambda result: Body.objects.create(authority=result.round.authority, code="so-y-te"),
        lambda result: Body.objects.create(authority=result.round.authority, code="x", opened="2020-01-02", closed="2020-01-01"),
        lambda result: BodyName.objects.create(body=Body.objects.first(), name="", kind="official"),
        lambda result: BodyName.objects.create(body=Body.objects.first(), name="X", kind="nickname"),
        lambda result: BodyName.objects.create(
            body=Body.objects.first(), name="X", kind="official", valid_from="2020-01-02", valid_to="2020-01-01"
        ),
        lambda result: BodyResult.objects.create(
            result=result, group=result.round.groups.get(), body=result.bodies.first().body, name="Hai lần"
        ),
    ],
)
def test_the_database_refuses_what_cannot_be(insert):
    result = Result.objects.get(round__code="thai-binh-2020")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(result)


def test_one_name_without_a_date_is_kept_once():
    body = Body.objects.filter(code="so-y-te").first()
    with pytest.raises(IntegrityError), transaction.atomic():
        BodyName.objects.create(body=body, name="Sở Y tế", kind="alias")
