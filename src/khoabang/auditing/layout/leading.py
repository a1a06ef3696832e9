"""The headers of a table in running text: the lines before its first row, of which a spanning one has no column of its own."""

from khoabang.auditing.layout import vocabulary
from khoabang.auditing.layout.headers import JOINT
from khoabang.auditing.layout.sorts import is_year, plain
from khoabang.auditing.layout.tokens import Token
from khoabang.auditing.words import hinted

_LONGEST = 140


def lines_before(tokens: list[Token], end: int, width: int) -> int:
    """Give where the lines that may be headers begin, before the first row."""
    start = end
    while start and end - start < 2 * width + 8:
        token = tokens[start - 1]
        if not (token.sign == "w" or is_year(token.text)) or len(token.text) > _LONGEST or token.text.endswith((".", ":", ";")):
            break
        start -= 1
    return start


def headers_before(tokens: list[Token], end: int, master: str, *, optional: int) -> tuple[list[str], int] | None:
    """Find the headers of one line each that stand before a position: one for each column, and where they begin.

    `optional` columns at the end hold notes that may have no header.
    """
    width = len(master)
    start = lines_before(tokens, end, width)
    texts = [token.text for token in tokens[start:end]]
    if not texts:
        return None
    anchors = [at for at, text in enumerate(texts) if vocabulary.ORDER.fullmatch(plain(text))]
    numbered = master[0] == "n"
    enough = [at for at in anchors if len(texts) - at >= width]
    begin = enough[-1] if enough else anchors[0] if anchors else None
    if begin is None or not numbered:
        named = [at for at, text in enumerate(texts) if "body" in hinted(text)[:1]]
        if numbered and len(texts) != width and named and len(texts) - named[-1] == width - 1:
            return ["", *texts[named[-1] :]], start + named[-1]
        fitting = [at for at in named if len(texts) - at >= width] if not numbered else []
        begin = fitting[-1] if fitting else max(0, len(texts) - width)
    found = texts[begin:]
    if len(found) == width + 1 and not optional and vocabulary.NOTE.fullmatch(plain(found[-1])):
        return found[:-1], start + begin  # no row has a note
    if len(found) > width:
        spread = _under_spans(found, width)
        return (spread, start + begin) if spread else None
    if width - optional <= len(found) < width:
        found = found + [""] * (width - len(found))
    return (found, start + begin) if len(found) == width else None


def _under_spans(texts: list[str], width: int) -> list[str] | None:
    """Tell spanning lines from the headers under them, where there are more lines than columns."""
    extra = len(texts) - width
    if extra > 3:
        return None
    outer = [bool(vocabulary.OUTER.search(plain(text))) and number > 1 for number, text in enumerate(texts)]
    if extra == 1 and (across := _row_by_row(texts, outer)):
        return across
    scores = sorted(((_shared(texts, at), -at) for at in range(2, len(texts) - 2)), reverse=True)
    chosen = sorted(-at for score, at in scores[:extra] if score > 0)
    if len(chosen) < extra:
        chosen = [2] if extra == 1 and len(texts) > 4 else []
    if len(chosen) < extra:
        return None
    headers: list[str] = []
    span = ""
    for at, text in enumerate(texts):
        if at in chosen:
            span = text
        else:
            span = "" if outer[at] else span
            headers.append(f"{span}{JOINT}{text}" if span else text)
    return headers


def _row_by_row(texts: list[str], outer: list[bool]) -> list[str] | None:
    """Lines of a header of two rows, read row by row: the texts under the span stand last, after the totals."""
    if outer[-1] or not any(outer):
        return None
    first = outer.index(True)
    last = len(outer) - 1 - outer[::-1].index(True)
    if first < 3 or not all(outer[first : last + 1]) or len(texts) - last - 1 < 2:
        return None
    span = texts[first - 1]
    return [*texts[: first - 1], *(f"{span}{JOINT}{text}" for text in texts[last + 1 :]), *texts[first : last + 1]]


def _shared(texts: list[str], at: int) -> int:
    """How many words a line has in common with both lines after it, where it is the shorter."""
    words = [set(plain(text).split()) for text in texts[at : at + 3]]
    common = words[0] & words[1] & words[2]
    return len(common) if 2 * len(common) > len(words[0]) else 0


def split_header(text: str, master: str, *, optional: int) -> list[str] | None:
    """Part a line of headers at capital letters, if that gives one for each column."""
    width = len(master)
    found: list[str] = []
    for word in text.split(" "):
        begins = word[:1].isupper() and word[1:2].islower() and not (found and found[-1].endswith((",", "-", "–", "&", "(", "/")))
        if begins or not found:
            found.append(word)
        else:
            found[-1] += f" {word}"
    if width - optional <= len(found) <= width:
        headers = found + [""] * (width - len(found))
        return headers if agrees(headers, master) else None
    return None


def agrees(headers: list[str], master: str) -> bool:
    """Whether headers suit what stands under them: a name over words, a rank or a total over numbers."""
    for header, sign in zip(headers, master, strict=True):
        role = (hinted(header) or ["other"])[0]
        if (role == "body" and sign == "n") or (role in {"order", "rank", "total", "index"} and sign == "w"):
            return False
    return True
