#!/usr/bin/env python3
"""Khoa Bảng: mọi lệnh cho người phát triển, máy mới chỉ cần có python3 và mạng.

  python3 dev.py demo      mở trang trình diễn  (--reset: dựng lại từ đầu; --port N: chọn cổng)
  python3 dev.py test      chạy mọi kiểm thử    (--quick: phần chấm điểm, dữ liệu và quy ước, chưa đến một phút)
  python3 dev.py check     kiểm tra mã nguồn, không sửa gì
  python3 dev.py fix       tự sửa những gì máy sửa được
  python3 dev.py stress    chạy các kiểm thử sinh ngẫu nhiên với số lượng đầy đủ (vài phút)
  python3 dev.py bench     đo tốc độ            (bench TÊN: chỉ chạy benchmarks/TÊN.py)
  python3 dev.py messages  dựng lại bản dịch từ mã nguồn
  python3 dev.py lock      khóa lại phiên bản thư viện (--upgrade: lấy bản mới)
  python3 dev.py help      in phần này

Lệnh đầu tiên tự tạo môi trường trong .venv và cài thư viện theo requirements/*.txt, có kiểm mã băm.
Tham số còn lại được chuyển nguyên cho công cụ bên dưới: python3 dev.py test tests/scoring -k hạng
In English: see CONTRIBUTING.md.
"""
# Standard library only, and the syntax of Python 3.8, so that an old interpreter still prints a message worth reading.

import contextlib
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PY = os.path.join(BIN, "python.exe" if os.name == "nt" else "python")
STATE = os.path.join(VENV, "khoabang-dev.json")
OLDEST, TOO_NEW = (3, 11), (3, 15)
LOCKS = ("boot", "run", "test")
CONTAINS = {"run": ("run",), "test": ("test", "run")}
HEADLESS = "chromium-headless-shell"  # the same engine without a window around it: smaller to install, and a fifth faster here
CHROMIUMS = (HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LEFT_OUT_BY_QUICK = "not journey and not slow and not stress and not postgres"
# What everything else stands on; for the rest, name the files: dev.py test tests/web/test_plans.py
QUICK = [
    os.path.join("tests", each)
    for each in ("scoring", "golden", "bundle", "charts", "docs", "problem_fixtures", "test_project.py")
]
TEMPLATES = os.path.join("src", "khoabang", "web")
WEB_TESTS = os.path.join("tests", "web")


class Stop(Exception):
    """What the person at the keyboard must know; printed without a traceback."""


def say(text):
    print("» " + text, flush=True)


def run(*command, **options):
    subprocess.run(command, check=True, cwd=ROOT, **options)


def tool(name):
    return os.path.join(BIN, name + (".exe" if os.name == "nt" else ""))


# The machine


def apt(*packages):
    """Install Debian packages when we may; say whether it was done."""
    if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
        return False
    say("cài gói hệ thống: " + " ".join(packages))
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    try:
        run("apt-get", "update", "-qq", env=env)
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, env=env, stdout=subprocess.DEVNULL)
    except subprocess.CalledProcessError:
        raise Stop("Không cài được gói hệ thống (%s). Hãy kiểm tra mạng, rồi chạy lại." % " ".join(packages)) from None
    return True


def version_of(python):
    """The (major, minor) of an interpreter, or None when it does not run."""
    command = [python, "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20, check=True)
        return tuple(int(part) for part in done.stdout.split())
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def suits(python):
    version = version_of(python)
    return bool(version) and OLDEST <= version < TOO_NEW


def interpreter():
    """This interpreter when it suits, else one found where people keep others."""
    candidates = [sys.executable]
    candidates += [shutil.which("python3.%d" % minor) for minor in range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1)]
    for pattern in (
        "~/.pyenv/versions/3.1[1-4].*/bin/python",
        "/opt/homebrew/bin/python3.1[1-4]",
        "/usr/local/bin/python3.1[1-4]",
    ):
        candidates += sorted(glob.glob(os.path.expanduser(pattern)), reverse=True)
    for candidate in candidates:
        if candidate and suits(candidate):
            return candidate
    raise Stop(
        "Cần Python từ %d.%d đến dưới %d.%d; lệnh này đang chạy bằng Python %s và không tìm thấy bản nào khác.\n"
        "Trên Debian 12 hoặc Ubuntu 24.04: sudo apt install python3 python3-venv" % (OLDEST + TOO_NEW + (sys.version.split()[0],))
    )


