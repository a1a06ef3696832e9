"""Fill the databases that web.py measures on: `web_seed.py software`, `web_seed.py floor`, `web_seed.py count` (entries of the log); and those of
ranking_page.py: `web_seed.py ranking`, `web_seed.py floor_ranking`.

Rows are written in bulk, past the services: what is measured is a save among many, not how the many came there.
"""

import json
import os
import random
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from national_case import BODIES, INDICATORS, PILLAR_SIZES

FOLDER = Path(os.environ.get("BENCH_FOLDER", "."))
ROUND, AUTHORITY = "quoc-gia", "quoc-gia"
PEOPLE = 200
EACH = BODIES // PEOPLE  # units of a person of the floor
CHUNK = 5_000
ROWS = 20  # of the ranking page that is measured
NOW = datetime.now(UTC)


def set_text() -> dict[str, Any]:
    """A set of 100 indicators in 8 pillars, ten points each."""
    criteria = [
        {
            "code": str(pillar),
            "name": f"Trụ cột {pillar}",
            "maximum": str(10 * size),
            "criteria": [
                {
                    "code": f"{pillar}.{number}",
                    "name": f"Chỉ tiêu {pillar}.{number}",
                    "maximum": "10",
                    "inputs": [{"code": f"so_{pillar}_{number}", "name": "Số lượng", "type": "count"}],
                    "rule": {"kind": "count", "input": f"so_{pillar}_{number}", "each": "0.001", "cap": "10"},
                }
                for number in range(1, size + 1)
            ],
        }
        for pillar, size in enumerate(PILLAR_SIZES, 1)
    ]
    return {
        "format": 1,
        "id": "quoc-gia",
        "version": "1",
        "name": "Bộ tiêu chí để đo",
        "nature": "demonstration",
        "issuer": "Cơ quan để đo",
        "completeness": {"criteria": "full"},
        "legal_basis": [{"id": "qd", "type": "Quyết định"}],
        "groups": [{"code": "xa", "name": "Các xã", "annex": "pl"}],
        "annexes": [{"code": "pl", "name": "Phụ lục", "maximum": "1000", "criteria": criteria}],
        "policies": {"missing": {"use": "zero"}, "over_maximum": {"use": "cap"}, "ranking": {"by": "points"}},
    }


def indicators() -> list[tuple[str, str]]:
    """The codes of the indicators with those of their inputs."""
    return [(f"{p}.{n}", f"so_{p}_{n}") for p, size in enumerate(PILLAR_SIZES, 1) for n in range(1, size + 1)]


def in_chunks(model: Any, rows: list[Any]) -> None:
    """Insert many rows."""
    for start in range(0, len(rows), CHUNK):
        model.objects.bulk_create(rows[start : start + CHUNK])


def for_each_indicator(into: str, columns: dict[str, str], source: str, asked: list[tuple[str, str]]) -> None:
    """Insert a row for each indicator beside each row of a source, in one statement of the SQL that both databases read alike."""
    from django.db import connection, transaction

    values = ", ".join(["(%s, %s)"] * INDICATORS)
    names = ", ".join(f'"{name}"' for name in columns)
    chosen = f"SELECT {', '.join(columns.values())} FROM {source} CROSS JOIN asked ORDER BY source.id"  # noqa: S608 - texts of this file
    sql = f"WITH asked(code, item) AS (VALUES {values}) INSERT INTO {into} ({names}) {chosen}"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # what these rows refer to was read from the table a moment ago
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, [text for each in asked for text in each])


