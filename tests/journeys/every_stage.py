"""A site with a round in every stage, for looking at its pages.

`python -m journeys.every_stage make FOLDER` makes it; `python -m journeys.every_stage serve FOLDER` prints one line of JSON, with its address, the
sessions of everybody and the keys that addresses need, and serves it.
"""

import io
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from khoabang.web.serve import free_port, prepare, say, serve

PASSWORD = "một câu đủ dài để nhớ"
SHIPPED = ("demo-so-2025", "demo-so-2026")
TITLE = "Báo cáo kết quả thực hiện nhiệm vụ và danh mục văn bản kèm theo của Ban Chỉ đạo chuyển đổi số năm 2025"
REASON = "Ba nhiệm vụ chưa có văn bản kết thúc; hai nhiệm vụ chuyển sang năm sau theo Thông báo số 45/TB-UBND ngày 28/12/2025"
CHANGE = {"values": {"hoan_thanh": "15", "duoc_giao": "20"}, "reason": REASON}
KEYS: dict[str, Any] = {}
TOLD = "told.json"
DAYS = {"verification": 30, "reply": 45, "council": 60}


def on_the_day(data: Path) -> None:
    """Live on the day on which everything here happens, as does the worker that answers, which is made from this process."""
    prepare(data, demo=False, reset=False)
    from khoabang.web import clock
    from web.running import NOW

    clock.now = lambda: NOW


def make(data: Path) -> None:
    on_the_day(data)
    from django.conf import settings

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    demonstrated(data)
    worlds = {name: made(name) for name, made in WORLDS.items()}
    decreed()
    entering(worlds["tinh-mo"])
    (data / TOLD).write_text(json.dumps({"sessions": sessions(worlds), "keys": KEYS}), encoding="utf-8")


def shown(data: Path) -> None:
    on_the_day(data)
    from khoabang.web.accounts import founding

    founding.is_unentered = lambda: True  # the first administrator's page stays open, though there are people
    listening = free_port(0)
    # Under this name browsers take passkeys.
    address = f"http://localhost:{listening.getsockname()[1]}"
    say(json.dumps({"address": address, **json.loads((data / TOLD).read_text(encoding="utf-8"))}))
    serve(listening)


def demonstrated(data: Path) -> None:
    """The demonstration with what it builds on: names and texts as long as they really are."""
    from khoabang import scoring
    from khoabang.web.demonstration import load_demonstration
    from khoabang.web.shipped import load_shipped

    every = scoring.shipped_evaluations
    scoring.shipped_evaluations = lambda: {code: folder for code, folder in every().items() if code in SHIPPED}
    list(load_shipped())
    scoring.shipped_evaluations = every
    list(load_demonstration(data))


def preparation(name: str) -> Any:
    """A round after last year's, in which two bodies claimed; uploads of a set, one with a fault; events of the register."""
    from khoabang.web.rounds.models import Participant, RankingGroup, Round
    from web.running import running
    from web.verifying import VALUES, claim

    made = running("council", code="soan-2025", authority=name)
    for body in ("so-y-te", "so-noi-vu"):
        claim(made, body, VALUES)
    before = made.round
    Round.objects.filter(pk=before.pk).update(year=2025, title="Đánh giá năm 2025")
    made.round = Round.objects.create(
        code="soan-2026", authority=made.authority, year=2026, kind="computed", title="Đánh giá chuyển đổi số các cơ quan năm 2026",
        search="2026", public=False, stage="preparation", set_version=before.set_version, previous=before,
    )  # fmt: skip
    for position, group in enumerate(before.groups.order_by("position")):
        RankingGroup.objects.create(round=made.round, code=group.code, name=group.name, position=position)
    for each in before.participants.select_related("group"):
        Participant.objects.create(
            round=made.round, body=each.body, group=made.round.groups.get(code=each.group.code), position=each.position,
            name=each.name, search=each.search, attributes=each.attributes, due=each.due,
        )  # fmt: skip
    sets(made)
    register(made)
    return made


