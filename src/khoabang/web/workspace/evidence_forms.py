"""What people type of a document, read field by field; what is wrong is said at its field and what was typed is kept."""

from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from khoabang.scoring.criteria.inputs import AnswerError, read_date
from khoabang.web.evidence.models import Document, Occasion
from khoabang.web.evidence.services import Fields
from khoabang.web.refusal import Refused

NAMES = ("title", "number", "issued", "issuer", "summary")


@dataclass
class Form:
    """What was typed, and what is wrong with it by field; `""` is the form as a whole."""

    typed: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)

    def refuse(self, refused: Refused) -> None:
        """Take over what the domain says."""
        self.wrong[refused.field] = str(refused)

    @property
    def fields(self) -> Fields | None:
        """The document's fields; None where the date is none."""
        issued = _day(self.typed["issued"], self.wrong)
        if self.wrong:
            return None
        texts = {name: self.typed[name] for name in NAMES if name != "issued"}
        return Fields(issued=issued, **texts)


def sent(data: QueryDict) -> Form:
    """The form as it was sent."""
    return Form({name: data.get(name, "") for name in NAMES})


def of_document(document: Document) -> Form:
    """The form of a document as it stands."""
    issued = f"{document.issued:%d/%m/%Y}" if document.issued else ""
    return Form({name: getattr(document, name) for name in NAMES if name != "issued"} | {"issued": issued})


def _day(typed: str, wrong: dict[str, str]) -> date | None:
    if not typed.strip():
        return None
    try:
        day = read_date(typed.strip())
    except AnswerError:
        wrong["issued"] = gettext("Ghi ngày dạng 31/12/2025.")
        return None
    if day.year < 1945:
        wrong["issued"] = gettext("Kiểm tra lại năm ban hành.")
    return day


def occasion_of(data: QueryDict) -> Occasion:
    """The occasion that a form names; what it names not, or wrongly, is self-assessment, and the domain asks whether that is open."""
    said = data.get("occasion", "")
    return Occasion(said) if said in (Occasion.DRAFT, Occasion.SUPPLEMENT, Occasion.REPLY) else Occasion.DRAFT


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The page of this site that a form was on."""
    said = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(said, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return said if own else otherwise
