"""The rows of the tables that are kept: the bodies with their codes and names, and the ranking groups that they are of."""

import re
from collections.abc import Mapping

from khoabang.auditing.audit import Audit, TableAudit
from khoabang.auditing.historic.columns import Columns
from khoabang.auditing.historic.criteria import Ranked
from khoabang.auditing.historic.described import Described
from khoabang.auditing.sheet import Column
from khoabang.auditing.words import plain as without_marks
from khoabang.language import N_, text
from khoabang.scoring.criteria.json_schema import PLACEHOLDERS
from khoabang.scoring.files.characters import seen
from khoabang.scoring.problems import Place, Problems

CODE = re.compile(r"[\w.\-]{1,80}")
_LONGEST = 60  # of a code made of a name; one that is met again gets a number behind it
_LONGEST_NAME = 300
_RANKING = N_("Bảng xếp hạng")
_UNNAMED = N_("(không in tên, dòng {row})")


class Rows:
    """The bodies of the tables that are kept: by table the code of each row, by code the name; and each table with its groups."""

    def __init__(
        self, audit: Audit, chosen: Mapping[int, Columns], described: Described, codes: Mapping[str, str], problems: Problems
    ) -> None:
        self.lang = described.lang
        self._called, self._alone = iter(described.groups), len(chosen) == 1
        self.codes: dict[int, list[str]] = {}
        self.names: dict[str, str] = {}
        self.ranked: dict[int, Ranked] = {}
        self._group_names: set[str] = set()
        self._taken: set[str] = set()
        tables: dict[str, int] = {}
        for number, columns in chosen.items():
            self.codes[number] = []
            for row, (name, printed) in enumerate(zip(columns.sheet.bodies, _printed_codes(columns), strict=True)):
                shown = seen(name).strip()
                if not shown or shown.lower() in PLACEHOLDERS:
                    shown = text(_UNNAMED, self.lang, row=row + 1)
                elif tables.setdefault(shown, number) != number:
                    problems.add("AUD032", Place(audit.document.name), body=shown, first=tables[shown] + 1, second=number + 1)
                code = self._free(codes.get(without_marks(shown)) or printed or _made_of(shown))
                self.names[code] = shown
                self.codes[number].append(code)
            self.ranked[number] = self._ranked(audit.tables[number], columns)

    def _free(self, code: str) -> str:
        """Give a code that no body has yet: a name that is printed twice stays twice."""
        count, free = 1, code
        while free.casefold() in self._taken:
            count += 1
            free = f"{code}-{count}"
        self._taken.add(free.casefold())
        return free

    def _ranked(self, audited: TableAudit, columns: Columns) -> Ranked:
        table, orderings = columns.sheet.table, audited.orderings
        first = len(self._group_names) + 1
        values = sorted({each.group for each in orderings if each.group})
        column = next((each for each in columns.sheet.columns if values and set(values) <= set(_texts(each))), None)
        if column is None:
            heading = table.group or ("" if self._alone else table.title)
            return Ranked(
                columns,
                audited.found.shares,
                orderings,
                {f"khoi-{first}": self._name(heading)},
                [f"khoi-{first}"] * len(table.rows),
            )
        texts = _texts(column)
        codes = {value: f"khoi-{first + number}" for number, value in enumerate(dict.fromkeys(texts))}
        names = {code: self._name(value) for value, code in codes.items()}
        return Ranked(columns, audited.found.shares, orderings, names, [codes[each] for each in texts])

    def _name(self, printed: str) -> str:
        """Give a group a name of its own: what people call it, else what it is headed."""
        name = (next(self._called, "") or " ".join(seen(printed).split()))[:_LONGEST_NAME]
        name = name if name and name.lower() not in PLACEHOLDERS else text(_RANKING, self.lang)
        free, count = name, 1
        while free in self._group_names:
            count += 1
            free = f"{name} ({count})"
        self._group_names.add(free)
        return free


def _printed_codes(columns: Columns) -> list[str]:
    """Give the codes that the table prints, where each body has one of its own."""
    column = columns.sheet.of("code")
    texts = [each.strip() for each in column.texts] if column is not None else []
    alone = len({each.casefold() for each in texts}) == len(texts)
    if texts and alone and all(CODE.fullmatch(each) and each.lower() not in PLACEHOLDERS for each in texts):
        return texts
    return [""] * len(columns.sheet.table.rows)


def _made_of(name: str) -> str:
    """Make a code of a name.

    >>> _made_of("Sở Lao động - Thương binh và Xã hội")
    'so-lao-dong-thuong-binh-va-xa-hoi'
    """
    return "-".join(re.findall(r"[a-z0-9]+", without_marks(name)))[:_LONGEST].strip("-") or "don-vi"


def _texts(column: Column) -> list[str]:
    return [" ".join(each.split()) for each in column.texts]
