"""What people see in a terminal: boards, scorecards, trees, problems. Draws the result document; computes nothing."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.tree import Tree

from khoabang.language import N_, text
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.examples import Outcome
from khoabang.scoring.explain import FLAGS, STATUSES, arithmetic, sentence
from khoabang.scoring.numbers import show as number
from khoabang.scoring.problems import Problems

Json = dict[str, Any]
NARROWEST = 100
WIDEST = 1000
NAME_WIDTH = 24
REASONS = {
    "exempt": N_("được miễn"),
    "missing": N_("thiếu số liệu"),
    "not_verified": N_("chưa thẩm định"),
    "not_published": N_("không công bố"),
    "not_applicable": N_("không có mục nào áp dụng"),
    "declared": N_("được chấm, không xếp hạng"),
    "group": N_("khối không xếp hạng"),
    "partial": N_("bản công bố không đầy đủ"),
}
KINDS = {
    "published": N_("Bản dựng lại, không thay văn bản gốc"),
    "demonstration": N_("Bản trình diễn"),
    "computed": N_("Tính từ tệp"),
}
_SEVERITY = {"error": ("bold red", N_("LỖI")), "warning": ("bold yellow", N_("CẢNH BÁO")), "notice": ("bold blue", N_("LƯU Ý"))}


def console(*, stderr: bool = False) -> Console:
    """Give a console: wide enough for tables where the output is a file."""
    width = None if (sys.stderr if stderr else sys.stdout).isatty() else max(NARROWEST, Console().width)
    return Console(stderr=stderr, highlight=False, width=width)


@contextmanager
def working(lang: str) -> Iterator[None]:
    """Show that work goes on, where a person watches; it leaves nothing behind."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        progress.add_task(text(N_("Đang chấm điểm…"), lang), total=None)
        yield


def figure(item: Json | None, lang: str, prints: str | None = None) -> str:
    """Print a figure: as computed, or as stated where nothing could be computed; both where they differ."""
    if item is None:
        return ""
    shown, stated = item.get("shown"), item.get("stated")
    if shown is None:
        if stated is not None:
            return number(stated, lang)
        if prints == "zero":
            return "0"
        return text(STATUSES.get(item.get("status", ""), ""), lang) if prints == "note" else "–"
    if stated is not None and number(stated, lang) != number(shown, lang):
        return text(N_("{shown} (in {stated})"), lang, shown=number(shown, lang), stated=number(stated, lang))
    return number(shown, lang)


def problems(found: Problems, lang: str) -> None:
    """Print every problem to the error output: code, place, what; why; what to do."""
    out = console(stderr=True)
    for problem in found:
        style, word = _SEVERITY[problem.severity]
        place = f" {escape(str(problem.place))}" if str(problem.place) else ""
        out.print(f"[{style}]{text(word, lang)} {problem.code}[/]{place}", soft_wrap=True)
        out.print(f"  {escape(problem.what(lang))}", soft_wrap=True)
        out.print(f"  [dim]{escape(problem.why(lang))}[/] {escape(problem.remedy(lang))}", soft_wrap=True)
    if found.left_out:
        out.print(text(N_("… và {count} vấn đề nữa."), lang, count=found.left_out))


def checked(name: str, criteria_set: CriteriaSet | None, examples: Outcome | None, found: Problems, lang: str) -> None:
    """Print how a set stands."""
    out = console()
    if criteria_set is not None:
        sound = not found.errors
        mark = "[green]✓[/]" if sound else "[red]✗[/]"
        count = sum(1 for annex in criteria_set.annexes for criterion in annex.walk() if criterion.is_indicator)
        told = text(N_("{annexes} phụ lục, {indicators} chỉ tiêu"), lang, annexes=len(criteria_set.annexes), indicators=count)
        ran = text(N_("ví dụ đúng {passed}/{ran}"), lang, passed=examples.passed, ran=examples.ran) if examples else ""
        line = f"{mark} [bold]{escape(name)}[/] {escape(criteria_set.version)} · {told}" + (f" · {ran}" if ran else "")
        out.print(line, soft_wrap=True)
    problems(found, lang)


