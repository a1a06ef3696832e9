"""What was inferred of a table, said with what bears it out; what a person has said is listed with it, and marked as given."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from khoabang.auditing.consequences import Consequences
from khoabang.auditing.figures import Figure
from khoabang.auditing.layout.headers import JOINT
from khoabang.auditing.ordering import Ordering
from khoabang.auditing.roles import Understanding
from khoabang.language import N_, text
from khoabang.scoring.numbers import plain, show

WORDS = {
    "sum": N_("«{target}» là tổng của: {parts}"),
    "mean": N_("«{target}» là trung bình cộng của: {parts}"),
    "weighted": N_("«{target}» là tổng có trọng số của: {parts}"),
    "change": N_("«{target}» là hiệu: {now} trừ {before}"),
    "product": N_("«{target}» là tích của: {parts}"),
    "share": N_("«{target}» là «{total}» chia cho {maximum}"),
    "share_percent": N_("«{target}» là «{total}» chia cho {maximum}, nhân 100"),
    "order": N_("«{ranks}» xếp theo «{key}»"),
    "rows": N_("Các dòng xếp theo «{key}»"),
    "group": N_("«{ranks}» của «{group}» xếp theo «{key}»"),
    "maxima": N_("Điểm tối đa ({source}): {maxima}"),
    "classes": N_("«{column}» theo «{key}»: {spans}"),
}
TIES = {"competition": N_("đồng hạng thì bỏ số (1, 2, 2, 4)"), "dense": N_("đồng hạng thì không bỏ số (1, 2, 2, 3)")}
SOURCES = {
    "row": N_("dòng điểm tối đa"),
    "header": N_("tiêu đề cột"),
    "text": N_("lời văn"),
    "person": N_("đã cho"),
    "set": N_("bộ tiêu chí"),
}


Names = Callable[[str], str]


def inferences(found: Understanding, orderings: list[Ordering], lang: str = "vi") -> list[dict[str, Any]]:
    """Give each inference: its kind, the columns it is of, how many rows bear it out, and a sentence."""
    inner = Counter(header.rsplit(JOINT, maxsplit=1)[-1] for header in found.sheet.table.headers)

    def names(header: str) -> str:
        last = header.rsplit(JOINT, maxsplit=1)[-1]
        return last if inner[last] == 1 else header

    return [
        *_maxima(found, names, lang),
        *_formulas(found, names, lang),
        *_shares(found, names, lang),
        *_changes(found, names, lang),
        *_orders(orderings, names, lang),
        *_classes(found, orderings, names, lang),
    ]


def _maxima(found: Understanding, names: Names, lang: str) -> Iterator[dict[str, Any]]:
    bound = [column for column in found.sheet.columns if column.maximum and column.role not in {"order", "rank", "maximum"}]
    for source, said in SOURCES.items():
        columns = [(column, column.maximum.value) for column in bound if column.maximum_from == source and column.maximum]
        if not columns:
            continue
        shown = "; ".join(f"{names(column.header)} {show(most, lang)}" for column, most in columns)
        figures = [(figure.value, most) for column, most in columns for figure in column.present]
        yield {
            "kind": "maxima",
            "column": None,
            "of": [column.header for column, _ in columns],
            "maxima": [plain(most) for _, most in columns],
            "rows": len(figures),
            "agree": sum(value <= most for value, most in figures),
            "given": source in {"person", "set"},
            "message": text(WORDS["maxima"], lang, maxima=shown, source=text(said, lang)),
        }


def _formulas(found: Understanding, names: Names, lang: str) -> Iterator[dict[str, Any]]:
    for formula in found.formulas:
        parts = [part.header for part in formula.parts]
        called = [names(part) for part in parts]
        weighted = [f"{show(weight, lang)} × {part}" for weight, part in zip(formula.weights, called, strict=False)]
        yield {
            "kind": formula.kind,
            "column": formula.target.header,
            "of": parts,
            "weights": [plain(weight) for weight in formula.weights],
            "rows": formula.rows,
            "agree": formula.fits,
            "given": formula.given,
            "message": text(WORDS[formula.kind], lang, target=names(formula.target.header), parts="; ".join(weighted or called)),
        }


def _changes(found: Understanding, names: Names, lang: str) -> Iterator[dict[str, Any]]:
    for formula in found.changes:
        now, before = (names(part.header) for part in formula.parts)
        yield {
            "kind": "change",
            "column": formula.target.header,
            "of": [part.header for part in formula.parts],
            "rows": formula.rows,
            "agree": formula.fits,
            "given": False,
            "message": text(WORDS["change"], lang, target=names(formula.target.header), now=now, before=before),
        }


def _shares(found: Understanding, names: Names, lang: str) -> Iterator[dict[str, Any]]:
    for share in found.shares:
        words = WORDS["share" if share.scale == 1 else "share_percent"]
        for denominator in share.denominators:
            maximum = show(denominator.value, lang)
            yield {
                "kind": "share",
                "column": share.index.header,
                "of": [share.total.header],
                "maximum": plain(denominator.value),
                "scale": share.scale,
                "rows": len(share.index.present),
                "agree": len(denominator.rows),
                "given": share.given,
                "message": text(words, lang, target=names(share.index.header), total=names(share.total.header), maximum=maximum),
            }


def _orders(orderings: list[Ordering], names: Names, lang: str) -> Iterator[dict[str, Any]]:
    for ordering in orderings:
        ranks = ordering.ranks.header if ordering.ranks else None
        kind = "rows" if ranks is None else "group" if ordering.rows is not None else "order"
        sentence = text(WORDS[kind], lang, ranks=names(ranks or ""), key=names(ordering.key.header), group=ordering.group)
        shared = any(count > 1 for place, count in Counter(ordering.places).items() if place is not None)
        if ranks is not None and shared and ordering.ties in TIES:
            sentence += f"; {text(TIES[ordering.ties], lang)}"
        yield {
            "kind": "order",
            "column": ranks,
            "of": [ordering.key.header],
            "group": ordering.group or None,
            "ties": ordering.ties,
            "ascending": ordering.ascending,
            "rows": ordering.agree + len(ordering.displaced),
            "agree": ordering.agree,
            "given": ordering.given,
            "message": sentence,
        }


def _classes(found: Understanding, orderings: list[Ordering], names: Names, lang: str) -> Iterator[dict[str, Any]]:
    """Say which figures each class holds: its bounds lie between them and those of its neighbours."""
    after = Consequences(found, orderings)
    column, main = found.sheet.of("class"), after.main
    if column is None or main is None:
        return
    shown: dict[str, list[Figure]] = defaultdict(list)
    for name, figure in zip(column.texts, main.key.figures, strict=True):
        if name.strip() and figure is not None:
            shown[name.strip()].append(figure)
    ends = {name: sorted(figures, key=lambda figure: figure.value) for name, figures in shown.items()}
    spans = sorted(((name, each[0], each[-1]) for name, each in ends.items()), key=lambda span: span[1].value, reverse=True)
    if not spans or any(upper[1].value <= lower[2].value for upper, lower in itertools.pairwise(spans)):
        return
    said = "; ".join(f"{name} {_span(low, high)}" for name, low, high in spans)
    rows = sum(bool(name.strip()) for name in column.texts)
    yield {
        "kind": "classes",
        "column": column.header,
        "of": [main.key.header],
        "classes": [{"class": name, "from": low.printed, "to": high.printed} for name, low, high in spans],
        "rows": rows,
        "agree": rows,
        "given": False,
        "message": text(WORDS["classes"], lang, column=names(column.header), key=names(main.key.header), spans=said),
    }


def _span(low: Figure, high: Figure) -> str:
    return low.printed if low.value == high.value else f"{low.printed}–{high.printed}"