def sets(made: Any) -> None:
    from khoabang.scoring import CriteriaSet
    from khoabang.scoring.criteria.yaml_text import dump_yaml
    from khoabang.web.criteria.services import set_uploaded
    from web.running import criteria_set

    text = dump_yaml(CriteriaSet.model_validate({**criteria_set().dump(), "version": "2", "name": "Bộ tiêu chí năm 2026"}))
    faulty = text.replace("input: truong_ban", "input: truong_bann", 1)
    for key, each in (("set", text), ("faulty-set", faulty)):
        upload = set_uploaded(authority=made.authority, file_name=f"{key}.yaml", content=each.encode(), by=made.people["lead"])
        KEYS[key] = upload.pk
    KEYS["version"] = str(made.round.set_version_id)


def register(made: Any) -> None:
    from khoabang.web.organisations.events import Decision, Line, NewBody, Plan
    from khoabang.web.organisations.importing import import_kept, table_compared
    from khoabang.web.organisations.recording import event_recorded, plan_foreseen
    from khoabang.web.organisations.services import bodies_registered, kinds_ready

    kinds_ready(made.authority)
    bodies_registered(
        authority=made.authority, names={"truong-chinh-tri": "Trường Chính trị tỉnh", "so-nong-nghiep": "Sở Nông nghiệp"}
    )
    cited = Decision("Nghị quyết", "05/NQ-HĐND", date(2026, 2, 20), "HĐND tỉnh", "Về sắp xếp cơ quan chuyên môn")
    lines = (Line("so-nong-nghiep", "so-moi"), Line("truong-chinh-tri", "so-moi"))
    plan = Plan("merge", date(2026, 3, 1), cited, lines, (NewBody("so-moi", "Sở Nông nghiệp và Môi trường"),))
    seen = plan_foreseen(made.authority, plan).fingerprint
    KEYS["event"] = event_recorded(authority=made.authority, plan=plan, seen=seen, by=made.people["lead"]).pk
    path = Path(sys.argv[2]) / "so.csv"
    path.write_text("code,name,opened\nmoi,Sở Mới,01/02/2026\nso-y-te,Sở Y tế và Dân số,\n", encoding="utf-8")
    preview = table_compared(path, "so.csv", made.authority, since=date(2026, 1, 1))
    KEYS["register-upload"] = import_kept(
        authority=made.authority, preview=preview, file_name="so.csv", since=date(2026, 1, 1), by=made.people["lead"]
    ).pk


def decreed() -> None:
    """Give each round the document that it rests on."""
    from khoabang.web.rounds.models import Round

    decision = {"type": "Kế hoạch", "number": "12/KH-UBND", "date": "2026-01-15", "issuer": "UBND tỉnh", "title": TITLE}
    Round.objects.filter(decision="{}").exclude(stage="approved").update(decision=json.dumps(decision, ensure_ascii=False))


def document(made: Any, *, who: str = "preparer:so-y-te", indicator: str = "1.3", occasion: str = "draft") -> Any:
    from khoabang.web.evidence import services
    from khoabang.web.evidence.models import Occasion
    from web.evidence_files import PNG
    from web.test_evidence_pages import a_pdf

    fields = services.Fields(TITLE, "12/BC-SYT", date(2026, 2, 1), "Sở Y tế", "Kết quả thực hiện 20 nhiệm vụ được giao")
    sent = (PNG, "anh-khao-sat.png") if occasion == "visit" else (a_pdf(2), "báo-cáo-kết-quả-thực-hiện-nhiệm-vụ-năm-2025.pdf")
    files = [(io.BytesIO(sent[0]), sent[1])]
    key = made.participants["so-y-te"].pk
    return services.add(key, indicator, files, fields, by=made.people[who], occasion=Occasion(occasion))[0]


