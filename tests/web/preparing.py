"""What tests of making and preparing a round start from."""

from datetime import date
from typing import Any

from web.running import Running, criteria_set


def plan(**more: Any) -> Any:
    from khoabang.web.conduct.creation import Decision, Plan

    decision = Decision("Quyết định", "45/QĐ-UBND", date(2026, 2, 1), "UBND tỉnh Thử", "Đánh giá chuyển đổi số năm 2026")
    return Plan(**{"code": "so-nganh-2027", "title": "Đánh giá năm 2027", "year": 2027, "decision": decision, **more})


def version_of(changed: dict[str, Any]) -> Any:
    from khoabang.scoring import CriteriaSet
    from khoabang.web.conduct.creation import set_version_kept

    return set_version_kept(CriteriaSet.model_validate({**criteria_set().dump(), **changed}))


def body(run: Running, code: str, name: str) -> Any:
    from khoabang.web.organisations.services import bodies_registered

    return bodies_registered(authority=run.authority, names={code: name})[code]
