"""Each kind of page, in light and dark, wide and narrow: accessible, closed, and never wider than the screen."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

pytestmark = pytest.mark.journey

PAGES = (
    "/",
    "/tim/?tim=van+hoa",
    "/gioi-thieu/",
    "/kiem-tra/",
    "/en/kiem-tra/",
    "/phuong-phap/",
    "/api/",
    "/kiem-chung.html",
    "/dot/vinh-phuc-2019/",
    "/dot/thai-binh-2020/",
    "/dot/hung-yen-2019/",
    "/dot/hau-giang-2021/",
    "/dot/hue-2020-ket-qua/",
    "/dot/national-2019/",
    "/dot/pci-2019/",
    "/dot/demo-so-2026/",
    "/dot/demo-so-2026/so/?muc=1",
    "/dot/thai-binh-2020/departments/?xep=6&tim=so",
    "/dot/thai-binh-2020/departments/vp-ubnd-tinh/",
    "/dot/thai-binh-2020/departments/bieu-do/thanh-phan/",
    "/en/dot/demo-so-2026/so/bieu-do/bien-dong/",
    "/dot/hung-yen-2019/departments/so-tai-chinh/",
    "/dot/demo-so-2026/nganh-doc/thue/?mo=het",
    "/dot/demo-so-2026/so/so-vhttdl/",
    "/dot/demo-so-2026/nganh-doc/bo-chqs/",
    "/bao-loi/?dot=thai-binh-2020&khoi=departments&co-quan=vp-ubnd-tinh",
    "/en/bao-loi/?dot=demo-so-2026&khoi=so",
    "/bao-loi/danh-sach/?dot=thai-binh-2020",
    "/dot/demo-so-2026/so/tieu-chi/7.1/",
    "/dot/demo-so-2026/so/tieu-chi/10.2/",
    "/dot/hung-yen-2019/departments/tieu-chi/1/",
    "/en/dot/demo-so-2026/so/tieu-chi/1/",
    "/dot/demo-so-2026/phuong-phap/",
    "/en/dot/thai-binh-2020/phuong-phap/",
    "/co-quan/trinh-dien/so-y-te/",
    "/en/co-quan/thua-thien-hue/huyen-a-luoi/",
    "/tim/?tim=nhan+luc",
    "/dot/demo-so-2026/so/so-sanh/",
    "/dot/demo-so-2026/so/so-sanh/?co-quan=so-y-te&co-quan=thanh-tra&co-quan=so-noi-vu&co-quan=vp-ubnd&co-quan=so-tu-phap",
    "/en/dot/thai-binh-2020/departments/so-sanh/?co-quan=vp-ubnd-tinh&co-quan=so-tttt",
    "/bo-tieu-chi/thai-binh-so-2020/1/",
    "/bo-tieu-chi/demo-xa-2026/2/",
    "/en/dot/hau-giang-2021/",
    "/en/dot/thai-binh-2020/departments/vp-ubnd-tinh/?mo=het",
    "/en/bo-tieu-chi/thai-binh-so-2020/1/",
)
WIDTHS = (1280, 390)
BETWEEN = (1024, 768)
THEMES = ("light", "dark")


# The rule for the size of targets, new in WCAG 2.2, is off unless it is asked for.
COMPLAIN = """axe.run({resultTypes: ["violations"], rules: {"target-size": {enabled: true}}}).then(
  (found) => found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`)))"""


def complaints(page) -> list[str]:
    """What axe finds. It is our own instrument: its script comes in through the debugger, which no policy of the page concerns."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(COMPLAIN)


def too_wide(page, width: int) -> bool:
    page.wait_for_load_state()
    page.set_viewport_size({"width": width, "height": 900})
    return page.evaluate("document.documentElement.scrollWidth") > width


def faults_of(page) -> list[str]:
    """What is wrong with the look of a page, with everything that folds open: its width at four, axe wide in light and narrow in dark."""
    page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
    found = [f"wider than {width}" for width in (*BETWEEN, *WIDTHS) if too_wide(page, width)]
    for width, theme in zip(WIDTHS, THEMES, strict=True):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        found += [f"{width} {theme}: {each}" for each in complaints(page)]
    return found


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_accessible_closed_and_fits(watched, address):
    with watched() as watch:
        response = watch.page.goto(address)
        assert response is not None
        assert response.status == 200
        assert faults_of(watch.page) == []


def test_a_missing_page_is_accessible_too(watched):
    with watched() as watch:
        response = watch.page.goto("/khong-co/")
        assert response is not None
        assert response.status == 404
        assert complaints(watch.page) == []
        watch.said.clear()  # the browser itself reports the 404


@pytest.mark.parametrize(
    ("attack", "directive"),
    [
        ("document.body.setAttribute('style', 'color: red')", "style-src-attr"),
        ("document.head.appendChild(document.createElement('style')).textContent = 'p {}'", "style-src-elem"),
        ("document.body.appendChild(document.createElement('script')).textContent = '1'", "script-src-elem"),
        ("document.body.appendChild(document.createElement('img')).src = 'https://elsewhere.invalid/a.png'", "img-src"),
    ],
)
def test_the_watch_would_see_a_violation(watched, attack, directive):
    with watched() as watch:
        watch.page.goto("/")
        watch.page.evaluate(f"() => {{ {attack} }}")
        watch.page.wait_for_function("window.violations.length > 0")
        assert watch.violations()[0].startswith(directive)
        watch.page.evaluate("window.violations = []")
        watch.said.clear()
        watch.failed.clear()
        watch.elsewhere.clear()


def test_axe_would_see_a_fault(watched):
    with watched() as watch:
        watch.page.goto("/")
        watch.page.evaluate("document.documentElement.removeAttribute('lang')")
        assert complaints(watch.page)