def has_libatomic():
    # Exact folders: a recursive glob of /usr/lib follows links and may never end.
    folders = ("/lib/*/", "/usr/lib/*/", "/usr/lib64/", "/usr/lib/")
    return any(glob.glob(folder + "libatomic.so.1*") for folder in folders)


def browser():
    """The path of a Chromium for the browser tests, or an empty text for Playwright's own."""
    given = os.environ.get("KB_CHROMIUM")
    if given:
        return given
    # Playwright's driver needs it, and a minimal Debian leaves it out.
    if sys.platform.startswith("linux") and not has_libatomic() and not apt("libatomic1"):
        say("thiếu gói libatomic1; nếu trình duyệt không khởi động được: sudo apt install libatomic1")
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    found = [shutil.which(name) for name in CHROMIUMS] + ([mac] if os.path.exists(mac) else [])
    for path in found:
        if path:
            return path
    for package in (HEADLESS, "chromium"):
        with contextlib.suppress(Stop):  # other systems know but one of them
            if apt(package):
                return shutil.which(package)
    say("không thấy Chromium, thử tải bản của Playwright")
    if subprocess.run([PY, "-m", "playwright", "install", "chromium"], check=False).returncode == 0:
        return ""
    raise Stop(
        "Không có trình duyệt để kiểm thử các trang. Hãy cài rồi chạy lại: sudo apt install chromium libatomic1\n"
        "Hoặc chạy phần không cần trình duyệt: python3 dev.py test --quick"
    )


def token():
    """See that a token made of software is there; without it the tests of signing with tokens say that they were skipped."""
    if sys.platform.startswith("linux") and not shutil.which("softhsm2-util") and not apt("softhsm2"):
        say("thiếu gói softhsm2, nên bỏ qua kiểm thử ký bằng thiết bị; cài: sudo apt install softhsm2")


# The environment


def path_of(lock):
    return os.path.join(ROOT, "requirements", lock + ".txt")


def digest(*paths):
    joined = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as file:
            joined.update(file.read())
    return joined.hexdigest()


def read_state():
    """What was installed here by an earlier call; empty when the folder was moved or the work was cut short."""
    try:
        with open(STATE, encoding="utf-8") as file:
            state = json.load(file)
    except (OSError, ValueError):
        return {}
    sound = state.get("place") == VENV and state.get("boot") == digest(path_of("boot")) and suits(PY)
    return state if sound else {}


def write_state(state):
    with open(STATE, "w", encoding="utf-8") as file:
        json.dump(state, file)


