# SPDX-License-Identifier: GPL-3.0-or-later
"""wire.json keeps the latest result of each scenario; RESULTS.md is made of it."""
import json
from pathlib import Path

import table
from errors import BenchError

RESULTS = Path(__file__).parent.parent / "RESULTS.md"
BEGIN, END = "<!-- wire: begin -->", "<!-- wire: end -->"


def read(path):
    return json.loads(path.read_text()) if path.exists() else {}


def store(path, name, report, machine, options):
    """Puts one scenario's result into the file."""
    results = read(path)
    results[name] = {"title": report.title, "note": report.note, "machine": machine,
                     "options": options, "rows": [row.to_json() for row in report.rows]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1) + "\n")
    return results[name]


def write_markdown(results, names):
    """Replaces the part of RESULTS.md that is made here; what people wrote around it stays."""
    old = RESULTS.read_text() if RESULTS.exists() else f"# Results\n\n{BEGIN}\n{END}\n"
    if BEGIN not in old or END not in old:
        raise BenchError(f"{RESULTS} has no lines {BEGIN} and {END} to write between")
    before, rest = old.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    RESULTS.write_text(f"{before}{BEGIN}\n{body(results, names)}{END}{after}")


def body(results, names):
    parts = ["## ./dev bench wire\n"]
    if missing := [name for name in names if name not in results]:
        parts.append(f"Not measured here: {', '.join(missing)}.\n")
    last = None
    for name in names:
        if name in missing:
            continue
        place = where(results[name])
        if place != last:
            parts.append(place)
            last = place
        parts.append(table.markdown(name, results[name]))
    return "\n".join(parts)


def where(result):
    machine, options = result["machine"], result["options"]
    return (f"{machine['outlet']}, {machine['date']}: {machine['processor']}, "
            f"{machine['cores']} cores, Linux {machine['kernel']}, load before "
            f"{machine['load_before']}. Medians of {options['rounds']} alternating rounds of "
            f"{options['seconds']} s; ratios are medians of the rounds' ratios; noise is half the "
            "distance between the quartiles.\n")
