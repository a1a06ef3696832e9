"""From bytes to blocks: the reader of each kind of document, and refusals as problems. Runs where it can do no harm."""

from khoabang.auditing.reading.gathered import Gathered
from khoabang.auditing.reading.limits import MEMORY, SECONDS, RefusalError, megabytes
from khoabang.auditing.reading.lines import read_lines
from khoabang.auditing.reading.recognising import KINDS, by_content, by_name

_TEXTS = {"csv", "tsv", "text", "pipes"}


def read_bytes(raw: bytes, name: str, kind: str = "", seconds: int = SECONDS) -> Gathered:
    """Read a file's content; whatever is wrong with it is a problem of what is given back, and no exception.

    `kind` is one of `KINDS`, where the caller knows better than content and name; `seconds` is how long it may take.
    """
    gathered = Gathered(kind or by_name(name) or "text", seconds=seconds)
    try:
        _read(raw, name, kind, gathered)
    except RefusalError as refusal:
        _refused(gathered, refusal.code, refusal.params)
    except MemoryError:
        _refused(gathered, "AUD017", {"limit": megabytes(MEMORY)})
    except RecursionError:
        _refused(gathered, "AUD015", {})
    except BaseException as error:
        # Readers of other people's formats raise whatever they like on a broken file; a panic of Rust is no Exception either.
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        _refused(gathered, "AUD006", {"kind": gathered.kind})
    return gathered


def read_pasted(text: str, gathered: Gathered) -> None:
    """Read text that was pasted: lines, with whatever tables stand among them."""
    try:
        read_lines(text, gathered)
    except RefusalError as refusal:
        _refused(gathered, refusal.code, refusal.params)
    if not gathered.blocks and not gathered.problems:
        gathered.problem("AUD003")


def _refused(gathered: Gathered, code: str, params: dict[str, str]) -> None:
    gathered.blocks.clear()  # half a table would be taken for a whole one
    gathered.pictures.clear()
    gathered.problem(code, **({"kinds": ", ".join(KINDS)} if code == "AUD005" else {}), **params)


def _read(raw: bytes, name: str, kind: str, gathered: Gathered) -> None:
    if not raw.strip():
        raise RefusalError("AUD003")
    promised = by_name(name)
    found = kind or by_content(raw, promised)
    gathered.kind = found
    _read_kind(raw, found, gathered)
    if promised and promised != found and not kind and not {promised, found} <= _TEXTS:
        gathered.problem("AUD020", suffix=name.rpartition(".")[2], kind=gathered.kind)
    unread = any(problem.code in {"AUD018", "AUD029"} for problem in gathered.problems)
    if not gathered.blocks and not unread:
        gathered.problem("AUD019")


def _read_kind(raw: bytes, kind: str, gathered: Gathered) -> None:
    match kind:
        case "xlsx" | "xls":
            from khoabang.auditing.reading.workbooks import read_xls, read_xlsx

            (read_xlsx if kind == "xlsx" else read_xls)(raw, gathered)
        case "ods":
            from khoabang.auditing.reading.opendocument import read_ods

            read_ods(raw, gathered)
        case "docx":
            from khoabang.auditing.reading.word import read_docx

            read_docx(raw, gathered)
        case "html":
            from khoabang.auditing.reading.web_pages import read_html

            read_html(raw, gathered)
        case "pdf":
            from khoabang.auditing.reading.pdf import read_pdf

            read_pdf(raw, gathered)
        case "png" | "jpeg" | "tiff":
            from khoabang.auditing.reading.scans import read_images

            read_images(raw, gathered)
        case _:
            _read_text(raw, kind, gathered)


def _read_text(raw: bytes, kind: str, gathered: Gathered) -> None:
    from khoabang.auditing.reading.decoding import decode
    from khoabang.auditing.reading.delimited import parse_delimited

    text = decode(raw, gathered)
    if kind in {"csv", "tsv"} and parse_delimited(text, gathered):
        return
    gathered.kind = "text"
    read_lines(text, gathered)