@contextlib.contextmanager
def alone():
    """Let one dev.py at a time change .venv."""
    if fcntl is None:
        yield
        return
    with open(VENV + ".lock", "w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("một lệnh dev.py khác đang chuẩn bị môi trường, xin chờ")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_environment():
    """Make .venv anew, holding the installer and nothing else."""
    shutil.rmtree(VENV, ignore_errors=True)
    python = interpreter()
    say("tạo môi trường .venv bằng " + python)
    command = [python, "-m", "venv", VENV]
    if subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        if not apt("python3-venv"):
            raise Stop("Thiếu gói python3-venv. Hãy chạy «sudo apt install python3-venv», rồi chạy lại lệnh này.")
        run(*command)
    pip_install("--require-hashes", "-r", path_of("boot"))
    state = {"place": VENV, "boot": digest(path_of("boot")), "locks": []}
    write_state(state)
    return state


def pip_install(*arguments):
    try:
        run(PY, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input", *arguments)
    except subprocess.CalledProcessError:
        raise Stop(
            "Không cài được thư viện Python (xem dòng lỗi ở trên). Hãy kiểm tra mạng; sau tường lửa có máy chủ gói riêng thì đặt "
            "biến PIP_INDEX_URL, rồi chạy lại."
        ) from None


def install(lock, state):
    """Bring .venv to what the lock names, then put the project itself into it."""
    say("cài thư viện Python theo requirements/%s.txt" % lock)
    env = dict(os.environ, UV_PYTHON_DOWNLOADS="never", UV_LINK_MODE="copy")
    env.pop("VIRTUAL_ENV", None)
    state["locks"], state["project"] = [], ""
    write_state(state)
    command = [tool("uv"), "pip", "sync", "-q", "--require-hashes", "--python", PY, path_of(lock)]
    if subprocess.run(command, cwd=ROOT, env=env, check=False).returncode:
        say("uv không cài được, thử lại bằng pip (pip theo cấu hình mạng của máy)")
        pip_install("--require-hashes", "-r", path_of(lock))
    state["locks"] = [digest(path_of(name)) for name in CONTAINS[lock]]


def install_project(state):
    # No isolation: the build backend comes from the lock, nothing is fetched. A sync takes the project out, so this comes after.
    pip_install("--no-index", "--no-deps", "--no-build-isolation", "-e", ROOT)
    state["project"] = project_digest()
    write_state(state)


def project_digest():
    return digest(os.path.join(ROOT, "pyproject.toml"), os.path.join(ROOT, "src", "khoabang", "__init__.py"))


def prepare(lock):
    """Make .venv hold a lock and the project. Does nothing, in milliseconds, when it already does."""
    with alone():
        state = read_state() or make_environment()
        if digest(path_of(lock)) not in state["locks"]:
            install(lock, state)
        if state.get("project") != project_digest():
            install_project(state)


# The commands


def demo(arguments):
    prepare("run")
    command = [PY, "-m", "khoabang.cli", "serve", "--demo", "--data", os.path.join(ROOT, ".demo"), *arguments]
    if os.name == "nt":
        return subprocess.run(command, check=False).returncode
    sys.stdout.flush()
    os.execv(PY, command)
    return 0


def pytest(arguments, **env):
    """Run pytest, over all cores when it is the whole of something, and see to it that nothing run does not look like success."""
    status = subprocess.run(
        [PY, "-m", "pytest", "-q", *arguments], cwd=ROOT, env=dict(os.environ, PYTHONUTF8="1", **env), check=False
    ).returncode
    if status == 5:
        say("không có kiểm thử nào được chạy: coi là lỗi")
    return status


def workers():
    return ["-n", str(max(2, min(os.cpu_count() or 2, 8))), "--dist", "worksteal"]


def test(arguments):
    prepare("test")
    rest = [each for each in arguments if each != "--quick"]
    quick = len(rest) < len(arguments)
    # With arguments somebody looks for something: one process, so that -x, -s and --pdb do what they say.
    if quick:
        return pytest([*(rest or [*QUICK, *workers()]), "-m", LEFT_OUT_BY_QUICK])
    chosen = rest or workers()
    path = browser()
    token()
    status = pytest(chosen, **({"KB_CHROMIUM": path} if path else {}))
    if status or rest:
        return status
    say("chạy lại các kiểm thử của phần web trên PostgreSQL")
    return pytest([WEB_TESTS, *workers(), "-m", LEFT_OUT_BY_QUICK + " and not one_database"], KB_TEST_ON_POSTGRES="1")


def stress(arguments):
    prepare("test")
    return pytest(["-m", "stress", *(arguments or workers())], KB_STRESS="1")


def in_turn(steps):
    """Run every step even when one fails, then say which did; the status is 1 when one failed."""
    failed = []
    for command in steps:
        words = " ".join([os.path.basename(command[0]), *command[1:]])
        say(words)
        began = time.monotonic()
        if subprocess.run(command, cwd=ROOT, env=dict(os.environ, PYTHONUTF8="1"), check=False).returncode:
            failed.append(words)
        print("  %.1f giây" % (time.monotonic() - began), flush=True)
    for words in failed:
        say("CHƯA ĐẠT: " + words)
    if not failed:
        say("đạt cả %d bước" % len(steps))
    return 1 if failed else 0


def check(_arguments):
    prepare("test")
    django = [PY, "-m", "django"]
    settings = ["--settings", "khoabang.web.settings"]
    return in_turn(
        [
            [tool("ruff"), "check", "."],
            [tool("ruff"), "format", "--check", "."],
            [tool("mypy")],
            [tool("lint-imports")],
            [tool("djlint"), TEMPLATES, "--check", "--quiet"],
            [tool("djlint"), TEMPLATES, "--lint", "--quiet"],
            [*django, "check", "--fail-level", "WARNING", *settings],
            [*django, "makemigrations", "--check", "--dry-run", *settings],
            [PY, "-m", "pytest", "-q", "tests/test_project.py"],
        ]
    )


def fix(_arguments):
    prepare("test")
    subprocess.run([tool("ruff"), "check", "--fix", "--quiet", "."], cwd=ROOT, check=False)
    subprocess.run([tool("ruff"), "format", "."], cwd=ROOT, check=False)
    # djlint answers 1 when it changed something; what it could not repair, check will name.
    subprocess.run([tool("djlint"), TEMPLATES, "--reformat", "--quiet"], cwd=ROOT, check=False)
    return check([])


def bench(arguments):
    prepare("test")  # the web is measured on PostgreSQL too
    known = {os.path.basename(path)[:-3]: path for path in glob.glob(os.path.join(ROOT, "benchmarks", "[a-z]*.py"))}
    for part in ("national_case", "web_floor", "web_seed"):  # what the measurements share
        known.pop(part, None)
    names = [each for each in arguments if each in known]
    rest = [each for each in arguments if each not in known]
    if not known:
        raise Stop("Chưa có phép đo nào trong benchmarks/.")
    return in_turn([[PY, known[name], *rest] for name in (names or sorted(known))])


def messages(arguments):
    prepare("test")
    return subprocess.run([PY, os.path.join("tools", "messages.py"), *arguments], cwd=ROOT, check=False).returncode


def lock(arguments):
    """Write requirements/*.txt: for every system and Python at once, with hashes, and with no address in them."""
    prepare("test")
    options = ["--universal", "--python-version", "%d.%d" % OLDEST, "--generate-hashes", "--no-header", "--no-annotate"]
    env = dict(os.environ, UV_PYTHON_DOWNLOADS="never")
    return max(
        subprocess.run(
            [tool("uv"), "pip", "compile", "-q", "--python", PY, *options, *arguments, source, "-o", source[:-3] + ".txt"],
            cwd=ROOT,
            env=env,
            check=False,
        ).returncode
        for source in ("requirements/%s.in" % name for name in LOCKS)
    )


def help_(_arguments):
    print(__doc__)
    return 0


COMMANDS = {
    "demo": demo,
    "test": test,
    "check": check,
    "fix": fix,
    "stress": stress,
    "bench": bench,
    "messages": messages,
    "lock": lock,
    "help": help_,
}


def main(arguments):
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    name = arguments[0] if arguments else "help"
    if name in ("-h", "--help"):
        name = "help"
    if name not in COMMANDS:
        print(__doc__)
        print("Không có lệnh «%s»." % name, file=sys.stderr)
        return 2
    try:
        return COMMANDS[name](arguments[1:])
    except Stop as stop:
        print("✗ %s" % stop, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print("✗ Lệnh không chạy được (mã %s): %s" % (error.returncode, " ".join(map(str, error.cmd))), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
