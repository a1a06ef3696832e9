"""The papers of an edition: the decision as its officials typed it, the press article, the workbook, the open bundle."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from pydantic import ValidationError
from ruamel.yaml import YAML

from khoabang import bundle
from khoabang.documents.article import article
from khoabang.documents.body_sheet import body_sheets
from khoabang.documents.content import CannotDrawError, Content
from khoabang.documents.decision import decision as decision_content
from khoabang.documents.facts import ArticleFacts, DecisionFacts
from khoabang.documents.facts_form import facts_form
from khoabang.documents.pdf import pdf
from khoabang.documents.word import word
from khoabang.documents.workbook import ranking_workbook
from khoabang.scoring.problems import Problem
from khoabang.web import clock
from khoabang.web.accounts.models import Person, Role
from khoabang.web.accounts.selectors import refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.current import set_of_version
from khoabang.web.plain import plain
from khoabang.web.refusal import Refused
from khoabang.web.rounds.decision import Decision
from khoabang.web.rounds.errors import FieldsRefused
from khoabang.web.rounds.models import CriteriaSetVersion, DecisionDraft, Round, Stage

DRAFTS = (Role.LEAD,)
"""Who writes the draft of the decision."""
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
FIELDS = (
    "number", "place", "superior", "issuer", "about", "bases", "submission", "articles", "recipients", "signature", "signer", "appendix",
)  # fmt: skip
"""What is typed. Of `issuer`, `bases`, `recipients`, `signature` a line is an entry; of `articles` a blank line parts one from the next."""
_OF_FIELD: Mapping[str, StrOrPromise] = {
    "number": _("Ghi số, ký hiệu; khi chưa có số thì chỉ ghi ký hiệu, ví dụ /QĐ-UBND."),
    "place": _("Ghi địa danh đứng trước ngày tháng."),
    "issuer": _("Ghi cơ quan ban hành."),
    "about": _("Ghi trích yếu của quyết định."),
    "bases": _("Ghi ít nhất một căn cứ, mỗi căn cứ một dòng."),
    "articles": _("Ghi ít nhất một điều."),
    "signature": _("Ghi thể thức và chức vụ người ký, mỗi phần một dòng."),
    "appendix": _("Ghi tên phụ lục."),
}
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that goes with an edition."""

    kind: str
    name: str
    media_type: str
    content: bytes


def draft_of(round_: Round, result: Json) -> dict[str, str]:
    """What the draft of the decision holds: as saved, or what is known of it from the result."""
    kept = DecisionDraft.objects.filter(round=round_).values_list("typed", flat=True).first()
    if kept is not None:
        return {**dict.fromkeys(FIELDS, ""), **json.loads(kept)}
    form = YAML(typ="safe").load(facts_form(result))["decision"]
    return {
        **dict.fromkeys(FIELDS, ""),
        "number": form["number"],
        "issuer": "\n".join(form["issuer"]),
        "about": form["about"],
        "bases": "\n".join(each["text"] for each in form["bases"]),
        "articles": "\n\n".join("\n".join(line for line in each["paragraphs"] if line) for each in form["articles"]),
        "recipients": "\n".join(line for line in form["recipients"] if line),
        "appendix": form["appendix"]["title"],
    }


def facts_of(typed: Mapping[str, str], result: Json, cited: Decision | None = None) -> DecisionFacts:
    """Read what was typed as the facts of a decision; number and date are those of `cited` where it is issued.

    Raises:
        FieldsRefused: something is missing or cannot be; every field is named.
    """
    text = {name: plain(typed.get(name, "")).strip() for name in FIELDS}
    known = {each["text"]: each.get("documents", []) for each in YAML(typ="safe").load(facts_form(result))["decision"]["bases"]}
    facts: Json = {
        "number": cited.number if cited else text["number"],
        "place": text["place"],
        "issuer": _lines(text["issuer"]),
        "about": text["about"],
        "bases": [{"text": line, "documents": known.get(line, [])} for line in _lines(text["bases"])],
        "articles": [{"paragraphs": _lines(part)} for part in text["articles"].split("\n\n") if part.strip()],
        "recipients": _lines(text["recipients"]),
        "signature": {"lines": _lines(text["signature"]), **({"name": text["signer"]} if text["signer"] else {})},
        "appendix": {"title": text["appendix"]},
    }
    if text["superior"]:
        facts["superior"] = text["superior"]
    if text["submission"]:
        facts["submission"] = {"text": text["submission"]}
    if cited is not None:
        facts |= {"type": cited.type, "date": cited.date.isoformat() if cited.date else None}
    try:
        return DecisionFacts.model_validate(facts)
    except ValidationError as error:
        wrong = {str(each["loc"][0]): each for each in error.errors()}
        raise FieldsRefused({name: _OF_FIELD.get(name, _("Không dùng được nội dung này.")) for name in wrong}) from error


