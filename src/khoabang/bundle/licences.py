"""The licences under which others may use an edition: data/licences."""

from dataclasses import dataclass

from khoabang.scoring.evaluations import DATA
from khoabang.scoring.files.documents import read_yaml
from khoabang.scoring.problems import Problems

_FOLDER = DATA / "licences"


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence: its name in the list of SPDX, its title, its address and its whole text."""

    code: str
    title: str
    url: str
    text: str


def licence(code: str = "") -> Licence:
    """Give a licence that ships, by its code; the one for whoever chose none, where left out.

    Raises:
        KeyError: none of this code ships.
    """
    located = read_yaml(_FOLDER / "licences.yaml", "licences.yaml", Problems())
    if located is None:
        raise FileNotFoundError("licences.yaml")
    known = {each["code"]: each for each in located.data["licences"]}
    chosen = known[code or located.data["default"]]
    text = (_FOLDER / f"{chosen['code']}.txt").read_text(encoding="utf-8")
    return Licence(chosen["code"], chosen["title"], chosen["url"], text)
