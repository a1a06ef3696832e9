"""What was inferred of a table, said with what bears it out."""

from typing import Any

from khoabang.auditing.ordering import Ordering
from khoabang.auditing.roles import Understanding
from khoabang.language import N_, text
from khoabang.scoring.numbers import plain

WORDS = {
    "sum": N_("«{target}» là tổng của: {parts}"),
    "mean": N_("«{target}» là trung bình cộng của: {parts}"),
    "weighted": N_("«{target}» là tổng có trọng số của: {parts}"),
    "product": N_("«{target}» là tích của: {parts}"),
    "share": N_("«{target}» là «{total}» chia cho {maximum}"),
    "order": N_("«{ranks}» xếp theo «{key}»"),
    "rows": N_("Các dòng xếp theo «{key}»"),
}


def inferences(found: Understanding, orderings: list[Ordering], lang: str = "vi") -> list[dict[str, Any]]:
    """Give each inference: its kind, the columns it is of, how many rows bear it out, and a sentence."""
    told: list[dict[str, Any]] = []
    for formula in found.formulas:
        parts = [part.header for part in formula.parts]
        weights = [plain(weight) for weight in formula.weights]
        shown = (
            "; ".join(f"{weight} × {part}" for weight, part in zip(weights, parts, strict=True)) if weights else "; ".join(parts)
        )
        sentence = text(WORDS[formula.kind], lang, target=formula.target.header, parts=shown)
        told.append(
            {
                "kind": formula.kind,
                "column": formula.target.header,
                "of": parts,
                "weights": weights,
                "rows": formula.rows,
                "agree": formula.fits,
                "message": sentence,
            }
        )
    for share in found.shares:
        for denominator in share.denominators:
            value = plain(denominator.value)
            sentence = text(WORDS["share"], lang, target=share.index.header, total=share.total.header, maximum=value)
            told.append(
                {
                    "kind": "share",
                    "column": share.index.header,
                    "of": [share.total.header],
                    "maximum": value,
                    "rows": len(share.index.present),
                    "agree": len(denominator.rows),
                    "message": sentence,
                }
            )
    for ordering in orderings:
        ranks = ordering.ranks.header if ordering.ranks else None
        sentence = text(WORDS["order" if ranks is not None else "rows"], lang, ranks=ranks or "", key=ordering.key.header)
        told.append(
            {
                "kind": "order",
                "column": ranks,
                "of": [ordering.key.header],
                "ties": ordering.ties,
                "ascending": ordering.ascending,
                "rows": ordering.agree + len(ordering.displaced),
                "agree": ordering.agree,
                "message": sentence,
            }
        )
    return told
