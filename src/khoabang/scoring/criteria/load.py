"""Reading a criteria set's folder."""

import json
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent, ScalarEvent

from khoabang.scoring.criteria.check import check
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.files.documents import build, read_yaml
from khoabang.scoring.problems import Place, Problems

SET_FILE = "set.yaml"


def load_set(folder: Path, problems: Problems, *, shown_as: str = "") -> CriteriaSet | None:
    """Read one version of a criteria set from its folder and check it.

    Gives None where the file cannot be read as a set at all; a set with errors of meaning is given, with its problems.
    """
    shown = shown_as or str(folder)
    if folder.is_file() and folder.name == SET_FILE:
        folder = folder.parent
        shown = shown.removesuffix("/" + SET_FILE)
    if not folder.exists():
        problems.add("FIL001", Place(shown))
        return None
    if not (folder / SET_FILE).is_file():
        problems.add("SET008", Place(shown))
        return None
    located = read_yaml(folder / SET_FILE, f"{shown}/{SET_FILE}", problems)
    if located is None or problems.errors:
        return None
    criteria_set = build(CriteriaSet, located, problems)
    if criteria_set is None:
        return None
    if criteria_set.id != folder.resolve().name and folder.resolve().name != "set":
        problems.add("SET009", located.place(("id",)), id=criteria_set.id, folder=folder.resolve().name)
    check(criteria_set, located, problems)
    return criteria_set


def name_of(folder: Path) -> str:
    """Give the name of a set that ships, without reading what follows it in the file; its id where there is none."""
    depth, key = 0, ""
    with (folder / SET_FILE).open(encoding="utf-8") as file:
        for event in YAML(typ="safe", pure=True).parse(file):
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            if isinstance(event, ScalarEvent) and depth == 1:
                if key == "name":
                    return str(event.value)
                key = "" if key else str(event.value)
            elif isinstance(event, CollectionEndEvent):
                key = ""
    return folder.name


def schema_text() -> str:
    """Give the JSON Schema of set.yaml, for editors."""
    schema = CriteriaSet.model_json_schema() | {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