def claimed(name: str, code: str) -> Any:
    """A round in assessment in which everybody has sent, with evidence; verifiers are charged."""
    from khoabang.web.assessments import claims, drafts
    from web.running import running
    from web.verifying import VALUES, charge

    made = running("assessment", code=code, authority=name)
    charge(made, "verifier")
    charge(made, "assistant", duty="read")
    KEYS[f"document:{name}"] = document(made).pk
    for body, participant in made.participants.items():
        for indicator, values in VALUES.items():
            if indicator != "2.2" or body != "xa-an-phu":
                content = drafts.Content(values, note=TITLE)
                drafts.save(participant.pk, indicator, content, seen=0, by=made.people[f"preparer:{body}"])
        by = made.people[f"approver:{body}"]
        claims.move(participant.pk, claims.Move("hand_in", by))
        seen = claims.Signature(claims.digest(claims.items_of(participant)), warnings_confirmed=True)
        claims.move(participant.pk, claims.Move("send", by, signature=seen))
    return made


def assessment(name: str) -> Any:
    """One body has sent and taken back, one has a draft with a handover, one nothing; more time for one; figures of a source."""
    from khoabang.web.accounts import invitations, services
    from khoabang.web.accounts.models import Appointment, Role
    from khoabang.web.accounts.posts import Post
    from khoabang.web.assessments import claims, handovers, sources
    from khoabang.web.assessments.models import Claim
    from khoabang.web.conduct.calendar import extension_given
    from khoabang.web.notices.models import Notice
    from khoabang.web.organisations.services import bodies_registered
    from khoabang.web.rounds.models import Stage
    from web.verifying import another

    made = claimed(name, "mo-2026")
    other = another(made, "preparer", "Nguyễn Thị Chuyên viên", "so-y-te")
    for body in ("so-y-te", "xa-an-phu"):
        claims.move(made.participants[body].pk, claims.Move("take_back", made.people[f"approver:{body}"], reason=REASON))
    KEYS["receipt"] = Claim.objects.filter(participant=made.participants["so-y-te"]).latest("number").number
    handovers.hand_over(
        made.participants["so-y-te"].pk, ["1.1", "2.1"], to=other.pk, day=date(2026, 3, 20), by=made.people["approver:so-y-te"]
    )
    extension_given(
        made.participants["xa-an-phu"].pk, Stage.ASSESSMENT, date(2026, 4, 5), by=made.people["lead"], reason="Bão số 3"
    )
    KEYS["notice"] = Notice.objects.filter(person=made.people["approver:xa-an-phu"]).latest("pk").pk
    figures = {each.pk: sources.Supplied({"hai_long": "4,2"}, TITLE, 0) for each in made.participants.values()}
    sources.supply(made.round, "2.3", figures, by=made.people["lead"])
    workbook(made)
    administrator = made.people["administrator"]
    post = Post(Role.PREPARER, made.authority, made.bodies["so-y-te"])
    _invitation, KEYS["invitation"] = invitations.invite(
        email="moi@so-y-te.example",
        name="Lê Văn Mới",
        position="Chuyên viên",
        post=post,
        by=administrator,
        link=lambda token: token,
    )
    held = Appointment.objects.get(person=made.people["verifier"])
    KEYS["appointment"] = held.pk
    services.delegate(
        appointment=held, to=made.people["assistant"], last_day=date(2026, 12, 31), reason="Nghỉ phép", by=made.people["verifier"]
    )
    KEYS["person"] = made.people["verifier"].pk
    bodies_registered(authority=made.authority, names={"so-them": "Sở Du lịch"})
    reports(made)
    return made


def reports(made: Any) -> None:
    """Errors that readers reported, one that waits, one that was answered and corrected; and an audited table, to be kept."""
    from khoabang.web.error_reports.services import step_taken
    from web.audit_samples import audited
    from web.reporting import reported, result_of

    KEYS["report"] = reported(made, REASON).code
    KEYS["audit"] = audited().token
    answered = reported(made, TITLE, "bandoc@vidu.example").code
    KEYS["answered-report"] = answered
    by = made.people["lead"]
    step_taken(answered, "answer", seen=0, by=by, outcome="partly", reply=REASON, note=TITLE, shows_words=True)
    result_of(made, points="72", edition=2)


def workbook(made: Any) -> None:
    """A template filled in, with a figure that cannot be read."""
    from web.test_sheets import book, cells

    filled = book(made)
    rows = cells(filled.worksheets[0])
    for code, value in {"hoan_thanh": 19, "duoc_giao": 20, "tin_bai": 30, "ho_so": 120}.items():
        rows[code]["value"].value = value
    filled.save(Path(sys.argv[2]) / "mau.xlsx")
    KEYS["workbook"] = "mau.xlsx"


