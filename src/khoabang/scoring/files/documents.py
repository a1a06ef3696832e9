"""Strict YAML: all scalars stay text, every key and value keeps its line, and what could mislead a reader is refused.

Reads our own files (criteria sets, examples, evaluations) into models, collecting problems with file and line.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from khoabang.language import N_, text
from khoabang.scoring.files.characters import unseen
from khoabang.scoring.problems import Place, Problems

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_NODES = 50_000  # keys and values; the largest set that ships has a tenth
_NULLS = {"", "~", "null"}

Model = TypeVar("Model", bound=BaseModel)
Path_ = tuple[str | int, ...]


class _TooDeepError(Exception):
    pass


class _TooManyError(Exception):
    pass


class _BoundedComposer(Composer):
    """Stops while a document is put together, before what is too large takes time and memory."""

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader=loader)
        self.nodes = self.depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.nodes += 1
        self.depth += 1
        if self.nodes > MAX_NODES:
            raise _TooManyError
        if self.depth > MAX_DEPTH + 1:
            raise _TooDeepError
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


ABSENT = object()


def inside(data: Any, part: str | int) -> Any:
    """Give what stands under a key or index of plain data, or ABSENT."""
    if isinstance(data, Mapping):
        return data.get(part, ABSENT)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return ABSENT


class Located:
    """Plain data with the line of every key and item, or the cell where it was read from a workbook."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.data: Any = None
        self.lines: dict[Path_, int] = {}
        self.cells: dict[Path_, str] = {}

    def place(self, path: Path_) -> Place:
        """Give the file and the line or cell of a value; of the nearest thing above it where it is missing."""
        known = path
        while known and known not in self.lines and known not in self.cells:
            known = known[:-1]
        field = ".".join(str(part) for part in path)
        if known in self.cells:
            return Place(self.file, cell=self.cells[known], field=field)
        return Place(self.file, self.lines.get(known, 1), field=field)


