"""Sizes of the source tree: files and functions, per room and revision.

Usage: python tests/bench/house.py [REVISION ...]; prints one JSON object per revision (default: HEAD).
"""

import json
import re
import statistics
import subprocess
import sys

ROOMS = {
    "rust": re.compile(r"^crates/[^/]+/src/.*\.rs$"),
    "sdk": re.compile(r"^web/sdk/src/.*\.ts$"),
    "field": re.compile(r"^web/field/src/.*\.ts$"),
    "app": re.compile(r"^web/app/src/.*\.ts$"),
}


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout


def without_tests(text: str) -> str:
    """A Rust file up to its test module."""
    return text.split("#[cfg(test)]\nmod tests {")[0]


def functions(text: str) -> list[int]:
    """Lines of each function of a formatted Rust file: from `fn` to the brace at the same depth."""
    lengths, lines = [], text.split("\n")
    for start, line in enumerate(lines):
        match = re.match(r"^(\s*)(pub(\([a-z]+\))? )?(const )?(async )?(unsafe )?fn ", line)
        if not match:
            continue
        closing = match.group(1) + "}"
        end = next((at for at in range(start, len(lines)) if lines[at] == closing), None)
        if end is not None:
            lengths.append(end - start + 1)
    return lengths


def room(revision: str, pattern: re.Pattern[str], names: list[str]) -> dict[str, object] | None:
    files = [name for name in names if pattern.match(name)]
    if not files:
        return None
    texts = {name: git("show", f"{revision}:{name}") for name in files}
    lengths = {name: text.count("\n") for name, text in texts.items()}
    longest = max(files, key=lambda name: lengths[name])
    found = {"files": len(files), "median": statistics.median(lengths.values()), "longest": [longest, lengths[longest]]}
    if longest.endswith(".rs"):
        measured = [(length, name) for name in files for length in functions(without_tests(texts[name]))]
        found["longest_functions"] = [[name, length] for length, name in sorted(measured, reverse=True)[:5]]
    return found


def main() -> None:
    for revision in sys.argv[1:] or ["HEAD"]:
        names = git("ls-tree", "-r", "--name-only", revision).split("\n")
        rooms = {label: room(revision, pattern, names) for label, pattern in ROOMS.items()}
        print(json.dumps({"revision": git("rev-parse", "--short", revision).strip(), **rooms}))


if __name__ == "__main__":
    main()
