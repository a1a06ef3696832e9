"""What each command takes, described in the user's language; argparse's own English is put into it too."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from khoabang import __version__
from khoabang.cli.papers import CHECK, FACTS, WORKBOOK
from khoabang.cli.reading import MisuseError
from khoabang.documents.kinds import KINDS
from khoabang.language import LANGUAGES, N_, text

COMMANDS = {
    "check": N_("Kiểm tra một bộ tiêu chí và chạy các ví dụ của nó"),
    "score": N_("Chấm điểm: bảng điểm của từng cơ quan"),
    "rank": N_("Xếp hạng: bảng xếp hạng, thống kê, xếp loại"),
    "explain": N_("Giải thích điểm của một cơ quan đến từng điều khoản"),
    "template": N_("Lập mẫu nhập số liệu và danh sách cơ quan"),
    "convert": N_("Chuyển bộ tiêu chí giữa set.yaml và bảng tính"),
    "diff": N_("So sánh hai bộ tiêu chí hoặc hai kết quả"),
    "audit": N_("Tìm trong một bảng xếp hạng đã công bố những gì không khớp nhau"),
    "document": N_("Soạn văn bản của một đợt đánh giá: Word để sửa, PDF để lưu trữ"),
    "bundle": N_("Ghi gói dữ liệu mở của một đợt đánh giá"),
    "verify": N_("Kiểm tra một gói dữ liệu mở: đủ, nguyên vẹn, tính lại có ra đúng kết quả"),
    "schema": N_("In JSON Schema của các tệp, cho trình soạn thảo và chương trình khác"),
    "sign": N_("Ký số một tệp PDF bằng tệp khóa hoặc thiết bị"),
    "verify-signature": N_("Kiểm tra các chữ ký số của một tệp PDF, không dùng mạng"),
    "serve": N_("Mở cổng thông tin trên máy này"),
    "log": N_("Kiểm tra chuỗi băm của nhật ký, hoặc niêm phong nhật ký"),
    "clock": N_("Làm một lần những việc đã đến lúc: niêm phong, nhắc hạn, gửi thư"),
    "doctor": N_("Kiểm tra dữ liệu và cách đặt của phần mềm"),
    "backup": N_("Sao lưu cơ sở dữ liệu và mọi tệp vào một tệp"),
    "restore": N_("Phục hồi từ một bản sao lưu"),
}
LAST_PORT = 65_535
SCHEMAS = ("set", "evaluation", "result", "explanation")
_HELP = {
    "published": N_(
        "tệp của bảng đã công bố: xlsx, xls, ods, docx, html, pdf, csv, tsv, văn bản, ảnh; «-»: đọc văn bản từ đầu vào"
    ),
    "cells": N_("ghi các ô máy đọc từ ảnh vào bảng tính .xlsx này, cạnh ảnh của trang, để sửa rồi kiểm tra chính bảng tính ấy"),
    "keep": N_("giữ bảng thành một kết quả lịch sử trong thư mục này, với mọi phát hiện; tên thư mục là mã của kết quả"),
    "about_kept": N_("đi với --keep: bảng của ai, năm nào, văn bản nào công bố, đọc ở đâu (tệp .yaml)"),
    "table": N_("đi với --keep: chỉ giữ bảng này, đếm từ 1; lặp lại được"),
    "role": N_("sửa vai của một cột (số đếm từ 1, hoặc chữ từ A), ví dụ: --role 5=total, ở bảng thứ hai: --role 2:5=total"),
    "by_set": N_("bộ tiêu chí để đối chiếu: thư mục, bảng tính, hoặc mã của bộ đi kèm"),
    "maximum": N_("điểm tối đa của một cột, ví dụ: --maximum E=50"),
    "formula": N_("cách tính một cột, ví dụ: --formula 'I = C + D + E', 'J = I / 498 hoặc 398'"),
    "order": N_("cột quyết định thứ hạng, ví dụ: --order J; ít nhất đứng đầu: --order 'J tăng'"),
    "ties": N_("cách đánh số khi đồng hạng: competition (1, 2, 2, 4) hoặc dense (1, 2, 2, 3)"),
    "band": N_("một mức xếp loại, ví dụ: --band 'Tốt: từ 0,85' --band 'Khá: từ 0,7'"),
    "groups": N_("cột ghi nhóm được xếp hạng riêng, ví dụ: --groups B; chỉ một bảng xếp hạng: --groups -"),
    "set": N_("thư mục bộ tiêu chí, tệp set.yaml, hoặc mã của một bộ đi kèm"),
    "round": N_("mã của một đợt đánh giá đi kèm hoặc thư mục của nó; hoặc bộ tiêu chí, khi có --bodies và --answers"),
    "body": N_("mã cơ quan"),
    "bodies": N_("bảng danh sách cơ quan (csv, tsv, xlsx, ods, json)"),
    "answers": N_("bảng số liệu (csv, tsv, xlsx, ods, json)"),
    "previous": N_("kết quả năm trước (tệp do rank --json ghi)"),
    "json": N_("in JSON cho chương trình khác đọc"),
    "out": N_("ghi vào tệp này thay cho in ra màn hình"),
    "out_result": N_("ghi kết quả vào tệp .json này, ngoài bảng in ra màn hình"),
    "force": N_("ghi đè tệp đã có"),
    "lang": N_("ngôn ngữ: vi hoặc en (mặc định: biến KHOABANG_LANG, rồi vi)"),
    "list": N_("liệt kê các bộ tiêu chí và đợt đánh giá đi kèm"),
    "all": N_("kiểm tra mọi bộ tiêu chí và đợt đánh giá đi kèm"),
    "form": N_("answers: mẫu số liệu (mặc định); bodies: mẫu danh sách cơ quan. Tệp xlsx có cả hai"),
    "fill": N_("ghi sẵn các cơ quan trong bảng này vào mẫu"),
    "source": N_("set.yaml, thư mục, mã bộ đi kèm, hoặc bảng tính (xlsx, ods) của bộ tiêu chí"),
    "convert_out": N_("tệp .xlsx hoặc .yaml để ghi; không có thì in set.yaml ra màn hình"),
    "old": N_("bộ tiêu chí, bảng tính của bộ, mã đợt đánh giá, hoặc tệp kết quả (.json)"),
    "new": N_("cái mới, cùng loại với cái cũ"),
    "paper": N_(
        "{kinds}; workbook: kết quả thành bảng tính .xlsx có công thức; facts: mẫu facts.yaml để điền; check: kiểm tra một văn bản đã soạn, trước khi ký"
    ),
    "own_template": N_("mẫu Word (.docx) của cơ quan, có các chỗ điền theo docs/formats.md"),
    "held_against": N_("với check: kết quả mà văn bản được soạn từ đó (mã hoặc thư mục của đợt, tệp .json)"),
    "evaluation": N_(
        "mã hoặc thư mục của một đợt đánh giá, tệp kết quả (.json), hoặc bộ tiêu chí khi có --bodies và --answers; với check: tệp .docx hoặc .pdf"
    ),
    "facts": N_("những điều văn bản ghi mà kết quả không có: facts.yaml (mặc định: tệp trong thư mục của đợt)"),
    "document_out": N_("tệp .docx hoặc .pdf để ghi; với facts: tệp .yaml; với workbook: tệp .xlsx"),
    "what": N_("set, evaluation, result hoặc explanation (mặc định: set)"),
    "bundled": N_("mã của một đợt đánh giá đi kèm, hoặc thư mục của nó"),
    "bundle_out": N_("tệp .zip để ghi"),
    "bundle_in": N_("gói dữ liệu mở (.zip)"),
    "published_hash": N_("mã băm SHA-256 mà cơ quan đã công bố cho gói này"),
    "pdf": N_("tệp PDF"),
    "certificate": N_("tệp khóa PKCS#12 (.p12, .pfx) của người ký"),
    "token": N_("nhãn của thiết bị ký PKCS#11"),
    "module": N_("trình điều khiển PKCS#11 của thiết bị (.so, .dll, .dylib)"),
    "key": N_("tên khóa trên thiết bị, khi có nhiều khóa"),
    "secret_file": N_("tệp chỉ chứa mật khẩu hoặc mã PIN; không có thì lấy biến KHOABANG_SIGNING_SECRET, rồi hỏi"),
    "position": N_("chỗ đặt hình chữ ký: TRANG:X,Y hoặc TRANG:X,Y,RỘNG,CAO, milimét từ góc trên bên trái; none: không có hình"),
    "picture": N_("ảnh chữ ký hoặc dấu (.png nền trong suốt) thay cho khung chữ"),
    "reason": N_("lý do ký, ghi trong chữ ký"),
    "final": N_("chữ ký cuối: khóa tệp, không ai ký thêm được"),
    "signed_out": N_("tệp .pdf đã ký để ghi"),
    "trust": N_("chứng thư gốc được tin cậy (.pem, .crt) hoặc thư mục chứa chúng (mặc định: biến KHOABANG_TRUST)"),
    "demo": N_("nạp các đợt đánh giá đi kèm"),
    "data": N_("thư mục chứa dữ liệu (mặc định: biến KHOABANG_DATA)"),
    "port": N_("cổng mạng, 0 đến 65535; nếu bận thì dùng cổng trống kế tiếp"),
    "log_what": N_("verify: kiểm tra (mặc định); seal: niêm phong các chuỗi có việc mới"),
    "log_seal": N_("dấu niêm phong in trên biên nhận, biên bản, thư hoặc bản sao lưu: phải còn đúng như thế"),
    "list_checks": N_("liệt kê các mục kiểm tra"),
    "quick": N_("bỏ các mục phải đọc toàn bộ dữ liệu"),
    "backup_out": N_("tệp .zip để ghi, ngoài thư mục dữ liệu"),
    "backup_in": N_("bản sao lưu (.zip)"),
    "replace": N_("thay dữ liệu đang có ở nơi phục hồi"),
    "reset": N_("xóa dữ liệu trình diễn cũ và nạp lại"),
    "version": N_("in phiên bản"),
    "help": N_("in phần hướng dẫn này"),
}
_EXAMPLES = N_(
    "Ví dụ:\n"
    "  khoabang rank vinh-phuc-2019                        xếp hạng một đợt đi kèm\n"
    "  khoabang explain thai-binh-2020 vp-ubnd-tinh        vì sao có điểm ấy\n"
    "  khoabang template demo-so-2025 -o so-lieu.xlsx      mẫu để nhập số liệu\n"
    "  khoabang rank demo-so-2025 --bodies so-lieu.xlsx --answers so-lieu.xlsx\n\n"
    "Mã thoát: 0 không có vấn đề; 1 có điều được chứng minh là sai; 2 lệnh sai hoặc tệp không đọc được."
)
# argparse says these in English; the part in brackets is kept.
_ERRORS = (
    (r"the following arguments are required: (?P<names>.*)", N_("còn thiếu {names}")),
    (r"unrecognized arguments: (?P<names>.*)", N_("không hiểu {names}")),
    (
        r"argument (?P<name>.*?): invalid choice: (?P<value>.*?) \(choose from (?P<known>.*)\)",
        N_("{name} không nhận {value}; chỉ nhận {known}"),
    ),
    (r"argument (?P<name>.*?): invalid \w+ value: (?P<value>.*)", N_("{name} không nhận {value}")),
    (r"argument (?P<name>.*?): expected (one|at least one) argument", N_("{name} cần một giá trị đi kèm")),
    (r"argument (?P<name>.*?): not allowed with argument (?P<other>.*)", N_("{name} không dùng cùng {other}")),
    (r"ambiguous option: (?P<name>.*?) could match (?P<known>.*)", N_("{name} có thể là {known}; hãy viết đủ")),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    lang = "vi"

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, text(N_("Cách dùng: "), self.lang) if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in a sentence and points to the help."""

    lang = "vi"

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, "allow_abbrev": False, **options, "add_help": False})
        if options.get("add_help", True):
            self.add_argument("-h", "--help", action="help", help=text(_HELP["help"], self.lang))
        self._positionals.title = text(N_("Tham số"), self.lang)
        self._optionals.title = text(N_("Tùy chọn"), self.lang)

    def error(self, message: str) -> NoReturn:
        for pattern, said in _ERRORS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = text(said, self.lang, **found.groupdict())
                break
        raise MisuseError("CMD001", detail=message, program=self.prog)


