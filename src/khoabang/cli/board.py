"""The ranking of each group, and scorecards, as tables. Draws the result document; computes nothing."""

import sys
from typing import Any

from rich import box
from rich.console import Console, JustifyMethod
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from khoabang.cli.show import REASONS, console, figure, hanging, heading, is_known
from khoabang.language import N_, text
from khoabang.scoring.explain import FLAGS, STATUSES
from khoabang.scoring.result.columns import has_classes, scored_criteria, total_columns

Json = dict[str, Any]
WIDEST = 1000
NAME_WIDTH = 24
GOLD = "bold yellow"  # first places
_COLUMNS = {"points": N_("Điểm"), "converted": N_("Quy đổi"), "index": N_("Chỉ số"), "percent": N_("Tỷ lệ %")}


def board(result: Json, lang: str) -> None:
    """Print the ranking of each group, with its statistics, classes and what the publication says otherwise."""
    out = console()
    heading(out, result, lang)
    criteria = {annex["code"]: scored_criteria(annex) for annex in result["annexes"]}
    for group in result["groups"]:
        if group["bodies"]:
            out.print()
            _print_board(out, group, criteria[group["annex"]], lang)
            _statistics(out, group, lang)
            _unranked(out, group, lang)
    _remarks(out, result, lang)


def _print_board(out: Console, group: Json, criteria: list[Json], lang: str) -> None:
    """Print a group's table; criteria that do not fit a screen are left out, a file is made as wide as needed."""
    table = _board(group, criteria, lang)
    needed = Measurement.get(out, out.options.update(max_width=WIDEST), table).minimum
    if needed > out.width and sys.stdout.isatty():
        table = _board(group, [], lang)
        table.caption = text(N_("Điểm từng tiêu chí: khoabang score"), lang)
    elif needed > out.width:
        out = Console(width=needed, highlight=False)
    out.print(table)


