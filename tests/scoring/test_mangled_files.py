"""Files mangled at random: reading them gives a table or problems, and nothing else."""

import os
import random
import zipfile
from io import BytesIO

import pytest

import hostile
from khoabang.scoring import Problems, load_set, shipped_sets
from khoabang.scoring.criteria.workbook import read_workbook, write_workbook
from khoabang.scoring.files.tables import read_table

TRIES = 3000 if os.environ.get("KB_STRESS") == "1" else 60
SOUND = {
    "csv": 'code,name,loai\na,"Sở, A",so\nb,Sở B,so\n'.encode(),
    "json": '[{"code": "a", "name": "Sở A", "n": 1.50}, {"code": "b", "t": true}]'.encode(),
    "xlsx": hostile.xlsx(hostile.row(1, "code", "name", "v") + hostile.row(2, "a", "Sở A", 1.5), shared="<si><t>x</t></si>"),
    "ods": hostile.ods(f"<table:table-row>{hostile.ods_cell('code')}{hostile.ods_cell('name')}</table:table-row>" * 3),
}


def mangled(content, chance):
    """Change, drop, double or cut some bytes."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        if not data:
            break
        at = chance.randrange(len(data))
        match chance.randrange(5):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 20)]
            case 2:
                data[at:at] = data[at : at + chance.randint(1, 20)]
            case 3:
                del data[at:]
            case _:
                data[at:at] = chance.choice([b"\0", b'"', b"\n", b"<", b"&", b"]]>", b"\xff\xfe", b"1e999", b"NaN", b"]" * 50])
    return bytes(data)


def inside(content, chance):
    """Mangle one part of an archive, which stays whole."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as made:
        chosen = chance.choice(archive.namelist())
        for name in archive.namelist():
            made.writestr(name, mangled(archive.read(name), chance) if name == chosen else archive.read(name))
    return out.getvalue()


@pytest.mark.parametrize("kind", SOUND)
def test_a_mangled_table_is_a_table_or_problems(tmp_path, kind):
    chance = random.Random(kind)
    path = tmp_path / f"t.{kind}"
    for _ in range(TRIES):
        content = (
            inside(SOUND[kind], chance) if kind in {"xlsx", "ods"} and chance.random() < 0.8 else mangled(SOUND[kind], chance)
        )
        path.write_bytes(content)
        problems = Problems()
        table = read_table(path, "t", problems)
        assert (table is None) == bool(problems.errors), content
        for row in table.rows if table else []:
            for column in table.columns:
                assert isinstance(row.cells[column], str)
                assert str(row.place(column))


def test_a_mangled_criteria_workbook_is_a_set_or_problems(tmp_path):
    chance = random.Random(7)
    path = tmp_path / "s.xlsx"
    write_workbook(load_set(shipped_sets()["hung-yen-2019"], Problems()), path)
    sound = path.read_bytes()
    for _ in range(TRIES // 3):
        path.write_bytes(inside(sound, chance))
        problems = Problems()
        assert read_workbook(path, "s", problems) is not None or problems.errors