def verification(name: str) -> Any:
    """Accepted, changed, asked for more, answered; visits planned and held."""
    from khoabang.web import clock
    from khoabang.web.assessments.supplements import answer_supplement
    from khoabang.web.verification.visits import visit_held, visit_planned
    from web.verifying import decide, move

    made = claimed(name, "tham-2026")
    move(made, "verification")
    decide(made, "so-y-te", "1.1", "accepted")
    decide(made, "so-y-te", "1.2", "changed", **CHANGE)
    for indicator in ("2.1", "2.4"):
        decide(made, "so-y-te", indicator, "supplement", reason=f"Nộp {TITLE}", due=clock.today() + timedelta(days=10))
    answer_supplement(
        made.participants["so-y-te"].pk,
        "2.1",
        values={"tin_bai": "23"},
        note=REASON,
        seen_number=1,
        by=made.people["approver:so-y-te"],
    )
    plan = {"indicators": ["1.2", "2.1"], "purpose": "Xem hệ thống quản lý nhiệm vụ", "by": made.people["verifier"]}
    visit = visit_planned(made.participants["so-y-te"].pk, day=clock.today(), **plan)
    KEYS["held-visit"] = visit.pk
    KEYS["visit"] = visit_planned(made.participants["so-y-te"].pk, day=clock.today() + timedelta(days=3), **plan).pk
    visit_held(visit.pk, day=clock.today(), attending="Tổ thẩm định; lãnh đạo Sở", text=REASON, by=made.people["verifier"])
    document(made, who="verifier", indicator="1.2", occasion="visit")
    return made


def reply(name: str) -> Any:
    """Three changes of one body: contested, agreed, unanswered."""
    from khoabang.web.assessments.models import Position
    from khoabang.web.assessments.replies import reply as replied
    from web.verifying import decide, move

    made = claimed(name, "tra-2026")
    move(made, "verification")
    decide(made, "so-y-te", "1.2", "changed", **CHANGE)
    decide(made, "so-y-te", "2.1", "changed", values={"tin_bai": "12"}, reason=REASON)
    decide(made, "so-y-te", "2.4", "changed", values={"sang_kien": "5"}, reason=REASON)
    decide(made, "so-noi-vu", "1.3", "changed", values={"quy_che": "không"}, reason=REASON)
    move(made, "reply")
    by, key = made.people["approver:so-y-te"], made.participants["so-y-te"].pk
    asked = {"hoan_thanh": "18", "duoc_giao": "20"}
    replied(key, "1.2", Position.CONTESTED, values=asked, grounds=TITLE, seen_number=1, by=by)
    replied(key, "2.4", Position.AGREED, seen_number=1, by=by)
    return made


def sitting(name: str) -> Any:
    """A sitting in session with votes on its item, and another one planned."""
    from khoabang.web.council.agenda import motion_added
    from khoabang.web.council.sittings import sitting_planned
    from web.test_council import at_council, in_session, plan, vote

    made = at_council("hop-2026", name)
    item = in_session(made).items.get()
    motion_added(item, {"tin_bai": "15"}, by=made.people["member2"], reason=REASON)
    vote(made, item, member=1, member2=2)
    sitting_planned(made.round, plan(made, kind="written"), by=made.people["lead"])
    return made


def decided(name: str) -> Any:
    """A sitting that decided, its minutes confirmed: the result waits for its approval."""
    from web.test_council import at_council, done

    made = at_council("duyet-2026", name)
    done(made)
    return made


def approved(name: str) -> Any:
    """A result approved, and the plan of a body for the time after it."""
    from web.reporting import planned
    from web.test_council import approve, at_council, done

    made = at_council("xong-2026", name)
    done(made)
    approve(made)
    planned(made)
    return made


def published(name: str) -> Any:
    """A result published, corrected, and about to be corrected again."""
    from web.test_council import approve, at_council, done
    from web.test_publication import correct, drafted, plan, publish

    made = at_council("cong-bo-2026", name)
    done(made)
    approve(made)
    made.refresh()
    drafted(made)
    publish(made, date=date(2026, 3, 9))
    plan(made, tin_bai="5")
    correct(made, date=date(2026, 3, 9))
    plan(made, body="so-noi-vu", tin_bai="12")
    return made


