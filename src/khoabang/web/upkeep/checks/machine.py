"""Checks of what the installation stands on: the clock, mail, disk, keys, backups, the package itself."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from khoabang.language import LANGUAGES, LOCALES, SOURCE_LANGUAGE
from khoabang.web.activity.models import Entry
from khoabang.web.deployment import ABANDONED, DATABASE_FILE, KEY_FILE, UPLOADS
from khoabang.web.notices import mailing
from khoabang.web.notices.models import Notice
from khoabang.web.rounds.models import Round, Stage
from khoabang.web.upkeep.checks.check import Finding, Looked, check
from khoabang.web.upkeep.models import Chore

_STILL = timedelta(minutes=15)
_UNSENT = timedelta(hours=2)
_OLD_BACKUP = timedelta(days=7)
_OLD_SESSION = timedelta(days=2)
_LEAST_FREE = 1_000_000_000  # bytes
_OVER = (Stage.IMPORTED, Stage.APPROVED, Stage.CANCELLED)


def _runs() -> bool:
    """Whether a round is under way here."""
    return Round.objects.exclude(stage__in=_OVER).exists()


@check(
    "DOC110",
    _("Đồng hồ của phần mềm đang chạy"),
    _("Không nhắc hạn, không gửi thư, không niêm phong nhật ký."),
    _("khoabang serve tự chạy đồng hồ; nếu dùng máy chủ web khác, đặt khoabang clock vào cron mỗi phút."),
    warning=True,
)
def clock_runs(looked: Looked) -> Iterator[Finding]:
    last = Chore.objects.filter(name="mail").values_list("began", flat=True).first()
    if _runs() and (last is None or looked.now - last > _STILL):
        yield Finding("", f"{last:%Y-%m-%d %H:%M}" if last else _("chưa chạy lần nào"))


@check(
    "DOC111",
    _("Việc định kỳ làm được"),
    _("Một việc của đồng hồ không làm được, đang được thử lại."),
    _("Đọc lý do bên cạnh; sửa rồi chạy khoabang clock."),
)
def chores(looked: Looked) -> Iterator[Finding]:
    for name, failures, trouble in Chore.objects.filter(failures__gt=0).values_list("name", "failures", "trouble"):
        yield Finding(name, f"× {failures}: {trouble}")


@check(
    "DOC112",
    _("Thư nhắc việc được gửi đi"),
    _("Có thông báo chưa gửi được bằng thư điện tử sau hai giờ."),
    _("Xem máy chủ thư (KHOABANG_SMTP) và lý do bên cạnh."),
    warning=True,
)
def unsent(looked: Looked) -> Iterator[Finding]:
    if not mailing.is_set_up():
        return
    late = Notice.objects.filter(mailed_at=None, person__is_active=True, at__lt=looked.now - _UNSENT)
    late = late.filter(at__gt=looked.now - 2 * mailing.STALE)
    if count := late.count():
        said = late.exclude(trouble="").order_by("-at").values_list("trouble", flat=True).first() or ""
        yield Finding("", format_lazy(_("{count} thư. {said}"), count=count, said=said))


@check(
    "DOC113",
    _("Có máy chủ thư khi có đợt đang làm"),
    _("Người trong đợt chỉ thấy thông báo khi mở phần mềm."),
    _("Đặt KHOABANG_SMTP, KHOABANG_MAIL_FROM và KHOABANG_URL."),
    warning=True,
)
def mail(looked: Looked) -> Iterator[Finding]:
    if _runs() and not mailing.is_set_up():
        yield Finding("KHOABANG_SMTP")
    if _runs() and mailing.is_set_up() and not settings.SITE_ADDRESS:
        yield Finding("KHOABANG_URL")


@check(
    "DOC114",
    _("Đĩa còn chỗ"),
    _("Hết chỗ thì không lưu được gì nữa."),
    _("Dọn đĩa, hoặc chuyển thư mục dữ liệu sang đĩa lớn hơn."),
)
def disk(looked: Looked) -> Iterator[Finding]:
    if looked.data is not None:
        free = shutil.disk_usage(looked.data).free
        if free < _LEAST_FREE:
            yield Finding("", format_lazy(_("còn {free} MB"), free=free // 1_000_000))


def _open_to_others(path: Path) -> bool:
    return os.name != "nt" and path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


@check(
    "DOC115",
    _("Khóa bí mật chỉ chủ đọc được"),
    _("Người khác trên máy chủ đọc được khóa ký phiên đăng nhập."),
    _("Đặt quyền 600 cho tệp này; nếu đã có người đọc, xóa tệp rồi mở lại phần mềm: mọi người đăng nhập lại."),
)
def secret_key(looked: Looked) -> Iterator[Finding]:
    if looked.data is not None and _open_to_others(looked.data / KEY_FILE):
        yield Finding(KEY_FILE)


@check(
    "DOC116",
    _("Cơ sở dữ liệu chỉ chủ đọc được"),
    _("Người khác trên máy chủ đọc được hồ sơ chưa công bố."),
    _("Đặt quyền 700 cho thư mục dữ liệu."),
    warning=True,
)
def database_file(looked: Looked) -> Iterator[Finding]:
    if looked.data is not None and _open_to_others(looked.data / DATABASE_FILE) and _open_to_others(looked.data):
        yield Finding(DATABASE_FILE)


@check(
    "DOC117",
    _("Có bản sao lưu trong bảy ngày"),
    _("Hỏng đĩa hôm nay thì mất mọi thứ từ lần sao lưu trước."),
    _("Chạy khoabang backup mỗi đêm và chép bản sao sang máy khác."),
    warning=True,
)
def backup(looked: Looked) -> Iterator[Finding]:
    last = Chore.objects.filter(name="backup").values_list("done", flat=True).first()
    if _runs() and (last is None or looked.now - last > _OLD_BACKUP):
        yield Finding("", f"{last:%Y-%m-%d}" if last else _("chưa có bản nào"))


@check(
    "DOC118",
    _("Giờ Việt Nam đúng"),
    _("Bảng múi giờ của máy sai: hạn nộp sẽ kết thúc sai giờ."),
    _("Cài lại gói tzdata."),
)
def time_zone(looked: Looked) -> Iterator[Finding]:
    offset = datetime(2026, 7, 1, tzinfo=UTC).astimezone(ZoneInfo(settings.TIME_ZONE)).utcoffset()
    if settings.TIME_ZONE != "Asia/Ho_Chi_Minh" or offset != timedelta(hours=7):
        yield Finding(settings.TIME_ZONE, str(offset))


@check(
    "DOC119",
    _("Đồng hồ của máy không chậm hơn nhật ký"),
    _("Giờ của máy sớm hơn việc đã ghi gần nhất: máy chạy sai giờ."),
    _("Bật đồng bộ giờ (NTP) cho máy chủ."),
)
def machine_time(looked: Looked) -> Iterator[Finding]:
    last = Entry.objects.order_by("-at").values_list("at", flat=True).first()
    if last is not None and last > looked.now + timedelta(minutes=1):
        yield Finding("", f"{last:%Y-%m-%d %H:%M:%S}")


@check(
    "DOC120",
    _("Bản dịch có đủ"),
    _("Người chọn tiếng Anh sẽ thấy tiếng Việt."),
    _("Cài lại phần mềm."),
)
def catalogue(looked: Looked) -> Iterator[Finding]:
    for language in LANGUAGES:
        if language != SOURCE_LANGUAGE and not (LOCALES / language / "LC_MESSAGES" / "django.mo").is_file():
            yield Finding(language)


@check(
    "DOC121",
    _("Phiên đăng nhập đã hết hạn được dọn"),
    _("Đồng hồ không dọn phiên cũ."),
    _("Chạy khoabang clock."),
    warning=True,
)
def sessions(looked: Looked) -> Iterator[Finding]:
    if count := Session.objects.filter(expire_date__lt=looked.now - _OLD_SESSION).count():
        yield Finding("", str(count))


@check(
    "DOC122",
    _("Không có tệp tải lên bị bỏ lại"),
    _("Tệp đang đọc dở từ lần phần mềm bị ngắt còn nằm trên đĩa."),
    _("Chạy khoabang clock: tệp bỏ lại được xóa."),
    warning=True,
)
def uploads(looked: Looked) -> Iterator[Finding]:
    if looked.data is None:
        return
    for path in sorted((looked.data / UPLOADS).glob("*")):
        if looked.now.timestamp() - path.stat().st_mtime > 12 * ABANDONED:
            yield Finding(path.name)


@check(
    "DOC123",
    _("Phần mềm không chạy ở chế độ của người phát triển"),
    _("Trang lỗi sẽ cho người lạ thấy dữ liệu bên trong."),
    _("Bỏ KHOABANG_DEBUG rồi mở lại."),
)
def debug(looked: Looked) -> Iterator[Finding]:
    if settings.DEBUG:
        yield Finding("KHOABANG_DEBUG")


@check(
    "DOC124",
    _("Địa chỉ trong thư là địa chỉ được phục vụ, có HTTPS"),
    _("Liên kết trong thư không mở được, hoặc mật khẩu đi qua mạng không mã hóa."),
    _("Sửa KHOABANG_URL, KHOABANG_HOSTS và KHOABANG_HTTPS cho khớp."),
    warning=True,
)
def site_address(looked: Looked) -> Iterator[Finding]:
    from urllib.parse import urlsplit

    if not settings.SITE_ADDRESS:
        return
    parts = urlsplit(settings.SITE_ADDRESS)
    local = parts.hostname in ("localhost", "127.0.0.1")
    if parts.hostname not in settings.ALLOWED_HOSTS:
        yield Finding(settings.SITE_ADDRESS, "KHOABANG_HOSTS")
    if not local and (parts.scheme != "https" or not settings.SESSION_COOKIE_SECURE):
        yield Finding(settings.SITE_ADDRESS, "KHOABANG_HTTPS")


@check(
    "DOC125",
    _("Thư mục dữ liệu ghi được"),
    _("Không lưu được tệp đính kèm hay bản sao lưu vào đây."),
    _("Cho người dùng đang chạy phần mềm quyền ghi thư mục dữ liệu."),
)
def writable(looked: Looked) -> Iterator[Finding]:
    if looked.data is not None and not os.access(looked.data, os.W_OK):
        yield Finding("KHOABANG_DATA")
