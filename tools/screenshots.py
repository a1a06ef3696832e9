"""Draws docs/images/: the main pages at 1280 and 390 pixels, light and dark, from a fresh demonstration.

.venv/bin/python tools/screenshots.py        (after python3 dev.py test, which installs the browser's driver)
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PAGES = {
    "home": "/",
    "round": "/dot/thai-binh-2020/",
    "body": "/dot/thai-binh-2020/departments/vp-ubnd-tinh/",
    "demonstration": "/dot/demo-so-2026/",
    "criteria-set": "/bo-tieu-chi/demo-xa-2026/2/",
}
WIDTHS = {1280: 1400, 390: 844}
FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> int:
    """Start the demonstration, photograph it, stop it."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-u", "-m", "khoabang.cli", "serve", "--demo", "--data", data, "--port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            address = next(
                word for line in server.stdout or () if "http://" in line for word in line.split() if word.startswith("http")
            )
            photograph(address.rstrip("/"))
        finally:
            server.terminate()
            server.wait(20)
    return 0


def photograph(address: str) -> None:
    """Take every page at every width in both colour schemes."""
    chromium = os.environ.get("KB_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for scheme in ("light", "dark"):
            for width, height in WIDTHS.items():
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, locale="vi-VN")
                for name, path in PAGES.items():
                    response = page.goto(address + path)
                    if response is None or not response.ok:
                        sys.exit(f"{path}: {response.status if response else 'no answer'}")
                    page.evaluate("document.fonts.ready")
                    page.screenshot(path=IMAGES / f"portal-{name}-{width}-{scheme}.png")
                page.close()
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
