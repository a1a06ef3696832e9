"""Charts in a browser: a picture at first, a drawing that answers the pointer once somebody reaches for it, in the theme of the page."""

import pytest

from journeys.test_every_page import complaints

pytestmark = pytest.mark.journey

RANKING = "/dot/thai-binh-2020/departments/"
LIBRARY = "echarts.min.js"


def first(page):
    figure = page.locator("figure.chart").first
    figure.scroll_into_view_if_needed()
    return figure


def test_a_chart_is_a_picture_until_somebody_reaches_for_it(watched):
    with watched() as watch:
        asked = []
        watch.page.on("request", lambda request: asked.append(request.url))
        watch.page.goto(RANKING)
        figure = first(watch.page)
        watch.page.wait_for_function(
            "(image) => image.complete && image.naturalWidth > 0", arg=figure.locator("img").element_handle()
        )
        assert not any(LIBRARY in address for address in asked)
        figure.hover()
        watch.page.wait_for_selector("figure.chart[data-drawn=sang] .drawing svg")
        assert sum(LIBRARY in address for address in asked) == 1
        bar = figure.locator('.drawing path[fill="#3a5683"]').nth(1)
        bar.hover()
        figure.locator(".drawing text", has_text="Hạ tầng kỹ thuật: 50 / 50").first.wait_for()
        assert complaints(watch.page) == []


def test_a_drawing_follows_the_theme_and_the_width(watched):
    with watched() as watch:
        watch.page.emulate_media(color_scheme="dark")
        watch.page.goto(RANKING)
        figure = first(watch.page)
        figure.hover()
        watch.page.wait_for_selector("figure.chart[data-drawn=toi] .drawing svg")
        watch.page.emulate_media(color_scheme="light")
        watch.page.wait_for_selector("figure.chart[data-drawn=sang] .drawing svg")
        tall = figure.locator(".drawing svg").first.bounding_box()["height"]
        watch.page.set_viewport_size({"width": 390, "height": 844})
        watch.page.wait_for_function(
            "(tall) => document.querySelector('.drawing svg').getBoundingClientRect().height > tall", arg=tall
        )
        assert watch.page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_chart_is_there_without_javascript(watched):
    with watched(java_script_enabled=False) as watch:
        with watch.page.expect_response(lambda response: "bieu-do/phan-bo.svg" in response.url) as answer:
            watch.page.goto(RANKING)
        assert answer.value.ok
        figure = first(watch.page)
        assert figure.locator("figcaption").inner_text().startswith("Sở Thông tin và Truyền thông đứng đầu")
        figure.get_by_role("link", name="Bảng số liệu của biểu đồ").click()
        assert watch.page.locator("table.figures tbody tr").count() == 19
