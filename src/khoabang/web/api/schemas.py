"""What is asked and what is answered, as the OpenAPI description says it.

Answers that come from the result document have its very shapes (docs/formats.md): figures keep the exact fraction beside the value as shown,
all numbers that were scored are text. They are handed out as they stand and not made again, so these classes describe and check them only.
"""

from typing import Any, Literal

from ninja import Field, Schema
from pydantic import ConfigDict

from khoabang.language import N_
from khoabang.web.api.answers import MOST, MOST_OFFSET

CODE_LENGTH = 120


class Asked(Schema):
    """What every operation takes."""

    lang: Literal["vi", "en"] = Field("vi", description=N_("Ngôn ngữ của nhãn cột và lời báo; số liệu không đổi"))


class Tabled(Asked):
    """What an operation takes that is also given as a table."""

    format: Literal["json", "csv", "xlsx"] | None = Field(None, description=N_("Dạng trả lời; thay cho Accept"))


class Paged(Tabled):
    """What an operation takes that lists rows."""

    limit: int | None = Field(None, ge=1, le=MOST, description=N_("Số dòng của một trang; bảng csv, xlsx không ghi thì lấy hết"))
    offset: int = Field(0, ge=0, le=MOST_OFFSET, description=N_("Bỏ qua bao nhiêu dòng đầu"))


class RoundsAsked(Paged):
    authority: str = Field("", max_length=80, description=N_("Mã cơ quan tổ chức đánh giá"))
    year: int | None = Field(None, ge=1900, le=2999, description=N_("Năm được đánh giá"))


class BodiesAsked(Paged):
    q: str = Field("", max_length=CODE_LENGTH, description=N_("Các chữ trong tên, không cần dấu"))
    authority: str = Field("", max_length=80, description=N_("Mã cơ quan tổ chức đánh giá"))


class RowsAsked(Paged):
    q: str = Field("", max_length=CODE_LENGTH, description=N_("Các chữ trong tên, không cần dấu"))
    class_name: str = Field("", alias="class", max_length=CODE_LENGTH, description=N_("Chỉ các cơ quan xếp loại này"))


class Answer(Schema):
    """Keys that a later version of the result document adds come along."""

    model_config = ConfigDict(extra="allow")


class Fault(Schema):
    parameter: str
    detail: str


class Problem(Schema):
    """Why there is no answer (RFC 9457): `remedy` says what to do."""

    type: str
    title: str
    status: int
    detail: str
    remedy: str
    errors: list[Fault]


class Named(Answer):
    code: str
    name: str


class Figure(Answer):
    """A number: exact as a fraction, as shown (rounded by the set), as printed by the source. All three may be null; `status` says why."""

    exact: str | None = Field(pattern=r"^-?\d+(/\d+)?$")
    shown: str | None = Field(pattern=r"^-?\d+(\.\d+)?$")
    stated: str | None
    inferred: str | None = None
    status: str | None = None


class Rank(Answer):
    value: int | None
    stated: str | None


class Class(Answer):
    value: str | None
    stated: str | None


class Links(Answer):
    """Where more is: addresses on this server."""

    self: str


class SetNamed(Schema):
    code: str
    version: str


class RoundItem(Schema):
    code: str
    title: str
    year: int
    kind: Literal["published", "demonstration", "computed"]
    authority: Named
    set: SetNamed
    edition: int
    fingerprint: str = Field(description=N_("sha256 của kết quả cùng mọi lời giải thích"))
    links: Links


class Counted(Answer):
    name: str
    count: int | None
    stated: int | None


class GroupItem(Schema):
    code: str
    name: str
    annex: str
    ranked: bool
    ranking: dict[str, Any]
    class_names: list[str]
    classes: list[Counted]
    counts: dict[str, int | None]
    maximum: Figure
    links: Links


class RoundAnswer(RoundItem):
    round: dict[str, Any] = Field(description=N_("Như «round» của tài liệu kết quả: quyết định, nguồn, ghi chú"))
    statistics: dict[str, Any]
    groups: list[GroupItem]
    differences: list[dict[str, Any]]
    findings: list[dict[str, Any]]


class Cited(Answer):
    """A document as it is cited; parts that nobody knows are empty or null."""

    type: str
    number: str | None = None
    date: str | None = None
    issuer: str | None = None
    title: str | None = None


class Recalled(Schema):
    at: str
    decision: Cited
    reason: str


class EditionFile(Schema):
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    url: str