def is_there(path: Path) -> bool:
    """Say whether something has this name, be it unreadable: only what is not there may be passed over in silence."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:
        return True
    return True


def read_yaml(path: Path, shown_as: str, problems: Problems) -> Located | None:
    """Read a YAML file strictly; None where it cannot be used at all."""
    place = Place(shown_as)
    try:
        if path.is_dir():
            problems.add("FIL031", place, detail=text(N_("đây là thư mục")))
            return None
        if not path.is_file():
            problems.add("FIL001", place)
            return None
        if path.stat().st_size > MAX_BYTES:
            problems.add("SET010", place, detail=f"> {MAX_BYTES // 1_000_000} MB")
            return None
        source = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.add("SET001", place, detail=text(N_("tệp không phải UTF-8")))
        return None
    except OSError as error:
        problems.add("FIL031", place, detail=error.strerror or type(error).__name__)
        return None
    located = Located(shown_as)
    before = len(problems)
    if not _parse(source, located, problems):
        return None
    if not isinstance(located.data, dict):
        if len(problems) == before:
            problems.add("SET001", place, detail=text(N_("tệp phải là các cặp khóa: giá trị")))
        return None
    return located


def read_fragment(source: str, place: Place, problems: Problems) -> Any:
    """Read YAML that stands in one cell, as strictly; every problem is placed at the cell. None where it cannot be read."""
    found, fragment = Problems(), Located(place.file)
    understood = _parse(source, fragment, found)
    for problem in found:
        problems.add(problem.code, place, **problem.params)
    return fragment.data if understood else None


def _parse(source: str, located: Located, problems: Problems) -> bool:
    place = Place(located.file)
    try:
        node = _composed(source)
        located.data = _plain(node, (), located, problems) if node is not None else None
    except (_TooDeepError, RecursionError):
        problems.add("SET010", place, detail=text(N_("lồng quá {most} bậc"), most=MAX_DEPTH))
    except _TooManyError:
        problems.add("SET010", place, detail=text(N_("hơn {most} khóa và giá trị"), most=MAX_NODES))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        code = "SET003" if "alias" in (error.problem or "") else "SET001"
        problems.add(code, Place(located.file, line), **({} if code == "SET003" else {"detail": error.problem or ""}))
    except ReaderError as error:
        before = source[: error.position]
        place = Place(located.file, before.count("\n") + 1)
        column = error.position - before.rfind("\n")
        problems.add("FIL032", place, sign=f"U+{ord(source[error.position]):04X}", position=column)
    except (ValueError, OverflowError):
        problems.add("SET001", place, detail=text(N_("có mã ký tự không tồn tại")))
    except YAMLError as error:  # pragma: no cover - every kind that is known is caught above
        problems.add("SET001", place, detail=str(error).splitlines()[0])
    else:
        return True
    return False


def _composed(source: str) -> Node | None:
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _BoundedComposer
    node: Node | None = yaml.compose(source)
    return node


def _plain(node: Node, path: Path_, located: Located, problems: Problems) -> Any:
    if len(path) > MAX_DEPTH:
        raise _TooDeepError
    line = node.start_mark.line + 1
    located.lines.setdefault(path, line)
    if node.anchor or node.ctag.handle:
        problems.add("SET003", Place(located.file, line))
    if isinstance(node, ScalarNode):
        _refuse_unseen(node.value, line, located, problems)
        return None if node.style is None and node.value.lower() in _NULLS else node.value
    if isinstance(node, SequenceNode):
        return [_plain(item, (*path, i), located, problems) for i, item in enumerate(node.value)]
    assert isinstance(node, MappingNode)  # noqa: S101 - YAML has no fourth kind of node
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, ScalarNode) else ""
        key_line = key_node.start_mark.line + 1
        _refuse_unseen(key, key_line, located, problems)
        where = (*path, key)
        if key in data:
            problems.add(
                "SET002", Place(located.file, key_line, field=".".join(map(str, where))), key=key, first=located.lines[where]
            )
            continue
        located.lines[where] = key_line
        data[key] = _plain(value_node, where, located, problems)
    return data


def _refuse_unseen(written: str, line: int, located: Located, problems: Problems) -> None:
    if found := unseen(written):
        problems.add("FIL032", Place(located.file, line), sign=found.sign, position=found.position)


def build(model: type[Model], located: Located, problems: Problems) -> Model | None:
    """Turn located data into a model; each thing that does not fit is a problem at its line."""
    try:
        return model.model_validate(located.data)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            path = _real_path(item["loc"], located.data)
            _explain(item["type"], item.get("ctx") or {}, item.get("input"), item["loc"], path, model, located, problems)
        return None


def _real_path(loc: tuple[str | int, ...], data: Any) -> Path_:
    """Leave out of a validation path what is not in the file: names of union members and wrappers."""
    path: list[str | int] = []
    for part in loc:
        inner = inside(data, part)
        if inner is not ABSENT:
            path.append(part)
            data = inner
    return tuple(path)


def _explain(
    kind: str,
    context: Mapping[str, Any],
    given: Any,
    loc: tuple[str | int, ...],
    path: Path_,
    model: type[BaseModel],
    located: Located,
    problems: Problems,
) -> None:
    place = located.place(path)
    shown = str(given) if isinstance(given, str | int) else type(given).__name__
    match kind:
        case "extra_forbidden":
            allowed = allowed_keys(model, loc[:-1], located.data)
            problems.add("SET004", place, key=context.get("field", loc[-1]), allowed=", ".join(allowed))
        case "missing" | "union_tag_not_found":
            key = context.get("field") or ("kind" if kind != "missing" else loc[-1])
            problems.add("SET005", located.place(path), key=key)
        case "literal_error" | "enum":
            problems.add(
                "SET006", place, value=shown, allowed=str(context.get("expected", "")).replace(" or ", ", ").replace("'", "")
            )
        case "union_tag_invalid":
            problems.add(
                "SET006", place, value=context.get("tag", ""), allowed=str(context.get("expected_tags", "")).replace("'", "")
            )
        case "placeholder":
            problems.add("SET011", place, value=shown)
        case "formula":
            problems.add("SET037", place, code=".".join(map(str, path)), detail=context["detail"])
        case "bounds":
            problems.add("SET043", place, code=".".join(map(str, path)), detail=context["detail"])
        case _:
            problems.add("SET007", place, value=shown[:80], detail=text(_SHAPES.get(kind, _SHAPES["other"])))


_SHAPES = {
    "exact_number": N_("cần một số viết như 12, 0.5 hoặc 1/2"),
    "string_type": N_("cần một đoạn chữ"),
    "string_too_short": N_("không được để trống"),
    "string_too_long": N_("quá dài"),
    "string_pattern_mismatch": N_("mã chỉ gồm chữ, số, dấu chấm, gạch ngang và gạch dưới"),
    "date_from_datetime_parsing": N_("cần một ngày dạng 2021-01-05"),
    "date_parsing": N_("cần một ngày dạng 2021-01-05"),
    "int_parsing": N_("cần một số nguyên"),
    "bool_parsing": N_("cần yes hoặc no"),
    "list_type": N_("cần một danh sách"),
    "too_short": N_("danh sách thiếu phần tử"),
    "too_long": N_("danh sách thừa phần tử"),
    "model_type": N_("cần các cặp khóa: giá trị"),
    "dict_type": N_("cần các cặp khóa: giá trị"),
    "one_line": N_("cần đúng một dòng chữ, không xuống dòng, không có ký tự không nhìn thấy"),
    "one_of": N_("chỉ được ghi một trong các khóa loại trừ nhau (points/share, criteria/rule)"),
    "other": N_("xem docs/formats.md"),
}


def allowed_keys(model: type[BaseModel], loc: tuple[str | int, ...], data: Any) -> list[str]:
    """Give the keys that the schema knows at a place, for the message that refuses another one."""
    schema = model.model_json_schema()
    here: Any = schema
    for part in loc:
        here = _descend(_resolve(here, schema, data), part, data)
        inner = inside(data, part)
        data = data if inner is ABSENT else inner
        if here is None:
            return []
    return sorted(_resolve(here, schema, data).get("properties", {}))


def _resolve(here: Any, schema: Any, data: Any) -> Any:
    while True:
        if "$ref" in here:
            here = schema["$defs"][here["$ref"].rsplit("/", 1)[1]]
        elif "discriminator" in here and isinstance(data, Mapping) and data.get("kind") in here["discriminator"]["mapping"]:
            here = schema["$defs"][here["discriminator"]["mapping"][data["kind"]].rsplit("/", 1)[1]]
        elif "anyOf" in here:
            options = [option for option in here["anyOf"] if option.get("type") in ("object", "array") or "$ref" in option]
            if not options:
                return here
            here = options[0]
        else:
            return here


def _descend(here: Any, part: str | int, data: Any) -> Any:
    if isinstance(part, int):
        return here.get("items")
    properties = here.get("properties", {})
    if part in properties:
        return properties[part]
    if isinstance(here.get("additionalProperties"), dict):
        return here["additionalProperties"]
    return here if isinstance(data, Mapping) and part not in data else None