def session_of(person: Any, backend: str) -> str:
    """A signed-in session."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(person.pk), backend
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def kept(who: str, said: Any) -> None:
    """Hand over to web.py."""
    path = FOLDER / "sessions.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(known | (said if who == "software" else {who: said})), encoding="utf-8")


def software() -> None:
    """A round under verification for the pages, and one under self-assessment for the saves, on the same bodies."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.conf import settings

    from khoabang.scoring import CriteriaSet
    from khoabang.web.accounts.models import Appointment, Person
    from khoabang.web.assessments.models import Claim
    from khoabang.web.organisations.models import Authority, Body
    from khoabang.web.rounds.models import Charge, CriteriaSetVersion, Deadline, Participant, RankingGroup, Round

    built = CriteriaSet.model_validate(set_text())
    version = CriteriaSetVersion.objects.create(
        code=built.id, version=built.version, sha256=built.sha256, name=built.name, issuer=built.issuer, nature=built.nature,
        lang=built.lang, document=json.dumps(built.dump(), ensure_ascii=False),
    )  # fmt: skip
    authority = Authority.objects.create(code=AUTHORITY, name="Cơ quan để đo")
    in_chunks(Body, [Body(authority=authority, code=f"xa-{number}") for number in range(BODIES)])
    bodies = list(Body.objects.filter(authority=authority).order_by("pk"))
    people = [Person(email=f"nguoi-{n}@example.vn", name=f"Người {n}", password="!") for n in range(PEOPLE)]
    people += [Person(email=f"{who}@example.vn", name=who, password="!") for who in ("verifier", "lead")]
    in_chunks(Person, people)
    verifier, lead = Person.objects.get(email="verifier@example.vn"), Person.objects.get(email="lead@example.vn")
    makers = list(Person.objects.filter(email__startswith="nguoi-").order_by("pk"))
    starts = NOW - timedelta(days=1)
    held = [
        Appointment(person=each, role="preparer", authority=authority, body=bodies[n], starts=starts)
        for n, each in enumerate(makers)
    ]
    held += [Appointment(person=verifier, role="verifier", authority=authority, starts=starts)]
    held += [Appointment(person=lead, role="lead", authority=authority, starts=starts)]
    for each in held:
        each.save()
    due = (NOW + timedelta(days=30)).date()
    for code, stage in ((ROUND, "assessment"), (f"{ROUND}-tham-dinh", "verification")):
        round_ = Round.objects.create(
            code=code, authority=authority, year=2026, kind="computed", title="Đợt để đo", search="dot de do", public=False,
            stage=stage, set_version=version,
        )  # fmt: skip
        group = RankingGroup.objects.create(round=round_, code="xa", name="Các xã", position=0)
        for each in ("assessment", "verification", "reply", "council"):
            Deadline.objects.create(round=round_, stage=each, day=due)
        state = "drafting" if stage == "assessment" else "sent"
        in_chunks(Participant, [
            Participant(round=round_, body=body, group=group, position=n, name=f"Xã số {n}", search=f"xa so {n}", due=due, state=state)
            for n, body in enumerate(bodies)
        ])  # fmt: skip
        participants = list(Participant.objects.filter(round=round_).order_by("position"))
        Charge.objects.create(round=round_, duty="verify", person=verifier)
        if stage == "assessment":
            columns = {
                "participant_id": "source.id", "indicator": "asked.code", "values": "'{\"' || asked.item || '\": \"1\"}'", "not_applicable": "FALSE",
                "reason": "''", "note": "''", "version": "1", "saved_at": "CURRENT_TIMESTAMP", "saved_by_id": str(makers[0].pk),
            }  # fmt: skip
            for_each_indicator("assessments_draft", columns, "rounds_participant source", indicators())
        else:
            in_chunks(Claim, [Claim(participant=each, number=1, at=NOW, by=makers[0], sha256="0" * 64) for each in participants])
            columns = {
                "claim_id": "source.id", "indicator": "asked.code", "not_applicable": "FALSE", "reason": "''", "note": "''", "evidence": "'[]'",
                "values": "'{\"' || asked.item || '\": \"' || source.id || '\"}'",
            }  # fmt: skip
            for_each_indicator("assessments_claimitem", columns, "assessments_claim source", indicators())
    # The ways to each page of the queue as the page before gives them; `participants` are those of the round under verification.
    ways = [
        "",
        *(f"?trang={n // 20 + 1}&sau={participants[n - 1].position}-{participants[n - 1].pk}" for n in range(20, BODIES, 20)),
    ]
    backend = settings.AUTHENTICATION_BACKENDS[0]
    base = f"/lam-viec/dot/{ROUND}"
    kept("software", {
        "software": [
            {"session": session_of(each, backend), "base": f"{base}/tu-danh-gia/xa-{n}/chi-tieu/"} for n, each in enumerate(makers)
        ],
        "pages": {
            "a page of a queue": {
                "session": session_of(verifier, backend),
                "addresses": [f"{base}-tham-dinh/tham-dinh/chi-tieu/1.1/{query}" for query in ways],
            },
            "a page of the dashboard": {
                "session": session_of(lead, backend),
                "addresses": [f"{base}/theo-doi/?trang={number}" for number in range(1, len(ways) + 1)],
            },
        },
    })  # fmt: skip
    analysed()


