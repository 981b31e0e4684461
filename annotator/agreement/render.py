"""The report of agreement as plain text for a terminal."""

from __future__ import annotations

from typing import Any

from annotator.agreement.figures import FEW_ITEMS

TITLES = {
    "percent": "Percent agreement",
    "alpha:nominal": "Krippendorff's alpha, nominal",
    "alpha:ordinal": "Krippendorff's alpha, ordinal",
    "alpha:interval": "Krippendorff's alpha, interval",
    "alpha:ratio": "Krippendorff's alpha, ratio",
    "alpha:masi": "Krippendorff's alpha, sets (MASI)",
    "alpha:jaccard": "Krippendorff's alpha, sets (Jaccard)",
    "ac1": "Gwet's AC1",
    "ac2:linear": "Gwet's AC2, linear weights",
    "ac2:quadratic": "Gwet's AC2, quadratic weights",
    "ac2:ordinal": "Gwet's AC2, ordinal weights",
    "fleiss": "Fleiss' kappa",
    "bennett": "Bennett's S",
    "cohen": "Cohen's kappa",
    "cohen:linear": "Cohen's kappa, linear weights",
    "cohen:quadratic": "Cohen's kappa, quadratic weights",
    "scott": "Scott's pi",
}
GROUPS = {
    "alpha_label": "Alpha of a label against all others",
    "fleiss_label": "Fleiss' kappa of a label against all others",
    "specific": "Specific agreement on a label",
    "cohen_pair": "Cohen's kappa of two annotators",
    "span:claim": "Spans of claims",
    "span:source": "Spans of sources",
    "span:cue": "Spans of cues",
    "span:content": "Spans of contents",
    "attribution": "Attributions",
    "claim:types": "Types of claims both marked",
    "claim:verdict": "Verdicts on claims both marked",
    "claim:stance": "Stance of evidence both gave",
}


def render(report: dict[str, Any]) -> str:
    """Write a report as text: what it rests on, a line a figure with its 95 % interval, and why figures are missing."""
    lines = [
        f"Items: {report['items']}, with two or more labels: {report['items_used']}",
        f"Annotators: {report['annotators']}, labels used: {report['labels_used']}",
        "",
    ]
    if report["items_used"] < FEW_ITEMS:
        lines[2:2] = [f"Too few items to rely on: {report['items_used']} with two or more labels."]
    shown = [(title, key) for key, title in TITLES.items()]
    lines += _block("Figure", shown, report)
    for group, title in GROUPS.items():
        names = [key for key in report if key.startswith(f"{group}:")]
        if any(report[key] is not None for key in names):
            lines += ["", *_block(title, [(key.removeprefix(f"{group}:"), key) for key in names], report)]
    lines += ["", *_footer(report)]
    return "\n".join(lines) + "\n"


def _block(title: str, rows: list[tuple[str, str]], report: dict[str, Any]) -> list[str]:
    """Lay out the figures that have a value as a table: name, value, interval."""
    given = [(name, key) for name, key in rows if report[key] is not None]
    width = max(len(name) for name in (title, *(name for name, _ in given)))
    lines = [f"{title:<{width}}    value   95 % interval"]
    for name, key in given:
        bounds = report[f"ci:{key}"]
        tail = "" if bounds is None else f"   {_number(bounds[0])} to {_number(bounds[1])}"
        lines.append(f"{name:<{width}}  {_number(report[key]):>7}{tail}")
    return lines


def _number(value: float) -> str:
    return f"{round(value, 3) + 0.0:.3f}"  # adding zero turns -0.0 into 0.0


def _footer(report: dict[str, Any]) -> list[str]:
    """Say why figures are missing, each reason once, and how the intervals were made."""
    by_reason: dict[str, list[str]] = {}
    for key, reason in report["reasons"].items():
        by_reason.setdefault(reason, []).append(key)
    lines = []
    for reason, keys in by_reason.items():
        figures = [key for key in keys if not key.startswith("ci:")]
        intervals = [key.removeprefix("ci:") for key in keys if key.startswith("ci:")]
        if figures:
            lines.append(f"Not given: {_some(figures)}. {reason}")
        elif intervals:
            lines.append(f"No interval: {_some(intervals)}. {reason}")
    if any(bounds is not None for key, bounds in report.items() if key.startswith("ci:")):
        lines.append(f"Intervals: 95 %, {report['resamples']} resamples of articles, seed {report['seed']}.")
    return lines


def _some(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= 8 else ", ".join(names[:8]) + f" and {len(names) - 8} more"
