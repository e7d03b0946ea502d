# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports as text: for the terminal, and as Markdown."""


def number(value):
    """Three digits that count, and thousands apart."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def verdict(check):
    sign = "≥" if check["is_minimum"] else "≤"
    word = "met" if check["is_met"] else "not met"
    return f"{number(check['figure'])} ({sign} {number(check['target'])}: {word})"


def columns_of(rows):
    """Figures first, then checks, each once, in the order of their first row."""
    figures = {name: None for row in rows for name in row["figures"]}
    checks = {check["name"]: None for row in rows for check in row["checks"]}
    # A figure that has a target is shown once, with the target.
    return [name for name in figures if name not in checks], list(checks)


def cells(report):
    """The table as a list of lists of text, the head first."""
    rows = report["rows"]
    figures, checks = columns_of(rows)
    lines = [["", *figures, *checks, "noise"]]
    for row in rows:
        judged = {check["name"]: verdict(check) for check in row["checks"]}
        shown = {name: number(value) for name, value in row["figures"].items()}
        noise = row["noise_percent"]
        lines.append([row["what"], *(shown.get(name, "") for name in figures),
                      *(judged.get(name, shown.get(name, "")) for name in checks),
                      "" if noise is None else f"{noise:.1f} %"])
    return lines


def text(name, report):
    lines = cells(report)
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    out = [f"{name}: {report['title']}"]
    for line in lines:
        padded = [line[0].ljust(widths[0])]
        padded += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        out.append("  ".join(padded).rstrip())
    return "\n".join(out + ([report["note"]] if report["note"] else [])) + "\n"


def markdown(name, report):
    head, *lines = cells(report)
    out = [f"### {name}", "", report["title"][0].upper() + report["title"][1:] + ".", ""]
    out += ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    out += ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join(out + (["", report["note"]] if report["note"] else [])) + "\n"