def catalogue(sets: Mapping[str, Path], evaluations: Mapping[str, Path], lang: str, *, as_json: bool) -> None:
    """List what comes with the package."""
    if as_json:
        sys.stdout.write(json.dumps({"sets": list(sets), "evaluations": list(evaluations)}, ensure_ascii=False, indent=1) + "\n")
        return
    out = console()
    for title, names in ((N_("Bộ tiêu chí đi kèm"), sets), (N_("Đợt đánh giá đi kèm"), evaluations)):
        out.print(f"[bold]{text(title, lang)}[/]")
        for name in names:
            out.print(f"  {escape(name)}")


def _heading(out: Console, result: Json, lang: str) -> None:
    round_ = result["round"]
    out.print(f"[bold]{escape(round_['title'])}[/]", soft_wrap=True)
    authority = round_["authority"]["name"] if round_["authority"] else result["set"]["issuer"]
    out.print(f"{escape(authority)} · [red]{text(KINDS[round_['kind']], lang)}[/]", soft_wrap=True)
    decision = round_["decision"]
    if decision:
        date = "/".join(reversed(decision["date"].split("-"))) if decision["date"] else ""
        parts = (decision["type"], decision["number"], date)
        out.print("[dim]" + escape(" ".join(part for part in parts if part)) + "[/]", soft_wrap=True)


def board(result: Json, lang: str) -> None:
    """Print the ranking of each group, with its statistics and classes."""
    out = console()
    _heading(out, result, lang)
    criteria = {
        annex["code"]: [c for c in annex["criteria"] if c["depth"] == 1 and c["role"] != "informational"]
        for annex in result["annexes"]
    }
    for group in result["groups"]:
        if group["bodies"]:
            out.print()
            table = _board(group, criteria[group["annex"]], lang)
            if Measurement.get(out, out.options.update(max_width=WIDEST), table).minimum > out.width:
                table = _board(group, [], lang)
                table.caption = text(N_("Điểm từng tiêu chí: khoabang score"), lang)
            out.print(table)
            _statistics(out, group, lang)
    _remarks(out, result, lang)


