#!/usr/bin/env python3
"""Hold the documentation: types and functions have doc comments, relative links in documents lead somewhere."""

import pathlib
import re
import sys

# Of the declarations that other targets see. Conformances carry no comment, since the requirement has it.
REQUIRED = {"types": 0.95, "functions": 0.6}

TYPE = re.compile(r"^\s*package (?:final )?(?:indirect )?(?:struct|class|enum|actor|protocol|extension)\b")
MEMBER = re.compile(r"^\s*package (?:static |mutating |nonisolated |convenience )*func\b")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def documented(lines: list[str], index: int) -> bool:
    index -= 1
    while index >= 0 and lines[index].lstrip().startswith("@"):
        index -= 1
    return index >= 0 and lines[index].lstrip().startswith("///")


def shares() -> dict[str, tuple[int, int, list[str]]]:
    counted = {}
    for kind, pattern in (("types", TYPE), ("functions", MEMBER)):
        total, good, missing = 0, 0, []
        for path in sorted(pathlib.Path("Sources").rglob("*.swift")):
            lines = path.read_text().splitlines()
            for index, line in enumerate(lines):
                if pattern.match(line):
                    total += 1
                    if documented(lines, index):
                        good += 1
                    else:
                        missing.append(f"{path}:{index + 1}: no doc comment")
        counted[kind] = (good, total, missing)
    return counted


def broken_links() -> list[str]:
    found = []
    for path in [*pathlib.Path(".").glob("*.md"), *pathlib.Path("docs").rglob("*.md")]:
        for target in LINK.findall(path.read_text()):
            if not (path.parent / target).exists():
                found.append(f"{path}: the link to {target} leads nowhere")
    return found


def main() -> int:
    problems = broken_links()
    for kind, (good, total, missing) in shares().items():
        required = REQUIRED[kind]
        share = good / max(total, 1)
        print(f"documented {kind}: {good} of {total} ({share:.0%}, at least {required:.0%} asked)")
        if share < required:
            problems += missing
    print("\n".join(problems), file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