def recalled(name: str) -> Any:
    """A result published and recalled."""
    from web.test_council import approve, at_council, done
    from web.test_publication import publish, recall

    made = at_council("thu-hoi-2026", name)
    done(made)
    approve(made)
    made.refresh()
    publish(made, date=date(2026, 3, 9))
    recall(made, date=date(2026, 3, 9))
    return made


WORLDS: dict[str, Callable[[str], Any]] = {
    "tinh-soan": preparation,
    "tinh-mo": assessment,
    "tinh-tham": verification,
    "tinh-tra": reply,
    "tinh-hop": sitting,
    "tinh-duyet": decided,
    "tinh-xong": approved,
    "tinh-cong-bo": published,
    "tinh-thu-hoi": recalled,
}


def entering(made: Any) -> None:
    """Somebody with every second factor, and the links that letters hold."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from allauth.usersessions.models import UserSession

    from khoabang.web.accounts.addresses import change_asked
    from khoabang.web.accounts.founding import founding_token

    who = made.people["observer"]
    who.set_password(PASSWORD)
    who.save()
    TOTP.activate(who, generate_totp_secret())
    RecoveryCodes.activate(who)
    for name in ("Máy ở cơ quan", "Khóa USB"):
        data = {"name": name, "credential": passkey()}
        KEYS["passkey"] = Authenticator.objects.create(user=who, type=Authenticator.Type.WEBAUTHN, data=data).pk
    KEYS["factors"] = who.email
    for agent in ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36", "Mozilla/5.0 (Linux; Android 15)"):
        UserSession.objects.create(user=made.people["chair"], ip="203.0.113.7", user_agent=agent, session_key=agent[-20:])
    forgetful = made.people["chair"]
    forgetful.set_password(PASSWORD)
    forgetful.save()
    KEYS["uidb36"], KEYS["key"] = user_pk_to_url_str(forgetful), default_token_generator.make_token(forgetful)
    KEYS["founding"] = founding_token()

    def kept(token: str) -> str:
        KEYS["address"] = token
        return token

    change_asked(person=forgetful, email="dia-chi-moi@tinh-mo.example", link=kept)


def passkey() -> dict[str, Any]:
    """What a browser says of a new passkey."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from fido2.cose import ES256
    from fido2.utils import sha256, websafe_encode
    from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(bytes(16), os.urandom(16), key)
    attested = AttestationObject.create("none", AuthenticatorData.create(sha256(b"localhost"), 0x45, 0, made), {})
    client = CollectedClientData.create("webauthn.create", b"asked", "https://localhost")
    name = websafe_encode(made.credential_id)
    return {
        "id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {"credProps": {"rk": True}},
        "response": {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(attested)},
    }  # fmt: skip


def sessions(worlds: dict[str, Any]) -> dict[str, str]:
    """A session of everybody: by world and role, of the demonstration by account; `fresh` ones have just said who they are."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from khoabang.web.accounts.models import Person
    from khoabang.web.demonstration import described

    people = {f"{name} {key}": who for name, made in worlds.items() for key, who in made.people.items()}
    domain = described()["domain"]
    people |= {f"trinh-dien {who.email.split('@')[0]}": who for who in Person.objects.filter(email__endswith=f"@{domain}")}
    people |= {f"fresh {key}": worlds["tinh-mo"].people[key] for key in ("observer", "chair")}
    made = {}
    for name, who in people.items():
        store = SessionStore()
        store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(who.pk), settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = who.get_session_auth_hash()
        if name.startswith("fresh"):
            store["account_authentication_methods"] = [{"method": "password", "at": time.time() + 3600, "reauthenticated": True}]
            store["account_authentication_methods_user"] = str(who.pk)
        store.create()
        made[name] = store.session_key
    return made


if __name__ == "__main__":
    {"make": make, "serve": shown}[sys.argv[1]](Path(sys.argv[2]))