def _board(group: Json, criteria: list[Json], lang: str) -> Table:
    table = Table(title=escape(group["name"]), box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    table.add_column(text(N_("Hạng"), lang), justify="right", no_wrap=True)
    table.add_column(text(N_("Cơ quan"), lang), overflow="fold", min_width=NAME_WIDTH)
    for criterion in criteria:
        table.add_column(escape(criterion["code"]), justify="right", no_wrap=True)
    by = group["ranking"]["by"]
    columns = [("points", N_("Điểm")), ("converted", N_("Quy đổi")), ("index", N_("Chỉ số")), ("percent", N_("Tỷ lệ %"))]
    shown = [
        (key, name) for key, name in columns if key in ("points", by) or any(b[key] and b[key]["stated"] for b in group["bodies"])
    ]
    for _, name in shown:
        table.add_column(text(name, lang), justify="right", no_wrap=True, style="bold")
    classed = bool(group["class_names"]) or any(body["class"]["stated"] for body in group["bodies"])
    moved = any(body["movement"] for body in group["bodies"])
    if classed:
        table.add_column(text(N_("Loại"), lang), no_wrap=True)
    if moved:
        table.add_column("±", justify="right", no_wrap=True)
    for body in group["bodies"]:
        rank = body["rank"]["value"] or body["rank"]["stated"]
        cells = [str(rank) if rank else "–", escape(body["name"])]
        for criterion in criteria:
            item = body["criteria"].get(criterion["code"])
            mark = "[yellow]*[/]" if item and "over_maximum" in item["flags"] else ""
            cells.append(figure(item["points"], lang, criterion["prints"]) + mark if item else "")
        cells += [figure(body[key], lang) for key, _ in shown]
        if classed:
            cells.append(escape(body["class"]["value"] or body["class"]["stated"] or ""))
        if moved:
            cells.append(_moved(body["movement"]))
        if body["reasons"] and body["status"] != "stated":
            cells[1] += f" [dim]({', '.join(text(REASONS.get(reason, reason), lang) for reason in body['reasons'])})[/]"
        table.add_row(*cells, style="bold" if rank in {1, "1"} else None)
    names = "  ".join(f"{c['code']}: {c['name']}" for c in criteria)
    table.caption = escape(names) or None
    table.caption_justify = "left"
    return table


def _moved(movement: Json | None) -> str:
    if not movement or "rank" not in movement:
        return ""
    if movement["rank"]["stated"] is not None:
        return str(movement["rank"]["stated"])
    value = movement["rank"]["value"]
    return "" if value is None else f"▲{value}" if value > 0 else f"▼{-value}" if value < 0 else "="


def _statistics(out: Console, group: Json, lang: str) -> None:
    total = group["statistics"]["total"]
    names = {body["code"]: body["name"] for body in group["bodies"]}

    def known(item: Json | None) -> bool:
        return bool(item) and (item["shown"] is not None or item["stated"] is not None)  # type: ignore[index]

    parts = []
    if known(total["mean"]):
        percent = f" ({figure(total['mean_percent'], lang)} %)" if known(total["mean_percent"]) else ""
        parts.append(text(N_("Trung bình"), lang) + f" {figure(total['mean'], lang)}{percent}")
    if total["change"] and known(total["change"].get("mean")):
        parts.append(text(N_("so với năm trước"), lang) + f" {figure(total['change']['mean'], lang)}")
    for key, name in (("highest", N_("cao nhất")), ("lowest", N_("thấp nhất"))):
        if total[key]["bodies"] and known(total[key]["points"]):
            who = ", ".join(names.get(code, code) for code in total[key]["bodies"])
            parts.append(text(name, lang) + f" {escape(who)} {figure(total[key]['points'], lang)}")
    if known(total["spread"]):
        parts.append(text(N_("chênh lệch"), lang) + f" {figure(total['spread'], lang)}")
    if parts:
        out.print(" · ".join(parts), soft_wrap=True)
    classes = [f"{item['name']} {item['count'] if item['count'] is not None else item['stated']}" for item in group["classes"]
               if item["count"] is not None or item["stated"] is not None]  # fmt: skip
    if classes:
        out.print(escape(" · ".join(classes)), soft_wrap=True)


def _remarks(out: Console, result: Json, lang: str) -> None:
    titles = {"differences": N_("Khác bản công bố"), "findings": N_("Điểm bất thường đã biết")}
    if result["differences"]:
        out.print(f"\n[bold]{text(titles['differences'], lang)}[/]")
        for item in result["differences"]:
            line = N_("{who}, {column}: in {stated}, tính lại {computed}. {reason}")
            out.print("  " + escape(text(line, lang, who=item["body"] or item["group"], column=item["column"], stated=item["stated"],
                                         computed=item["computed"], reason=item["reason"])), soft_wrap=True)  # fmt: skip
    if result["findings"]:
        out.print(f"\n[bold]{text(titles['findings'], lang)}[/]")
        for item in result["findings"]:
            out.print("  " + escape(item["text"]), soft_wrap=True)
    for line in result["round"]["notes"]:
        out.print("[dim]" + escape(line) + "[/]", soft_wrap=True)


def scorecards(result: Json, lang: str) -> None:
    """Print every body's points by criterion."""
    out = console()
    _heading(out, result, lang)
    for group in result["groups"]:
        annex = next(annex for annex in result["annexes"] if annex["code"] == group["annex"])
        for body in group["bodies"]:
            out.print()
            table = Table(
                title=escape(f"{body['name']} · {group['name']}"), box=box.SIMPLE_HEAD, title_justify="left", title_style="bold"
            )
            table.add_column(text(N_("Mục"), lang), no_wrap=True)
            table.add_column(text(N_("Tiêu chí"), lang), overflow="fold")
            table.add_column(text(N_("Điểm"), lang), justify="right", no_wrap=True)
            table.add_column(text(N_("Tối đa"), lang), justify="right", no_wrap=True)
            table.add_column("")
            for criterion in annex["criteria"]:
                item = body["criteria"].get(criterion["code"])
                if item is None:
                    continue
                told = [FLAGS[flag] for flag in item["flags"] if flag in FLAGS]
                if item["status"] != "scored" and not told:
                    told = [STATUSES.get(item["status"], item["status"])]
                indent = "  " * (criterion["depth"] - 1)
                table.add_row(escape(criterion["code"]), escape(indent + criterion["name"]), figure(item["points"], lang, criterion["prints"]),
                              figure(item["maximum"], lang), "; ".join(text(word, lang) for word in told),
                              style="bold" if criterion["depth"] == 1 and not criterion["leaf"] else None)  # fmt: skip
            table.add_row(
                "",
                f"[bold]{text(N_('Tổng điểm'), lang)}[/]",
                f"[bold]{figure(body['points'], lang)}[/]",
                figure(body["maximum"], lang),
                "",
            )
            out.print(table)


def explanation(document: Json, lang: str) -> None:
    """Print a body's explanation as one tree, down to each rule, its inputs and the article."""
    out = console()
    head = [document["body"]["name"]]
    if document["rank"]:
        head.append(text(N_("hạng {rank}/{size}"), lang, rank=document["rank"], size=document["group"]["size"]))
    head += [text(REASONS.get(reason, reason), lang) for reason in document["reasons"]]
    root = document["root"]
    if root["index"]["shown"] is not None:
        head.append(text(N_("chỉ số {index}"), lang, index=number(root["index"]["shown"], lang)))
    if document["class"]:
        head.append(document["class"])
    tree = Tree("[bold]" + escape(" · ".join(head)) + "[/]", guide_style="dim")
    top = tree.add(_line(root, lang))
    _steps(top, root, lang)
    for child in root["children"]:
        _branch(top, child, lang)
    out.print(tree)


def _line(node: Json, lang: str) -> str:
    points = figure(node["points"], lang, "note")
    maximum = figure(node["maximum"], lang)
    told = [text(FLAGS[flag], lang) for flag in node["flags"] if flag in FLAGS]
    if node["note"] and (node["flags"] or node["status"] != "scored"):
        told.append(node["note"])
    score = points if node["points"]["shown"] is None else f"{points} / {maximum}"
    warned = "over_maximum" in node["flags"]
    code = f"{escape(node['code'])} " if "role" in node else ""
    line = f"{code}{escape(node['name'])}  [bold]{escape(score)}[/]"
    if told:
        line += f"  [{'yellow' if warned else 'dim'}]{'⚠ ' if warned else ''}{escape('; '.join(told))}[/]"
    return line + _cited(node)


def _cited(node: Json) -> str:
    reference = node["reference"]
    if not reference:
        return ""
    document = reference["document"] or {}
    name = " ".join(part for part in (document.get("type"), document.get("number")) if part)
    return f"  [dim italic]{escape(', '.join(part for part in (name, reference['at']) if part))}[/]"


def _steps(branch: Tree, node: Json, lang: str) -> None:
    for step in node["steps"]:
        worked = arithmetic(step, lang)
        branch.add(
            f"{escape(worked)}  [dim]({escape(sentence(step, lang))})[/]" if worked else f"[dim]{escape(sentence(step, lang))}[/]"
        )


def _branch(parent: Tree, node: Json, lang: str) -> None:
    branch = parent.add(_line(node, lang))
    for item in node["inputs"]:
        value = item["label"] or (
            number(item["value"], lang) if item["value"] and item["type"] not in {"yes_no", "choice", "date"} else None
        )
        if value is None:
            value = {"yes": text(N_("có"), lang), "no": text(N_("không"), lang)}.get(item["value"] or "", item["given"])
        if item["status"]:
            value = text(STATUSES.get(item["status"], item["status"]), lang)
        if item["name"] != node["name"] or item["status"]:
            branch.add(f"[dim]{escape(item['name'])}:[/] {escape(value)} {escape(item['unit'] or '')}")
    _steps(branch, node, lang)
    for child in node["children"]:
        _branch(branch, child, lang)
