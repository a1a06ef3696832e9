"""Rechecking a bundle offline: complete? unaltered? does it recompute to the same figures? What differs first?

Whoever alters a bundle can recompute every hash within. A result that its inputs do not give is found all the same; inputs and result changed to
agree are found only by the hash of the whole file, where the authority published it, or by a signature on a document.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal

from khoabang import __version__
from khoabang.bundle.archive import MOST_BYTES, AlteredError, NoArchiveError, unpack
from khoabang.bundle.differences import Difference, differences
from khoabang.bundle.figures import Figures
from khoabang.bundle.licences import Licence
from khoabang.bundle.package import BUNDLE_KIND, FORMAT, described
from khoabang.bundle.parts import (
    DOCUMENTS,
    EVALUATION_FILES,
    EXPLANATIONS,
    INPUTS,
    INPUTS_FILE,
    LICENCE,
    PACKAGE,
    PREVIOUS,
    README,
    RESULT,
    SET,
    SIGNATURES,
    SUMS,
    TABLES,
    Parts,
    derived,
    sums_of,
)
from khoabang.bundle.readme import readme
from khoabang.bundle.rescoring import Rescored, UnusableError, parsed, rescored, set_from
from khoabang.bundle.verifier import NAME as PAGE
from khoabang.bundle.verifier import page
from khoabang.scoring.problems import Place, Problems
from khoabang.scoring.result.build import RESULT_KIND

Json = dict[str, Any]
State = Literal["ok", "wrong", "stated", "not_done"]
STEPS = ("published", "form", "complete", "unaltered", "recomputed", "tables")
_ALWAYS = (README, LICENCE, PAGE, SET, RESULT, EXPLANATIONS, PACKAGE, SUMS)
_TELLING = ("name", "title", "version", "sources", "contributors")


@dataclass
class Report:
    """What was found: how each of `STEPS` ended, the problems, the first figure that differs and how many do.

    `sha256` is that of the whole file. `package` is what the bundle says of itself, where that could be read.
    """

    name: str
    sha256: str
    size: int
    problems: Problems = field(default_factory=Problems)
    steps: dict[str, State] = field(default_factory=lambda: dict.fromkeys(STEPS, "not_done"))
    package: Json = field(default_factory=dict)
    difference: Difference | None = None
    different: int = 0
    computed: Json | None = None
    figures: Figures = field(default_factory=lambda: Figures({}, {}))

    @staticmethod
    def of_whole(name: str, data: bytes) -> "Report":
        """Begin the report on a file."""
        return Report(name, hashlib.sha256(data).hexdigest(), len(data))

    @property
    def is_bundle(self) -> bool:
        """Whether the file is one at all, be it altered."""
        return not {"BUN001", "BUN016"} & set(self.problems.codes)

    def as_json(self) -> Json:
        """Give the document that `--json` prints."""
        known = self.package.get("khoabang", {})
        return {
            "format": 1,
            "kind": "khoabang.verification",
            "file": {"sha256": self.sha256, "bytes": self.size},
            "bundle": {key: known.get(key) for key in ("round", "edition", "set", "software")} if known else None,
            "steps": self.steps,
            "figures": self.figures.as_json(),
            "first_difference": self.difference.as_json() if self.difference else None,
            "differences": self.different,
            "problems": [problem.as_json() for problem in self.problems],
        }


def verify(data: bytes, name: str, published: str | None = None) -> Report:
    """Recheck a bundle.

    Args:
        data: the whole file.
        name: what problems call it.
        published: the SHA-256 that the authority published, in hexadecimal.
    """
    report = Report.of_whole(name, data)
    if published is not None:
        report.steps["published"] = "ok" if published.lower() == report.sha256 else "wrong"
        if published.lower() != report.sha256:
            report.problems.add("BUN009", Place(name), published=published.lower(), found=report.sha256)
    _Verification(report, data).run()
    return report


def verify_file(path: Path, published: str | None = None) -> Report:
    """Recheck a bundle's file.

    Raises:
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    if not path.is_file() or size > MOST_BYTES:
        report = Report(str(path), "", size)
        if path.is_file():
            report.problems.add("BUN016", Place(str(path)), size=size // 1_000_000, limit=MOST_BYTES // 1_000_000)
        else:
            report.problems.add("BUN001", Place(str(path)))
        return report
    return verify(path.read_bytes(), str(path), published)


class _Verification:
    def __init__(self, report: Report, data: bytes) -> None:
        self.report = report
        self.data = data
        self.entries: dict[str, bytes] = {}
        self.rescored: Rescored | None = None

    def run(self) -> None:
        steps: dict[str, Callable[[], None]] = {
            "form": self._form,
            "complete": self._complete,
            "unaltered": self._unaltered,
            "recomputed": self._recomputed,
            "tables": self._tables,
        }
        for step, check in steps.items():
            before = len(self.report.problems.errors)
            try:
                check()
            except UnusableError as error:
                self._add("BUN010", error.path, detail=error.detail)
            wrong = len(self.report.problems.errors) > before
            self.report.steps[step] = "wrong" if wrong else "ok"
            if (
                not self.entries
                or (step == "recomputed" and self.rescored is None)
                or (step == "unaltered" and not self._can_compute)
            ):
                return
        if self.report.figures.stated:
            self.report.steps["recomputed"] = "stated" if self.report.steps["recomputed"] == "ok" else "wrong"

    @property
    def _can_compute(self) -> bool:
        return bool(self.report.package) and all(path in self.entries for path in _ALWAYS)

    def _add(self, code: str, path: str = "", **params: object) -> None:
        self.report.problems.add(code, Place(self.report.name, field=path), **params)

    # The archive

    def _form(self) -> None:
        try:
            unpacked = unpack(self.data)
        except NoArchiveError:
            self._add("BUN001")
        except AlteredError as error:
            code = {"end": "BUN003", "longer": "BUN004", "encrypted": "BUN005", "compressed": "BUN005"}.get(error.kind, "BUN002")
            self._add(code, error.entry, offset=error.offset, more=len(self.data) - error.offset)
        else:
            self.entries = unpacked.entries
            for path, offset in unpacked.broken.items():
                self._add("BUN018", path, offset=offset)

    # What must be there, and nothing else

    def _complete(self) -> None:
        for path in _ALWAYS:
            if path not in self.entries:
                self._add("BUN007", path)
        inputs = {path.removeprefix(INPUTS) for path in self.entries if path.startswith(INPUTS)}
        if INPUTS_FILE not in inputs and "evaluation.yaml" not in inputs:
            self._add("BUN007", INPUTS)
        known = {*_ALWAYS, PREVIOUS, SIGNATURES}
        allowed = {INPUTS_FILE} if INPUTS_FILE in inputs else set(EVALUATION_FILES)
        for path in self.entries:
            inside = path.removeprefix(INPUTS) in allowed if path.startswith(INPUTS) else path.startswith((TABLES, DOCUMENTS))
            if path not in known and not inside:
                self._add("BUN008", path)
        if PACKAGE in self.entries:
            self.report.package = self._package()

    def _package(self) -> Json:
        package = parsed(PACKAGE, self.entries[PACKAGE])
        said = package.get("khoabang")
        if not isinstance(said, dict) or (said.get("kind"), said.get("format")) != (BUNDLE_KIND, FORMAT):
            raise UnusableError(PACKAGE, "khoabang.kind, khoabang.format")
        listed = [each["path"] for each in _resources(package)]
        for path in self.entries:
            if path not in {PACKAGE, SUMS} and path not in listed:
                self._add("BUN008", path)
        for path in listed:
            if path not in self.entries:
                self._add("BUN007", path)
        return package

    # Hashes

    def _unaltered(self) -> None:
        files = {path: content for path, content in self.entries.items() if path != SUMS}
        found = sums_of(files).decode().splitlines()
        written = self.entries.get(SUMS, b"").decode("utf-8", "replace").splitlines()
        told = {path: sha256 for sha256, _, path in (line.partition("  ") for line in written)}
        for line in found:
            sha256, _, path = line.partition("  ")
            if told.get(path, sha256) != sha256:
                self._add("BUN006", path, expected=told[path], found=sha256)
        if not self.report.problems.errors and sums_of(files) != self.entries.get(SUMS):
            self._add(
                "BUN006", SUMS, expected=hashlib.sha256(sums_of(files)).hexdigest(), found=_sha256(self.entries.get(SUMS, b""))
            )
        for each in _resources(self.report.package):
            content = self.entries.get(each["path"])
            if content is not None and (each.get("hash"), each.get("bytes")) != (f"sha256:{_sha256(content)}", len(content)):
                self._add("BUN006", each["path"], expected=str(each.get("hash")).removeprefix("sha256:"), found=_sha256(content))

    # Computing anew

    def _recomputed(self) -> None:
        given = parsed(RESULT, self.entries[RESULT])
        if given.get("kind") != RESULT_KIND or given.get("format") != 1:
            raise UnusableError(RESULT, "kind, format")
        previous = parsed(PREVIOUS, self.entries[PREVIOUS]) if PREVIOUS in self.entries else None
        inputs = {path.removeprefix(INPUTS): content for path, content in self.entries.items() if path.startswith(INPUTS)}
        self._last_year(inputs)
        self.rescored = rescored(set_from(SET, self.entries[SET]), inputs, previous)
        found = differences(given, self.rescored.result)
        self.report.computed = self.rescored.result
        self.report.difference = next(found, None)
        if (first := self.report.difference) is not None:
            self.report.different = 1 + sum(1 for _ in found)
            self._add(
                "BUN011", RESULT, subject="/".join(part for part in (first.group, first.body, first.criterion) if part),
                column=first.column, given=_shown(first.given), computed=_shown(first.computed), different=self.report.different,
            )  # fmt: skip
        self.report.figures = Figures.of(self.rescored.result)
        if self.report.figures.stated:
            counts = ", ".join(f"{kind} {count}" for kind, count in self.report.figures.stated.items())
            self._add("BUN013", RESULT, figures=counts)

    def _last_year(self, inputs: Mapping[str, bytes]) -> None:
        """Hold last year's result against the hash by which the inputs name it."""
        if INPUTS_FILE not in inputs:
            return
        named = parsed(INPUTS_FILE, inputs[INPUTS_FILE]).get("previous")
        wanted = named.get("sha256") if isinstance(named, dict) else None
        there = self.entries.get(PREVIOUS)
        if wanted and there is None:
            self._add("BUN007", PREVIOUS)
        elif there is not None and _sha256(there) != wanted:
            self._add("BUN006", PREVIOUS, expected=wanted or "–", found=_sha256(there))

    # What is drawn from the result

    def _tables(self) -> None:
        told = self.report.package["khoabang"]
        assert self.rescored is not None  # noqa: S101 - this step follows only then
        licence = self._licence()
        parts = Parts(
            self.rescored.result, {}, {}, self.rescored.explanations, self.rescored.lineage, licence=licence,
            edition=told["edition"] if isinstance(told.get("edition"), int) else 0, software=str(told.get("software")),
        )  # fmt: skip
        files = derived(parts)
        for path in sorted({*files, *(path for path in self.entries if path.startswith(TABLES))}):
            if path not in self.entries or path not in files:
                self._add("BUN007" if path in files else "BUN008", path)
            elif self.entries[path] != files[path]:
                line, given, computed = _first_line(self.entries[path], files[path])
                self._add("BUN012", path, line=line, given=_shown(given), computed=_shown(computed))
        figures = self.report.figures
        expected = described(parts.result, [], licence, figures, edition=parts.edition, software=parts.software)
        facts = ("kind", "round", "edition", "set", "figures")
        for key, one, other in (
            *((key, self.report.package.get(key), expected.get(key)) for key in _TELLING),
            *((f"khoabang.{key}", told.get(key), expected["khoabang"][key]) for key in facts),
        ):
            if one != other:
                self._add("BUN015", PACKAGE, key=key)
        ours = {PAGE: page(), README: readme(parts.result, figures, licence, parts.edition)}
        for path, content in ours.items():
            if self.entries[path] != content:
                self._add("BUN014", path, software=parts.software, ours=__version__)

    def _licence(self) -> Licence:
        stated = self.report.package.get("licenses")
        if not isinstance(stated, list) or len(stated) != 1 or not isinstance(stated[0], dict):
            raise UnusableError(PACKAGE, "licenses")
        name, title, url = (str(stated[0].get(key)) for key in ("name", "title", "path"))
        return Licence(name, title, url, self.entries[LICENCE].decode("utf-8", "replace"))


def _resources(package: Json) -> list[Json]:
    listed = package.get("resources", [])
    if not isinstance(listed, list) or not all(isinstance(each, dict) and isinstance(each.get("path"), str) for each in listed):
        raise UnusableError(PACKAGE, "resources")
    return listed


def _first_line(given: bytes, computed: bytes) -> tuple[int, str | None, str | None]:
    """Give the number of the first line that differs, and both."""
    one, other = (content.decode("utf-8", "replace").split("\n") for content in (given, computed))
    for number, (before, after) in enumerate(zip_longest(one, other), 1):
        if before != after:
            return number, before, after
    return 0, None, None


def _shown(value: str | None) -> str:
    """Give a value as a sentence can hold it: one line, without signs that move a screen, not endless."""
    return "–" if value is None else re.sub(r"[^\w\s.,;:/%(){}\"'«»+=\[\]-]+|\s+", " ", value).strip()[:160]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