class EditionItem(Schema):
    number: int
    published: str | None = Field(description=N_("Từ lúc nào công khai; null khi kết quả không được công bố ở đây"))
    decision: Cited | None
    corrects: int | None = Field(description=N_("Bản mà bản này đính chính"))
    reason: str | None
    corrected_by: int | None
    recalled: Recalled | None
    fingerprint: str = Field(description=N_("sha256 của kết quả cùng mọi lời giải thích"))
    document_sha256: str | None
    inputs_sha256: str | None
    files: list[EditionFile]
    links: Links


class Score(Answer):
    points: Figure
    maximum: Figure
    index: Figure | None
    rank: int | None
    status: str
    flags: list[str]


class BodyRow(Answer):
    code: str
    name: str
    rank: Rank
    tied: bool
    status: str
    reasons: list[str]
    points: Figure
    maximum: Figure
    converted: Figure | None
    index: Figure
    percent: Figure
    class_: Class = Field(alias="class")
    note: str | None


class FullBodyRow(BodyRow):
    criteria: dict[str, Score]
    aggregates: dict[str, Any]
    movement: dict[str, Any] | None


class RankedRow(BodyRow):
    """A row of a ranking, with its criteria of the first level."""

    criteria: dict[str, Score]
    links: Links


class CriterionItem(Answer):
    code: str
    parent: str | None
    depth: int
    name: str
    role: str
    maximum: Figure
    leaf: bool
    links: Links


class CriterionRow(Score):
    code: str
    name: str
    links: Links


class MovementRow(Schema):
    code: str
    name: str
    rank: Rank
    movement: dict[str, Any] | None = Field(
        description=N_(
            "Như «movement» của tài liệu kết quả: tăng giảm bậc, điểm, chỉ số; comparable và reasons nói có so được không"
        )
    )
    links: Links


class BodyItem(Named):
    authority: Named
    results: int = Field(description=N_("Số kết quả công khai có cơ quan này"))
    links: Links


class HistoryItem(Schema):
    round: RoundItem
    group: Named
    name: str
    rank: Rank
    points: Figure
    index: Figure
    class_: Class = Field(alias="class")
    status: str
    movement: dict[str, Any] | None
    links: Links


class BodyAnswer(Named):
    authority: Named
    history: list[HistoryItem]
    links: Links


class SetItem(Schema):
    code: str
    version: str
    name: str
    issuer: str
    nature: str
    sha256: str
    links: Links


class Rows(Schema):
    """A page of rows; the Link header leads to the others."""

    total: int
    limit: int
    offset: int


class RoundsAnswer(Rows):
    items: list[RoundItem]


class EditionsAnswer(Rows):
    items: list[EditionItem]


class GroupsAnswer(Rows):
    items: list[GroupItem]


class RankingAnswer(Rows):
    items: list[RankedRow]


class CriteriaAnswer(Rows):
    items: list[CriterionItem]


class CriterionAnswer(Rows):
    criterion: dict[str, Any]
    statistics: dict[str, Any] | None
    items: list[CriterionRow]


class MovementAnswer(Rows):
    items: list[MovementRow]


class BodiesAnswer(Rows):
    items: list[BodyItem]


class SetsAnswer(Rows):
    items: list[SetItem]


class InputsAnswer(Rows):
    columns: list[Named]
    items: list[dict[str, str]] = Field(
        description=N_("Mỗi dòng: mã cột và chữ như đã nhập; bảng csv, xlsx của nó nhập lại được")
    )


class BodyResultAnswer(Answer):
    round: RoundItem
    group: Named
    row: FullBodyRow
    links: Links


class StatisticsAnswer(Answer):
    total: dict[str, Any]
    criteria: dict[str, Any]
    aggregates: dict[str, Any]


class ResultDocument(Answer):
    """The whole result document, format 1 of docs/formats.md."""

    format: int
    kind: Literal["khoabang.result"]
    round: dict[str, Any]
    set: dict[str, Any]
    annexes: list[dict[str, Any]]
    groups: list[dict[str, Any]]
    statistics: dict[str, Any]


class ExplanationDocument(Answer):
    """How every point of a body came about, as docs/formats.md describes it."""

    format: int
    kind: Literal["khoabang.explanation"]
    body: dict[str, Any]
    root: dict[str, Any]


class SetDocument(Answer):
    """A criteria set as plain JSON, with the keys of set.yaml."""

    id: str
    version: str


class Start(Schema):
    """Where to begin."""

    name: str
    version: str
    links: dict[str, str]
