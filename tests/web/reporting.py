"""A report of an error in a figure of a round that is run in a test."""

import json
from typing import Any


def result_of(run: Any, *, points: str = "71.5", edition: int = 1) -> Any:
    """A result of the round with one body in it: as much of the document as pages of reports read."""
    from khoabang.web.rounds.models import Result

    figure = {"exact": None, "shown": points, "stated": None}
    score = {"points": figure, "maximum": figure, "index": None, "rank": None, "status": "scored", "flags": []}
    body = {
        "code": "so-y-te", "name": "Sở Y tế", "points": figure, "maximum": figure, "index": figure,
        "rank": {"value": 1, "stated": None}, "class": {"value": "Tốt", "stated": None}, "criteria": {"1.2": score},
    }  # fmt: skip
    criteria = [{"code": "1.2", "parent": None, "name": "Nhiệm vụ hoàn thành", "leaf": True}]
    document = {
        "annexes": [{"code": "chung", "criteria": criteria}],
        "groups": [{"code": "so", "name": "Các sở, ngành", "annex": "chung", "bodies": [body]}],
    }
    return Result.objects.create(
        round=run.round, set_version=run.round.set_version, edition=edition, sha256=f"{edition:064x}",
        document=json.dumps(document, ensure_ascii=False),
    )  # fmt: skip


def planned(run: Any, body: str = "so-y-te") -> Any:
    """A plan of a body with a task that is under way and a target, sent to the lead department."""
    from datetime import date

    from khoabang.web.assessments.plans import askable
    from khoabang.web.improvement import services

    participant, by = run.participants[body], run.people[f"preparer:{body}"]
    participant.refresh_from_db()
    asked = next(each for each in askable(participant) if each.code == "1.2")
    task = services.TypedTask(
        "Rà soát, đôn đốc nhiệm vụ hằng tháng; công khai nhiệm vụ chậm", "Chánh Văn phòng Sở", date(2026, 3, 31)
    )
    services.task_saved(participant.pk, 0, asked, task, seen=0, by=by)
    target = services.TypedTarget("hoan_thanh/duoc_giao", "97,5", at_most=False, by=date(2026, 12, 31))
    services.target_saved(participant.pk, 0, asked, target, seen=1, by=by)
    sent = services.plan_sent(participant.pk, seen=2, by=run.people[f"approver:{body}"])
    services.progress_noted(participant.pk, 1, "begin", note="Đã họp giao việc ngày 15/01", seen=0, by=by)
    return sent


def reported(run: Any, wrong: str = "Số nhiệm vụ hoàn thành bị in nhầm", email: str = "") -> Any:
    """A reader's report of a figure of the round."""
    from khoabang.web.error_reports.figures import Meant
    from khoabang.web.error_reports.models import Part
    from khoabang.web.error_reports.services import report_received
    from khoabang.web.rounds.models import Result
    from khoabang.web.rounds.selectors import current_of

    result = Result.objects.filter(round=run.round).first() or result_of(run)
    meant = Meant(
        current_of(result), "so", "Các sở, ngành", "so-y-te", "Sở Y tế", "1.2", "Nhiệm vụ hoàn thành", Part.POINTS, "71.5"
    )
    return report_received(meant, wrong=wrong, should_be="72", source="Báo cáo số 12/BC-SYT, trang 3", email=email)