@transaction.atomic
def draft_saved(round_code: str, typed: Mapping[str, str], *, by: Person) -> DecisionDraft:
    """Save the draft of the decision, whole or not yet; the last one who saves has the word.

    Raises:
        NotYourRole: it is not this person's to do.
        Refused: nothing is approved.
    """
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(code=round_code)
    now = clock.now()
    refuse_without_role(by, DRAFTS, round_.authority, round_, now)
    if round_.stage != Stage.APPROVED:
        raise Refused(_("Dự thảo quyết định được soạn sau khi kết quả được phê duyệt."))
    kept = {name: plain(typed.get(name, "")).strip() for name in FIELDS}
    draft, _made = DecisionDraft.objects.update_or_create(
        round=round_, defaults={"typed": json.dumps(kept, ensure_ascii=False), "by": by, "at": now}
    )
    record(chain=chain_of(round_code=round_.code), action="decision.drafted", by=by, now=now, detail={"typed": kept})
    return draft


def draft_drawn(result: Json, typed: Mapping[str, str], *, as_pdf: bool) -> bytes:
    """Draw the decision as it is typed now, over the result that it is to announce.

    Raises:
        FieldsRefused: something is missing.
        Refused: it cannot be drawn as it must be.
    """
    return _drawn(decision_content(result, facts_of(typed, result)), as_pdf=as_pdf)


@dataclass(frozen=True, slots=True)
class Told:
    """What an edition tells: the texts that it keeps, with the explanations of its bodies."""

    inputs: str
    document: str
    previous: str | None
    explanations: Mapping[str, Json]


def papers_of(
    round_: Round, version: CriteriaSetVersion, told: Told, cited: Decision, edition: int, drafted_since: datetime | None = None
) -> Iterator[Paper]:
    """Write the papers of an edition: the decision where it is drafted, and what follows from the result alone.

    Args:
        round_: the round.
        version: the criteria set that it was scored by.
        told: what the edition tells.
        cited: the decision that announces it.
        edition: its number.
        drafted_since: a draft of a decision that was saved before was for the edition that this one corrects.

    Raises:
        Refused: one of them cannot be drawn as it must be.
    """
    result = json.loads(told.document)
    made: list[Paper] = []
    drafts = DecisionDraft.objects.filter(round=round_)
    drafts = drafts.filter(at__gt=drafted_since) if drafted_since else drafts
    typed = drafts.values_list("typed", flat=True).first()
    if typed is not None:
        try:
            facts = facts_of(json.loads(typed), result, cited)
        except FieldsRefused as refused:
            words = _("Dự thảo quyết định chưa đủ: %(what)s Hãy hoàn chỉnh dự thảo rồi công bố.")
            what = " ".join(str(each) for each in refused.fields.values())
            raise Refused(words % {"what": what}, status=422) from refused
        content = decision_content(result, facts)
        made.append(Paper("decision", "quyet-dinh.docx", DOCX, _drawn(content, as_pdf=False)))
        made.append(Paper("decision", "quyet-dinh.pdf", PDF, _drawn(content, as_pdf=True)))
    news = article(result, ArticleFacts())
    made.append(Paper("article", "bai-viet.docx", DOCX, _drawn(news, as_pdf=False)))
    made.append(Paper("article", "bai-viet.pdf", PDF, _drawn(news, as_pdf=True)))
    sheets = body_sheets(result, told.explanations)
    made.append(Paper("sheets", "phieu-ket-qua.pdf", PDF, _drawn(sheets, as_pdf=True)))
    provenance = [("Bản công bố", str(edition)), ("Văn bản", f"{cited.type} {cited.number}")]
    made.append(
        Paper("workbook", "bang-xep-hang.xlsx", XLSX, ranking_workbook(result, set_of_version(version), provenance=provenance))
    )
    yield from made
    parts = bundle.of_inputs(
        told.inputs, version.document, told.document, told.previous, edition=edition,
        documents=[bundle.Document(each.name, each.kind, each.content) for each in made],
    )  # fmt: skip
    yield Paper("bundle", "goi-du-lieu.zip", ZIP, bundle.write(parts))


def _drawn(content: Content, *, as_pdf: bool) -> bytes:
    try:
        return pdf(content) if as_pdf else word(content)
    except CannotDrawError as error:
        problem = Problem(error.code, params=error.params)
        words = _("Chưa vẽ được văn bản «%(title)s»: %(what)s %(remedy)s")
        told = {"title": content.title, "what": problem.what(), "remedy": problem.remedy()}
        raise Refused(words % told, status=422) from error


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
