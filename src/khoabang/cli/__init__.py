"""The command line: thin commands over the engine's functions. `khoabang --help` lists them.

Exit 0: clean; 1: something is proved wrong; 2: misuse, or a file that cannot be read. Nothing is written unless told where, and no file is
written over unasked.
"""

import os
import sys
from collections.abc import Sequence
from itertools import pairwise

from rich.console import Console
from rich.markup import escape

from khoabang.cli import commands
from khoabang.cli.arguments import parser
from khoabang.cli.reading import MisuseError
from khoabang.cli.writing import print_json, say_what_can_be_said
from khoabang.language import LANGUAGES, N_, SOURCE_LANGUAGE, text

CLEAN, WRONG, UNUSABLE = 0, 1, 2


def _language(argv: Sequence[str]) -> str:
    """Find the language before the arguments are understood, so that even their errors speak it."""
    asked = [word.removeprefix("--lang=") for word in argv if word.startswith("--lang=")]
    asked += [following for word, following in pairwise(argv) if word == "--lang"]
    chosen = asked[-1] if asked else os.environ.get("KHOABANG_LANG", SOURCE_LANGUAGE)
    return chosen if chosen in LANGUAGES else SOURCE_LANGUAGE


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; whatever happens, a person reads a sentence and not a traceback."""
    words = list(sys.argv[1:] if argv is None else argv)
    lang, as_json = _language(words), "--json" in words
    say_what_can_be_said()
    errors = Console(stderr=True, highlight=False)
    try:
        arguments = parser(lang).parse_args(words)
        arguments.lang = lang
        return commands.run(arguments)
    except MisuseError as error:
        return commands.refused(error.problems, lang, as_json=as_json)
    except BrokenPipeError:
        return CLEAN
    except KeyboardInterrupt:
        return UNUSABLE
    except SystemExit as stop:
        return UNUSABLE if stop.code not in {0, None} else CLEAN
    except Exception as error:
        if os.environ.get("KHOABANG_DEBUG"):
            raise
        message = text(N_("Phần mềm gặp lỗi ngoài dự kiến ({kind}). Dữ liệu không bị thay đổi."), lang, kind=type(error).__name__)
        remedy = text(N_("Chạy lại với KHOABANG_DEBUG=1 và gửi kết quả cho người bảo trì."), lang)
        if as_json:
            defect = {"code": "KB0001", "severity": "error", "place": "", "params": {}, "message": message, "remedy": remedy}
            print_json({"format": 1, "kind": commands.PROBLEMS_KIND, "problems": [defect]})
        errors.print(f"[bold red]KB0001[/] {escape(message)} {escape(remedy)}", soft_wrap=True)
        return UNUSABLE
