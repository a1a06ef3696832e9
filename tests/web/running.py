"""A small round that is run here, for tests: a criteria set, an authority with a person in every role, bodies, and a round in any stage."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from khoabang.scoring import CriteriaSet
from strategies import HEAD

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)  # nine in the morning in Vietnam
DAYS = {
    "assessment": date(2026, 3, 31),
    "verification": date(2026, 4, 30),
    "reply": date(2026, 5, 15),
    "council": date(2026, 5, 31),
}


def criteria_set() -> CriteriaSet:
    """Two groups on one annex: a choice, a ratio, a yes or no with evidence, tiers, a comparison within the group, a survey, a mark."""
    kinds = [{"code": "so", "name": "Sở"}, {"code": "xa", "name": "Xã, phường"}]
    data: dict[str, Any] = {
        **HEAD,
        "id": "thu",
        "name": "Bộ tiêu chí thử",
        "legal_basis": [{"id": "qd", "type": "Quyết định", "number": "10/QĐ-T", "date": "2026-01-15"}],
        "attributes": [
            {"code": "loai", "name": "Loại cơ quan", "type": "choice", "options": kinds},
            {"code": "co_tthc", "name": "Có thủ tục hành chính", "type": "yes_no"},
        ],
        "groups": [
            {"code": "so", "name": "Các sở", "annex": "pl", "when": {"loai": "so"}},
            {"code": "xa", "name": "Các xã, phường", "annex": "pl", "when": {"loai": "xa"}},
        ],
        "annexes": [
            {
                "code": "pl",
                "name": "Phụ lục",
                "maximum": "100",
                "reference": {"document": "qd", "at": "Phụ lục"},
                "criteria": [
                    {"code": "1", "name": "Chỉ đạo", "maximum": "50", "criteria": _leadership()},
                    {"code": "2", "name": "Kết quả", "maximum": "50", "criteria": _results()},
                ],
            }
        ],
        "policies": {
            "missing": {"use": "zero"},
            "over_maximum": {"use": "refuse"},
            "ranking": {"by": "points"},
            "classes": {
                "basis": "points",
                "closed": "lower",
                "bands": [{"name": "Tốt", "from": "80"}, {"name": "Khá", "from": "50"}, {"name": "Yếu", "from": "0"}],
            },
        },
    }
    return CriteriaSet.model_validate(data)


def _leadership() -> list[dict[str, Any]]:
    heads = [{"code": "truong", "name": "Người đứng đầu"}, {"code": "pho", "name": "Cấp phó"}, {"code": "khac", "name": "Khác"}]
    shares = [{"code": "truong", "share": "1"}, {"code": "pho", "share": "1/2"}, {"code": "khac", "share": "0"}]
    return [
        {
            "code": "1.1",
            "name": "Trưởng ban chỉ đạo",
            "maximum": "20",
            "text": "Người đứng đầu: điểm tối đa; cấp phó: 1/2 điểm tối đa.",
            "inputs": [{"code": "truong_ban", "name": "Trưởng ban", "type": "choice", "options": heads}],
            "rule": {"kind": "choice", "input": "truong_ban", "options": shares},
            "verifier": "Sở Khoa học và Công nghệ",
        },
        {
            "code": "1.2",
            "name": "Nhiệm vụ hoàn thành",
            "maximum": "20",
            "text": "Điểm = a/b × điểm tối đa.",
            "inputs": [
                {"code": "hoan_thanh", "name": "Số nhiệm vụ hoàn thành", "type": "count", "unit": "nhiệm vụ"},
                {"code": "duoc_giao", "name": "Số nhiệm vụ được giao", "type": "count", "unit": "nhiệm vụ"},
            ],
            "rule": {
                "kind": "ratio",
                "numerator": "hoan_thanh",
                "denominator": "duoc_giao",
                "over": "cap",
                "zero_denominator": "full",
            },
        },
        {
            "code": "1.3",
            "name": "Ban hành quy chế",
            "maximum": "10",
            "inputs": [{"code": "quy_che", "name": "Đã ban hành quy chế", "type": "yes_no"}],
            "rule": {"kind": "yes_no", "input": "quy_che"},
            "evidence": "Quyết định ban hành quy chế",
            "evidence_required": True,
        },
    ]


def _results() -> list[dict[str, Any]]:
    return [
        {
            "code": "2.1",
            "name": "Tin, bài",
            "maximum": "15",
            "inputs": [{"code": "tin_bai", "name": "Số tin, bài", "type": "count", "unit": "bài"}],
            "rule": {"kind": "count", "input": "tin_bai", "each": "0.5", "cap": "15"},
        },
        {
            "code": "2.2",
            "name": "Hồ sơ trực tuyến so với cơ quan tốt nhất",
            "maximum": "15",
            "applies": {"co_tthc": "có"},
            "not_applicable": "reduce",
            "inputs": [{"code": "ho_so", "name": "Tỷ lệ hồ sơ trực tuyến", "type": "percent", "unit": "%"}],
            "rule": {"kind": "relative_to_best", "value": "ho_so", "best": "highest", "zero_best": "zero"},
        },
        {
            "code": "2.3",
            "name": "Mức độ hài lòng",
            "maximum": "10",
            "inputs": [{"code": "hai_long", "name": "Điểm hài lòng", "type": "number", "maximum": "5"}],
            "rule": {"kind": "survey", "input": "hai_long", "from": "1", "to": "5"},
        },
        {
            "code": "2.4",
            "name": "Sáng kiến",
            "maximum": "10",
            "inputs": [{"code": "sang_kien", "name": "Điểm sáng kiến", "type": "points", "maximum": "10"}],
            "rule": {"kind": "given"},
        },
    ]


@dataclass
class Running:
    """A round under way, with everybody in it by role: `people["lead"]`, `people["preparer:so-y-te"]`."""

    authority: Any
    round: Any
    bodies: dict[str, Any]
    participants: dict[str, Any]
    people: dict[str, Any] = field(default_factory=dict)

    def refresh(self) -> "Running":
        """Read round and participants again."""
        self.round.refresh_from_db()
        for participant in self.participants.values():
            participant.refresh_from_db()
        return self


BODIES = {"so-y-te": ("Sở Y tế", "so", "có"), "so-noi-vu": ("Sở Nội vụ", "so", "có"), "xa-an-phu": ("Xã An Phú", "xa", "không")}


def person(email: str, name: str) -> Any:
    """Somebody without a password; tests sign in with `force_login`."""
    from khoabang.web.accounts.models import Person

    return Person.objects.create_user(email=email, name=name)


def running(stage: str = "assessment", *, code: str = "thu-2026", authority: str = "tinh-thu") -> Running:
    """A round in a stage, made row by row: what leads there is tested where it is done."""
    from khoabang.web.accounts.models import Appointment, Role
    from khoabang.web.organisations.models import Authority, Body
    from khoabang.web.organisations.services import bodies_registered
    from khoabang.web.rounds.models import CriteriaSetVersion, Deadline, Participant, RankingGroup, Round

    built = criteria_set()
    version, _ = CriteriaSetVersion.objects.get_or_create(
        code=built.id,
        version=built.version,
        defaults={
            "sha256": built.sha256,
            "name": built.name,
            "issuer": built.issuer,
            "nature": built.nature,
            "lang": built.lang,
            "document": json.dumps(built.dump(), ensure_ascii=False),
        },
    )
    owner, _ = Authority.objects.get_or_create(code=authority, defaults={"name": f"UBND {authority}"})
    round_ = Round.objects.create(
        code=code, authority=owner, year=2026, kind="computed", title=f"Đánh giá năm 2026 ({authority})", search="danh gia 2026",
        public=False, stage=stage, set_version=version,
    )  # fmt: skip
    groups = {
        group.code: RankingGroup.objects.create(round=round_, code=group.code, name=group.name, position=position)
        for position, group in enumerate(built.groups)
    }
    for each, day in DAYS.items():
        Deadline.objects.create(round=round_, stage=each, day=day)
    bodies: dict[str, Body] = bodies_registered(authority=owner, names={code: name for code, (name, _, _) in BODIES.items()})
    participants = {
        body: Participant.objects.create(
            round=round_, body=bodies[body], group=groups[kind], position=position, name=name, search=body.replace("-", " "),
            attributes=json.dumps({"loai": kind, "co_tthc": procedures}, ensure_ascii=False), due=DAYS["assessment"],
        )
        for position, (body, (name, kind, procedures)) in enumerate(BODIES.items())
    }  # fmt: skip
    made = Running(owner, round_, bodies, participants)
    for role in Role:
        for body in {"preparer": (*BODIES,), "approver": (*BODIES,), "staff": ("so-y-te",)}.get(role, ("",)):
            key = f"{role.value}:{body}" if body else role.value
            made.people[key] = person(f"{key.replace(':', '.')}@{authority}.example", f"{role.label} {body}".strip())
            Appointment.objects.create(
                person=made.people[key],
                role=role,
                authority=owner,
                body=bodies.get(body),
                starts=datetime(2026, 1, 1, tzinfo=UTC),
            )
    return made
