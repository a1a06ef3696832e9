"""What each command takes, described in the user's language."""

import argparse
from pathlib import Path
from typing import Any, NoReturn

from khoabang import __version__
from khoabang.language import LANGUAGES, N_, text

COMMANDS = {
    "check": N_("Kiểm tra một bộ tiêu chí và chạy các ví dụ của nó"),
    "score": N_("Chấm điểm: bảng điểm của từng cơ quan"),
    "rank": N_("Xếp hạng: bảng xếp hạng, thống kê, xếp loại"),
    "explain": N_("Giải thích điểm của một cơ quan đến từng điều khoản"),
    "schema": N_("In JSON Schema của bộ tiêu chí, cho trình soạn thảo"),
    "serve": N_("Mở cổng thông tin trên máy này"),
}
_HELP = {
    "set": N_("thư mục bộ tiêu chí, tệp set.yaml, hoặc mã của một bộ hay một đợt đánh giá đi kèm"),
    "body": N_("mã cơ quan"),
    "bodies": N_("bảng danh sách cơ quan (csv, xlsx, ods, json)"),
    "answers": N_("bảng số liệu (csv, xlsx, ods, json)"),
    "previous": N_("kết quả năm trước (tệp do rank --json ghi)"),
    "json": N_("in JSON cho chương trình khác đọc"),
    "lang": N_("ngôn ngữ thông báo: vi hoặc en (hoặc biến KHOABANG_LANG)"),
    "list": N_("liệt kê các bộ tiêu chí và đợt đánh giá đi kèm"),
    "all": N_("kiểm tra mọi bộ tiêu chí đi kèm"),
    "demo": N_("nạp các đợt đánh giá đi kèm"),
    "data": N_("thư mục chứa dữ liệu (mặc định: biến KHOABANG_DATA)"),
    "port": N_("cổng mạng; nếu bận thì dùng cổng trống kế tiếp"),
    "reset": N_("xóa dữ liệu trình diễn cũ và nạp lại"),
}


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in a sentence and points to the help."""

    lang = "vi"

    def error(self, message: str) -> NoReturn:
        head = text(N_("Lệnh chưa đúng: {message}. Xem: {program} --help"), self.lang, message=message, program=self.prog)
        self.exit(2, head + "\n")


def parser(lang: str) -> argparse.ArgumentParser:
    """Make the parser, speaking `lang`."""
    _Parser.lang = lang

    def say(key: str) -> str:
        return text(_HELP[key], lang)

    top = _Parser(
        prog="khoabang",
        description=text(N_("Khoa Bảng: chấm điểm, xếp hạng cơ quan nhà nước, giải thích đến từng con số."), lang),
    )
    top.add_argument("--lang", choices=LANGUAGES, help=say("lang"))
    top.add_argument("--version", action="version", version=f"khoabang {__version__}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=say("lang"))
    output = argparse.ArgumentParser(add_help=False, parents=[common])
    output.add_argument("--json", action="store_true", help=say("json"))
    data = argparse.ArgumentParser(add_help=False, parents=[output])
    data.add_argument("set", metavar="SET", help=say("set"))
    data.add_argument("--bodies", type=Path, metavar="FILE", help=say("bodies"))
    data.add_argument("--answers", type=Path, metavar="FILE", help=say("answers"))
    data.add_argument("--previous", type=Path, metavar="FILE", help=say("previous"))
    kinds: Any = top.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)

    def command(name: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = kinds.add_parser(
            name, parents=list(parents), help=text(COMMANDS[name], lang), description=text(COMMANDS[name], lang)
        )
        return made

    check = command("check", output)
    check.add_argument("set", metavar="SET", nargs="?", help=say("set"))
    check.add_argument("--list", action="store_true", help=say("list"))
    check.add_argument("--all", action="store_true", help=say("all"))
    command("score", data)
    command("rank", data)
    explain = command("explain", data)
    explain.add_argument("body", metavar="BODY", help=say("body"))
    schema = command("schema", common)
    schema.add_argument("what", choices=["set", "evaluation"], nargs="?", default="set")
    serve = command("serve", common)
    serve.add_argument("--demo", action="store_true", help=say("demo"))
    serve.add_argument("--data", type=Path, metavar="FOLDER", help=say("data"))
    serve.add_argument("--port", type=int, default=8000, help=say("port"))
    serve.add_argument("--reset", action="store_true", help=say("reset"))
    return top
