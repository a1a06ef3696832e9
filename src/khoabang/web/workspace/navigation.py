"""Where one can go in a round, and in an authority: the sections, in their order, with the roles that see each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web.accounts.authorities import first_authority
from khoabang.web.accounts.models import Role
from khoabang.web.workspace.access import ALL_ROLES, BODY, JUDGES, Here

OF_INSTALLATION = "workspace:authorities"
"""Stands at the authority that was founded first alone: its administrators are the installation's."""


@dataclass(frozen=True, slots=True)
class Section:
    """A way to a page: the name of its address, its words, and who sees it."""

    name: str
    words: StrOrPromise
    roles: frozenset[Role]


_SEES_COUNCIL = frozenset({Role.LEAD, Role.MEMBER, Role.CHAIR, Role.APPROVING, Role.ASSISTANT, Role.OBSERVER})

OF_ROUND: tuple[Section, ...] = (
    Section("workspace:round", _("Tổng quan"), ALL_ROLES),
    Section("workspace:follow", _("Theo dõi"), frozenset({Role.LEAD, Role.OBSERVER})),
    Section("workspace:round-bodies", _("Cơ quan"), ALL_ROLES),
    Section("workspace:round-calendar", _("Lịch, gia hạn"), ALL_ROLES),
    Section("workspace:round-charges", _("Phân công"), ALL_ROLES - BODY),
    Section("workspace:round-forecast", _("Dự báo"), frozenset({Role.LEAD, Role.ADMINISTRATOR, Role.ASSISTANT, Role.OBSERVER})),
    Section("workspace:own-assessments", _("Tự đánh giá"), BODY),
    Section("workspace:sources", _("Số liệu nguồn"), JUDGES),
    Section("workspace:verify", _("Thẩm định"), JUDGES),
    Section("workspace:visits", _("Khảo sát thực tế"), JUDGES),
    Section("workspace:replies", _("Giải trình, kiến nghị"), BODY | JUDGES),
    Section("workspace:own-results", _("Kết quả"), BODY),
    Section("workspace:own-plans", _("Kế hoạch cải thiện"), BODY),
    Section("workspace:plans", _("Kế hoạch cải thiện"), frozenset({Role.LEAD, Role.OBSERVER})),
    Section("workspace:council", _("Hội đồng"), _SEES_COUNCIL),
    Section("workspace:draft-ranking", _("Bảng dự kiến"), _SEES_COUNCIL),
    Section("workspace:approval", _("Phê duyệt"), _SEES_COUNCIL),
    Section("workspace:publication", _("Công bố"), _SEES_COUNCIL),
    Section("workspace:activity", _("Nhật ký"), frozenset({Role.LEAD, Role.OBSERVER})),
)
OF_AUTHORITY: tuple[Section, ...] = (
    Section("workspace:rounds", _("Các đợt đánh giá"), ALL_ROLES),
    Section("workspace:register", _("Sổ cơ quan"), frozenset({Role.ADMINISTRATOR, Role.LEAD})),
    Section("workspace:historic", _("Kết quả lịch sử"), frozenset({Role.LEAD, Role.OBSERVER})),
    Section("workspace:error-reports", _("Báo sai sót"), frozenset({Role.LEAD, Role.OBSERVER})),
    Section("workspace:people", _("Người dùng"), frozenset({Role.ADMINISTRATOR})),
    Section("workspace:sets", _("Bộ tiêu chí"), frozenset({Role.LEAD, Role.ADMINISTRATOR, Role.OBSERVER})),
    Section(OF_INSTALLATION, _("Các cơ quan chủ trì"), frozenset({Role.ADMINISTRATOR})),
    Section("workspace:doctor", _("Tình trạng"), frozenset({Role.ADMINISTRATOR})),
)


def sections(here: Here) -> list[Mapping[str, str]]:
    """The ways from where somebody is: those of the round, or of the authority."""
    roles, lang = frozenset(here.roles), get_language() or ""
    if here.round is not None:
        return _ways("round_code", here.round.code, roles, lang)
    if here.authority is not None:
        ways = _ways("authority_code", here.authority.code, roles, lang)
        if Role.ADMINISTRATOR in roles and here.authority != first_authority():
            return [way for way in ways if way["name"] != OF_INSTALLATION]
        return ways
    return []


@lru_cache(maxsize=512)
def _ways(name: str, code: str, roles: frozenset[Role], _lang: str) -> list[Mapping[str, str]]:
    """Worked out once: neither addresses nor words of a place change while the process lives."""
    kwargs = {name: code}
    ways: list[Mapping[str, str]] = []
    for section in OF_ROUND if name == "round_code" else OF_AUTHORITY:
        if roles.isdisjoint(section.roles):
            continue
        try:
            address = reverse(section.name, kwargs=kwargs)
        except NoReverseMatch:
            continue
        ways.append({"address": address, "words": str(section.words), "name": section.name})
    return ways