_TOLD = {
    "role": "COLUMN=ROLE",
    "maximum": "COLUMN=POINTS",
    "formula": "FORMULA",
    "order": "COLUMN",
    "ties": "NUMBERING",
    "band": "CLASS: BOUNDS",
    "groups": "COLUMN",
}


def _seal(written: str) -> tuple[int, str]:
    number, _colon, sha256 = written.strip().lower().partition(":")
    if not re.fullmatch(r"[0-9]{1,9}", number) or not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError
    return int(number), sha256


def _sha256(written: str) -> str:
    plain = "".join(written.split()).lower().removeprefix("sha256:")
    if not re.fullmatch(r"[0-9a-f]{64}", plain):
        raise ValueError
    return plain


def _port(written: str) -> int:
    port = int(written)
    if not 0 <= port <= LAST_PORT:
        raise ValueError
    return port


def _audit_options(audit: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    audit.add_argument("file", metavar="FILE", help=say("published"))
    audit.add_argument("--set", metavar="SET", help=say("by_set"))
    for name, metavar in _TOLD.items():
        audit.add_argument(f"--{name}", action="append", default=[], metavar=metavar, help=say(name))
    audit.add_argument("--write-cells", dest="out", type=Path, metavar="FILE", help=say("cells"))
    audit.add_argument("--keep", type=Path, metavar="FOLDER", help=say("keep"))
    audit.add_argument("--about", type=Path, metavar="FILE", help=say("about_kept"))
    audit.add_argument("--table", type=int, action="append", default=[], metavar="N", help=say("table"))


def _document_options(document: argparse.ArgumentParser, say: Callable[[str], str], lang: str) -> None:
    kinds = "; ".join(f"{name}: {text(kind.title, lang)}" for name, kind in KINDS.items())
    document.add_argument("kind", metavar="KIND", choices=(*KINDS, WORKBOOK, FACTS, CHECK), help=say("paper").format(kinds=kinds))
    document.add_argument("set", metavar="EVALUATION", help=say("evaluation"))
    document.add_argument("--result", metavar="EVALUATION", help=say("held_against"))
    document.add_argument("--template", type=Path, metavar="FILE", help=say("own_template"))
    document.add_argument("--facts", type=Path, metavar="FILE", help=say("facts"))
    document.add_argument("-o", "--out", type=Path, metavar="FILE", help=say("document_out"))


def _serve_options(serve: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """Add the options of serving pages."""
    serve.add_argument("--demo", action="store_true", help=say("demo"))
    serve.add_argument("--data", type=Path, metavar="FOLDER", help=say("data"))
    serve.add_argument("--port", type=_port, default=8000, help=say("port"))
    serve.add_argument("--reset", action="store_true", help=say("reset"))


def _keeping_commands(
    command: Callable[..., argparse.ArgumentParser],
    output: argparse.ArgumentParser,
    written: argparse.ArgumentParser,
    say: Callable[[str], str],
) -> None:
    """Add the commands that keep an installation."""
    kept = _Parser(add_help=False, parents=[output])
    kept.add_argument("--data", type=Path, metavar="FOLDER", help=say("data"))
    log = command("log", kept)
    log.add_argument("what", choices=("verify", "seal"), nargs="?", default="verify", help=say("log_what"))
    log.add_argument("--seal", type=_seal, action="append", default=[], metavar="N:HASH", help=say("log_seal"))
    command("clock", kept)
    doctor = command("doctor", kept)
    doctor.add_argument("--quick", action="store_true", help=say("quick"))
    doctor.add_argument("--list", action="store_true", help=say("list_checks"))
    command("backup", kept, written).add_argument("out", type=Path, metavar="FILE", help=say("backup_out"))
    restore = command("restore", kept)
    restore.add_argument("file", type=Path, metavar="FILE", help=say("backup_in"))
    restore.add_argument("--replace", action="store_true", help=say("replace"))


def _bundle_commands(
    command: Callable[..., argparse.ArgumentParser],
    output: argparse.ArgumentParser,
    written: argparse.ArgumentParser,
    say: Callable[[str], str],
) -> None:
    """Add the commands of the open bundle."""
    bundle = command("bundle", output, written)
    bundle.add_argument("evaluation", metavar="EVALUATION", help=say("bundled"))
    bundle.add_argument("-o", "--out", type=Path, metavar="FILE", required=True, help=say("bundle_out"))
    verify = command("verify", output)
    verify.add_argument("file", type=Path, metavar="FILE", help=say("bundle_in"))
    verify.add_argument("--sha256", type=_sha256, metavar="HASH", help=say("published_hash"))


def _signing_commands(
    command: Callable[..., argparse.ArgumentParser],
    output: argparse.ArgumentParser,
    common: argparse.ArgumentParser,
    written: argparse.ArgumentParser,
    say: Callable[[str], str],
) -> None:
    """Add the commands about signatures. What opens a key is no argument: others see a command line."""
    sign = command("sign", common, written)
    sign.add_argument("file", type=Path, metavar="FILE", help=say("pdf"))
    sign.add_argument("--certificate", type=Path, metavar="FILE", help=say("certificate"))
    sign.add_argument("--token", metavar="LABEL", help=say("token"))
    sign.add_argument("--module", type=Path, metavar="FILE", help=say("module"))
    sign.add_argument("--key", metavar="NAME", help=say("key"))
    sign.add_argument("--secret-file", type=Path, metavar="FILE", help=say("secret_file"))
    sign.add_argument("--position", metavar="PLACE", help=say("position"))
    sign.add_argument("--picture", type=Path, metavar="FILE", help=say("picture"))
    sign.add_argument("--reason", metavar="TEXT", help=say("reason"))
    sign.add_argument("--final", action="store_true", help=say("final"))
    sign.add_argument("-o", "--out", type=Path, required=True, metavar="FILE", help=say("signed_out"))
    verify = command("verify-signature", output)
    verify.add_argument("file", type=Path, metavar="FILE", help=say("pdf"))
    verify.add_argument("--trust", type=Path, action="append", default=[], metavar="FILE", help=say("trust"))


def parser(lang: str) -> argparse.ArgumentParser:
    """Make the parser, speaking `lang`."""
    _Parser.lang = _Formatter.lang = lang

    def say(key: str) -> str:
        return text(_HELP[key], lang)

    top = _Parser(
        prog="khoabang",
        description=text(N_("Khoa Bảng: chấm điểm, xếp hạng cơ quan nhà nước, giải thích đến từng con số."), lang),
        epilog=text(_EXAMPLES, lang),
    )
    top.add_argument("--lang", choices=LANGUAGES, help=say("lang"))
    top.add_argument("--version", action="version", version=f"khoabang {__version__}", help=say("version"))
    common = _Parser(add_help=False)
    common.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=say("lang"))
    output = _Parser(add_help=False, parents=[common])
    output.add_argument("--json", action="store_true", help=say("json"))
    written = _Parser(add_help=False)
    written.add_argument("--force", action="store_true", help=say("force"))
    data = _Parser(add_help=False, parents=[output])
    data.add_argument("set", metavar="ROUND", help=say("round"))
    rounds = _Parser(add_help=False, parents=[output])
    for name in ("bodies", "answers", "previous"):
        for parent in (data, rounds):
            parent.add_argument(f"--{name}", type=Path, metavar="FILE", help=say(name))
    kinds: Any = top.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=_Parser, title=text(N_("Các lệnh"), lang)
    )

    def command(name: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        said = text(COMMANDS[name], lang)
        made: argparse.ArgumentParser = kinds.add_parser(name, parents=list(parents), help=said, description=said)
        return made

    check = command("check", output)
    check.add_argument("set", metavar="SET", nargs="?", help=say("set"))
    check.add_argument("--list", action="store_true", help=say("list"))
    check.add_argument("--all", action="store_true", help=say("all"))
    for name in ("score", "rank"):
        command(name, data, written).add_argument("-o", "--out", type=Path, metavar="FILE", help=say("out_result"))
    explain = command("explain", data)
    explain.add_argument("body", metavar="BODY", help=say("body"))
    template = command("template", common, written)
    template.add_argument("set", metavar="SET", help=say("set"))
    template.add_argument("form", choices=("answers", "bodies"), nargs="?", default="answers", help=say("form"))
    template.add_argument("--bodies", type=Path, metavar="FILE", help=say("fill"))
    template.add_argument("-o", "--out", type=Path, metavar="FILE", help=say("out"))
    convert = command("convert", common, written)
    convert.add_argument("source", metavar="SET", help=say("source"))
    convert.add_argument("-o", "--out", type=Path, metavar="FILE", help=say("convert_out"))
    diff = command("diff", output)
    diff.add_argument("old", metavar="OLD", help=say("old"))
    diff.add_argument("new", metavar="NEW", help=say("new"))
    _audit_options(command("audit", output, written), say)
    _document_options(command("document", rounds, written), say, lang)
    _bundle_commands(command, output, written, say)
    schema = command("schema", common, written)
    schema.add_argument("what", choices=SCHEMAS, nargs="?", default="set", help=say("what"))
    schema.add_argument("-o", "--out", type=Path, metavar="FILE", help=say("out"))
    _signing_commands(command, output, common, written, say)
    _serve_options(command("serve", common), say)
    _keeping_commands(command, output, written, say)
    return top