def ranking() -> None:
    """A public result of twenty bodies at 100 indicators, for its ranking page."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from khoabang.scoring import Answers, Body, CriteriaSet, Problems, build, score
    from khoabang.scoring.explain import explain
    from khoabang.scoring.publication import Evaluation, Publication
    from khoabang.web.rounds.services import result_import

    draw = random.Random(20261123)
    built = CriteriaSet.model_validate(set_text())
    bodies = [Body(f"xa-{number}", f"Ủy ban nhân dân xã số {number}") for number in range(ROWS)]
    typed = {body.code: {item: str(draw.randrange(10_001)) for _, item in indicators()} for body in bodies}
    scored = score(built, bodies, Answers(typed), Problems())
    about = {
        "format": 1, "id": ROUND, "title": "Đợt để đo", "lang": "vi", "kind": "computed", "completeness": "complete", "year": 2026,
        "authority": {"code": AUTHORITY, "name": "Cơ quan để đo"}, "set": built.id,
    }  # fmt: skip
    document = build(scored, Publication(Evaluation.model_validate(about), lang="vi"))
    told = {body.code: explain(scored, body.code) or {} for body in bodies}
    result_import(document=document, explanations=told, set_text=json.dumps(built.dump(), ensure_ascii=False))
    analysed()


def floor_ranking() -> None:
    """The floor's tables without scores, and its people."""
    import web_floor
    from django.contrib.auth import get_user_model

    units = floor_ranks()
    model = get_user_model()
    in_chunks(model, [model(username=f"u{n}", password="!") for n in range(PEOPLE)])
    backend = "django.contrib.auth.backends.ModelBackend"
    kept("floor", [{"session": session_of(each, backend), "first": "0"} for each in model.objects.order_by("pk")])
    assert len(units) == web_floor.Rank.objects.count()
    analysed()


def floor_ranks() -> list[Any]:
    """The floor's tables, with units and ranks; gives the units."""
    import web_floor
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in web_floor.MODELS:
            editor.create_model(model)
    units = [web_floor.Unit(name=f"Ủy ban nhân dân xã số {n + 1}", province=f"Tỉnh số {n % 34 + 1}") for n in range(BODIES)]
    in_chunks(web_floor.Unit, units)
    units = list(web_floor.Unit.objects.order_by("pk"))
    in_chunks(web_floor.Rank, [
        web_floor.Rank(
            unit=unit, rank=n + 1, lo=max(1, n - 20), hi=n + 25, total=Decimal(900) - n * Decimal("0.2"),
            **{f"q{number}": 10 * number + Decimal(n % 90) / 10 for number in web_floor.PILLARS},
        )
        for n, unit in enumerate(units)
    ])  # fmt: skip
    return units


def floor() -> None:
    """The floor's tables with the same numbers of rows."""
    import web_floor
    from django.contrib.auth import get_user_model

    units = floor_ranks()
    columns = {
        "unit_id": "source.id",
        "indicator": "CAST(asked.item AS INTEGER)",
        "value": "(source.id * 37 + CAST(asked.item AS INTEGER) * 11) %% 10001",
        "version": "0",
        "updated": "CURRENT_TIMESTAMP",
    }
    for_each_indicator("floor_score", columns, "floor_unit source", [(code, str(n)) for n, (code, _) in enumerate(indicators())])
    model = get_user_model()
    in_chunks(model, [model(username=f"u{n}", password="!") for n in range(PEOPLE)])
    people, said = list(model.objects.order_by("pk")), []
    for n, person in enumerate(people):
        theirs = units[n * EACH : (n + 1) * EACH]
        in_chunks(web_floor.Duty, [web_floor.Duty(user_id=person.pk, unit=unit) for unit in theirs])
        first = web_floor.Score.objects.filter(unit=theirs[0]).order_by("pk").values_list("pk", flat=True)[0]
        said.append({"session": session_of(person, "django.contrib.auth.backends.ModelBackend"), "first": str(first)})
    kept("floor", said)
    analysed()


def analysed() -> None:
    """Let the database learn how many rows there are, and tidy up now what it would later, while it is measured."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def count() -> None:
    """Print how many entries the log has."""
    import django

    django.setup()
    from khoabang.web.activity.models import Entry

    print(Entry.objects.count())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khoabang.web.settings")
    if sys.argv[1].startswith("floor"):
        del os.environ["DJANGO_SETTINGS_MODULE"]
    {"software": software, "floor": floor, "count": count, "ranking": ranking, "floor_ranking": floor_ranking}[sys.argv[1]]()
