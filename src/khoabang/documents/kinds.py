"""Which documents there are, what each needs, and in which files it is written. A new kind is a row here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from khoabang.documents.article import article
from khoabang.documents.body_sheet import body_sheets
from khoabang.documents.content import Content
from khoabang.documents.decision import decision
from khoabang.documents.facts import ArticleFacts, Facts
from khoabang.documents.letters import report, submission
from khoabang.language import N_

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document. `facts` names the part of facts.yaml that it cannot do without; "" where the result is enough."""

    title: str
    compose: Callable[[Json, Facts | None], Content]
    facts: str = ""


def _decision(result: Json, facts: Facts | None) -> Content:
    assert facts is not None  # noqa: S101 - the row below asks for them
    return decision(result, facts.decision)


def _submission(result: Json, facts: Facts | None) -> Content:
    assert facts is not None and facts.submission is not None  # noqa: S101, PT018 - as above
    return submission(result, facts.submission)


def _report(result: Json, facts: Facts | None) -> Content:
    assert facts is not None and facts.report is not None  # noqa: S101, PT018 - as above
    return report(result, facts.report)


def _article(result: Json, facts: Facts | None) -> Content:
    return article(result, facts.article if facts else ArticleFacts())


def _sheets(result: Json, _facts: Facts | None) -> Content:
    return body_sheets(result, {})


def _word(content: Content) -> bytes:
    from khoabang.documents.word import word

    return word(content)


def _pdf(content: Content) -> bytes:
    from khoabang.documents.pdf import pdf

    return pdf(content)


KINDS: Final[dict[str, Kind]] = {
    "decision": Kind(N_("quyết định công bố kết quả, kèm phụ lục"), _decision, facts="decision"),
    "submission": Kind(N_("tờ trình của cơ quan thường trực"), _submission, facts="submission"),
    "report": Kind(N_("báo cáo của hội đồng"), _report, facts="report"),
    "article": Kind(N_("tin đăng báo"), _article),
    "sheets": Kind(N_("phiếu kết quả của từng cơ quan"), _sheets),
}
WRITERS: Final[dict[str, Callable[[Content], bytes]]] = {".docx": _word, ".pdf": _pdf}


def write(content: Content, out: Path) -> None:
    """Write a document in the form that the file's name says.

    Raises:
        CannotDrawError: it cannot be drawn as it must be.
        OSError: the file cannot be written.
    """
    out.write_bytes(WRITERS[out.suffix.lower()](content))