def _board(group: Json, criteria: list[Json], lang: str) -> Table:
    by = group["ranking"]["by"]
    figures = [(key, _COLUMNS[key]) for key in total_columns(group)]
    classed = has_classes(group)
    moved = any(body["movement"] for body in group["bodies"])
    heads = [text(N_("Hạng"), lang), *(criterion["code"] for criterion in criteria), *(text(name, lang) for _, name in figures)]
    heads += [text(N_("Loại"), lang)] * classed + ["±"] * moved
    rows, styles = [], []
    for body in group["bodies"]:
        rank = body["rank"]["value"] or body["rank"]["stated"]
        cells = [f"{rank}{'=' if body['tied'] else ''}" if rank else "–"]
        for criterion in criteria:
            item = body["criteria"].get(criterion["code"])
            mark = "[yellow]*[/]" if item and "over_maximum" in item["flags"] else ""
            cells.append(figure(item["points"], lang, criterion["prints"]) + mark if item else "")
        cells += [figure(body[key], lang) for key, _ in figures]
        cells += [escape(body["class"]["value"] or body["class"]["stated"] or "")] * classed + [_moved(body["movement"])] * moved
        rows.append(cells)
        styles.append(GOLD if rank in {1, "1"} else None)
    table = Table(title=escape(group["name"]), box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    for position, head in enumerate(heads):
        widest = max(Text.from_markup(cells[position]).cell_len for cells in [heads, *rows])
        justify: JustifyMethod = "left" if classed and position == len(heads) - 1 - moved else "right"
        bold = position == 1 + len(criteria) + [key for key, _ in figures].index(by)
        table.add_column(escape(head), justify=justify, no_wrap=True, min_width=widest, style="bold" if bold else "")
        if position == 0:
            table.add_column(text(N_("Cơ quan"), lang), overflow="fold", min_width=NAME_WIDTH)
    for body, (rank_cell, *cells), style in zip(group["bodies"], rows, styles, strict=True):
        table.add_row(rank_cell, escape(body["name"]), *cells, style=style)
    table.caption = _legend(group, criteria, lang)
    table.caption_justify = "left"
    return table


def _legend(group: Json, criteria: list[Json], lang: str) -> str | None:
    """Name the criteria behind the column heads."""
    legend = "  ".join(f"{criterion['code']}: {criterion['name']}" for criterion in criteria)
    over = any("over_maximum" in item["flags"] for body in group["bodies"] for item in body["criteria"].values())
    if over and criteria:
        legend += "  " + text(N_("*: vượt điểm tối đa"), lang)
    return escape(legend) or None


def _moved(movement: Json | None) -> str:
    """Say how many places a body moved, up or down."""
    if not movement or "rank" not in movement:
        return ""
    stated, value = movement["rank"]["stated"], movement["rank"]["value"]
    if value is None:
        if stated is None:
            return ""
        if not stated.lstrip("+-").isdecimal():
            return str(stated)
        value = int(stated)
    return f"[green]▲{value}[/]" if value > 0 else f"[red]▼{-value}[/]" if value < 0 else "[dim]=[/]"


def _statistics(out: Console, group: Json, lang: str) -> None:
    total = group["statistics"]["total"]
    names = {body["code"]: body["name"] for body in group["bodies"]}
    parts = []
    if is_known(total["mean"]):
        percent = f" ({figure(total['mean_percent'], lang)} %)" if is_known(total["mean_percent"]) else ""
        parts.append(text(N_("Trung bình"), lang) + f" {figure(total['mean'], lang)}{percent}")
    if total["change"] and is_known(total["change"].get("mean")):
        change = figure(total["change"]["mean"], lang)
        parts.append(text(N_("so với năm trước"), lang) + f" {change if change.startswith('−') else '+' + change}")
    if is_known(total["median"]):
        parts.append(text(N_("trung vị"), lang) + f" {figure(total['median'], lang)}")
    for key, name in (("highest", N_("cao nhất")), ("lowest", N_("thấp nhất"))):
        if total[key]["bodies"] and is_known(total[key]["points"]):
            who = ", ".join(names.get(code, code) for code in total[key]["bodies"])
            parts.append(text(name, lang) + f" {escape(who)} {figure(total[key]['points'], lang)}")
    if is_known(total["spread"]):
        parts.append(text(N_("chênh lệch"), lang) + f" {figure(total['spread'], lang)}")
    if parts:
        out.print(" · ".join(parts), soft_wrap=True)
    classes = [f"{item['name']} {item['count'] if item['count'] is not None else item['stated']}" for item in group["classes"]
               if item["count"] is not None or item["stated"] is not None]  # fmt: skip
    if classes:
        out.print(escape(" · ".join(classes)), soft_wrap=True)


def _unranked(out: Console, group: Json, lang: str) -> None:
    """Say of each body without a rank why it has none; of a whole group without ranks, once."""
    told: dict[str, list[str]] = {}
    for body in group["bodies"]:
        if body["reasons"] and body["status"] != "stated":
            why = ", ".join(text(REASONS.get(reason, reason), lang) for reason in body["reasons"])
            told.setdefault(why, []).append(body["name"])
    for why, names in told.items():
        if len(names) == len(group["bodies"]):
            line = text(N_("Không xếp hạng: {why}"), lang, why=why)
        else:
            line = text(N_("Không xếp hạng ({why}): {names}"), lang, why=why, names=", ".join(names))
        out.print("[dim]" + escape(line) + "[/]", soft_wrap=True)


def _remarks(out: Console, result: Json, lang: str) -> None:
    names = {body["code"]: body["name"] for group in result["groups"] for body in group["bodies"]}
    names |= {group["code"]: group["name"] for group in result["groups"]}

    def listed(title: str, lines: list[str]) -> None:
        if lines:
            out.print(f"\n[bold]{text(title, lang)}[/]")
        for line in lines:
            hanging(out, escape(line), bullet="[dim]•[/]")

    line = N_("{who}, {column}: in {stated}, tính lại {computed}. {reason}")
    differences = [
        text(line, lang, who=names.get(item["body"] or item["group"], ""), column=item["column"], stated=item["stated"],
             computed=item["computed"], reason=item["reason"])
        for item in result["differences"]
    ]  # fmt: skip
    listed(N_("Khác bản công bố"), differences)
    listed(N_("Điểm bất thường đã biết"), [item["text"] for item in result["findings"]])
    listed(N_("Ghi chú"), list(result["round"]["notes"]))


def scorecards(result: Json, lang: str) -> None:
    """Print every body's points by criterion."""
    out = console()
    heading(out, result, lang)
    for group in result["groups"]:
        annex = next(annex for annex in result["annexes"] if annex["code"] == group["annex"])
        for body in group["bodies"]:
            out.print()
            out.print(_scorecard(body, group, annex["criteria"], lang))


def _scorecard(body: Json, group: Json, criteria: list[Json], lang: str) -> Table:
    rank = body["rank"]["value"] or body["rank"]["stated"]
    head = [body["name"], group["name"]]
    if rank:
        head.append(text(N_("hạng {rank}/{size}"), lang, rank=rank, size=group["counts"]["bodies"]))
    if body["class"]["value"] or body["class"]["stated"]:
        head.append(body["class"]["value"] or body["class"]["stated"])
    table = Table(title=escape(" · ".join(head)), box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    table.add_column(text(N_("Mục"), lang), no_wrap=True)
    table.add_column(text(N_("Tiêu chí"), lang), overflow="fold", min_width=NAME_WIDTH)
    table.add_column(text(N_("Điểm"), lang), justify="right", no_wrap=True)
    table.add_column(text(N_("Tối đa"), lang), justify="right", no_wrap=True)
    table.add_column("", style="yellow")
    for criterion in criteria:
        item = body["criteria"].get(criterion["code"])
        if item is None:
            continue
        told = [FLAGS[flag] for flag in item["flags"] if flag in FLAGS]
        if item["status"] != "scored" and criterion["role"] != "informational" and not told:
            told = [STATUSES.get(item["status"], item["status"])]
        indent = "  " * (criterion["depth"] - 1)
        informs = criterion["role"] == "informational"
        table.add_row(
            escape(criterion["code"]),
            escape(indent + criterion["name"]),
            "" if informs else figure(item["points"], lang, criterion["prints"]),
            "" if informs else figure(item["maximum"], lang),
            "; ".join(text(word, lang) for word in told),
            style="bold" if criterion["depth"] == 1 and not criterion["leaf"] else None,
        )
    table.add_section()
    total = f"[bold]{text(N_('Tổng điểm'), lang)}[/]"
    table.add_row("", total, f"[bold]{figure(body['points'], lang)}[/]", figure(body["maximum"], lang), "")
    return table
