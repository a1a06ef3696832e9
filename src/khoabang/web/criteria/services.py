"""Writes: an upload is read and kept with what was found; one without errors is frozen as a version."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.models import RUNS, Person
from khoabang.web.accounts.selectors import refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.criteria.child import SECONDS
from khoabang.web.criteria.errors import AlreadyFrozen, HasErrors, NoSuchFile, VersionTaken
from khoabang.web.criteria.models import OwnVersion, SetUpload
from khoabang.web.organisations.models import Authority
from khoabang.web.plain import plain
from khoabang.web.rounds.models import CriteriaSetVersion

MOST_BYTES = 5_000_000
ENDINGS = (".yaml", ".yml", ".xlsx")
_TOO_HARD = _("Không đọc được tệp trong thời gian và bộ nhớ cho phép. Hãy kiểm tra tệp rồi tải lại.")


def set_uploaded(*, authority: Authority, file_name: str, content: bytes, by: Person) -> SetUpload:
    """Read a set and keep the upload, problems and all.

    Raises:
        NoSuchFile: it is empty, too large, or neither YAML nor a workbook.
    """
    refuse_without_role(by, RUNS, authority)
    name = plain(Path(file_name.replace("\\", "/")).name)[:255]
    if not name.lower().endswith(ENDINGS):
        raise NoSuchFile(_("Chỉ nhận tệp YAML (.yaml) hoặc sổ Excel (.xlsx) của bộ tiêu chí."))
    if not content:
        raise NoSuchFile(_("Tệp rỗng. Hãy chọn đúng tệp bộ tiêu chí."))
    if len(content) > MOST_BYTES:
        raise NoSuchFile(_("Tệp lớn hơn 5 MB. Tệp bộ tiêu chí thường nhỏ hơn 1 MB: hãy kiểm tra lại."))
    found = _read(name, content)
    now = clock.now()
    with transaction.atomic():
        upload = SetUpload.objects.create(
            authority=authority,
            file_name=name,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            document=json.dumps(found["set"], ensure_ascii=False, separators=(",", ":")) if found["set"] else "",
            problems=json.dumps(found["problems"], ensure_ascii=False, separators=(",", ":")),
            at=now,
            by=by,
        )
        record(
            chain=chain_of(authority=authority.code), action="set.uploaded", by=by, now=now, subject=name,
            detail={"sha256": upload.sha256, "problems": len(found["problems"])},
        )  # fmt: skip
    return upload


def set_frozen(*, upload: SetUpload, by: Person) -> CriteriaSetVersion:
    """Freeze an upload as a version that rounds may be made from. The same text frozen before is the same version.

    Raises:
        HasErrors: the set cannot be read, or has errors.
        VersionTaken: another text of this authority, or one that everybody may use, stands under its code and version.
        AlreadyFrozen: this very text was frozen, by this authority or for everybody.
    """
    refuse_without_role(by, RUNS, upload.authority)
    if not upload.document or any(each["severity"] == "error" for each in json.loads(upload.problems)):
        raise HasErrors
    data = json.loads(upload.document)
    digest = set_sha256(data)
    now = clock.now()
    try:
        with transaction.atomic():
            common = CriteriaSetVersion.objects.filter(code=data["id"], version=data["version"], owner="").first()
            if common is not None:  # what everybody may use does not become one authority's
                raise AlreadyFrozen if common.sha256 == digest else VersionTaken(data["id"], data["version"])
            version, made = CriteriaSetVersion.objects.get_or_create(
                code=data["id"],
                version=data["version"],
                owner=upload.authority.code,
                defaults={
                    "sha256": digest,
                    "name": data["name"],
                    "issuer": data["issuer"],
                    "nature": data["nature"],
                    "lang": data.get("lang", "vi"),
                    "document": upload.document,
                },
            )
            if version.sha256 != digest:
                raise VersionTaken(data["id"], data["version"])
            if not made:
                raise AlreadyFrozen
            OwnVersion.objects.create(version=version, authority=upload.authority, upload=upload, at=now, by=by)
            record(
                chain=chain_of(authority=upload.authority.code), action="set.frozen", by=by, now=now,
                subject=f"{version.code} {version.version}", detail={"sha256": digest},
            )  # fmt: skip
    except IntegrityError:  # somebody else froze it a moment ago
        raise AlreadyFrozen from None
    return version


def set_sha256(data: dict[str, Any]) -> str:
    """The hash of a set's content, as `CriteriaSet.sha256` computes it."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _read(name: str, content: bytes) -> dict[str, Any]:
    """Read an upload in a process of its own, so that a hostile file costs no more than that process."""
    with tempfile.TemporaryDirectory(prefix="khoabang-set-") as folder:
        path = Path(folder) / "set" / ("set.xlsx" if name.lower().endswith(".xlsx") else "set.yaml")
        path.parent.mkdir()
        path.write_bytes(content)
        # -P: what lies in the current folder is not imported in place of a library.
        command = [sys.executable, "-P", "-m", "khoabang.web.criteria.child", str(path), name]
        places = os.pathsep.join(os.path.abspath(entry) for entry in sys.path if entry)  # noqa: PTH100 - text, and nothing resolved
        environment = {"PYTHONPATH": places, "PYTHONUTF8": "1", "PATH": os.environ.get("PATH", os.defpath)}
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and module
                command, capture_output=True, env=environment, timeout=SECONDS, check=True, start_new_session=True
            )
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
            raise NoSuchFile(_TOO_HARD) from None
    found: dict[str, Any] = json.loads(done.stdout)
    return found
