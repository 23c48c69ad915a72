"""What own messages gain, of several reports of `foreword eval --personal --json` on different authors taken together.

    python gains_joined.py half-1.json half-2.json [--base off-1.json --base off-2.json]

Two halves of the authors can be measured side by side, a report each. Prints one JSON object: per set of parts the
savings in per cent of all characters, and against the first set the mean over authors of what they gain in points, its
95% interval by a bootstrap over authors, and the authors who lose more than half a point with what they lose. --base:
reports whose first set is compared with instead, for runs that left it out. Authors must be the same ones with the same
messages in every set.
"""

import argparse
import json
from pathlib import Path

import numpy as np

DRAWS, HALF = 4000, 0.5


def joined(paths):
    """{parts: {author: (characters, keystrokes)}} of reports, in their order. An author in two reports is refused."""
    out = {}
    for path in paths:
        for run in json.loads(Path(path).read_text())["runs"]:
            authors = out.setdefault(run["parts"], {})
            for author in run["authors"]:
                if author["name"] in authors:
                    raise SystemExit(f"{author['name']} is in two reports with {run['parts']}")
                authors[author["name"]] = (author["characters"], author["keystrokes"])
    return out


def figures(base, other):
    """Of `other` against `base`, both {author: (characters, keystrokes)}."""
    if {name: row[0] for name, row in base.items()} != {name: row[0] for name, row in other.items()}:
        raise SystemExit("the reports are on other messages")
    characters, before = np.array(list(base.values()), float).T
    after = np.array([other[name][1] for name in base], float)
    points = 100 * (before - after) / characters
    drawn = points[np.random.default_rng(0).integers(0, len(points), (DRAWS, len(points)))].mean(1)
    return {
        "authors": len(points),
        "characters": int(characters.sum()),
        "saved": round(100 * (1 - after.sum() / characters.sum()), 2),
        "gain": round(points.mean(), 2),
        "interval": [round(float(bound), 2) for bound in np.percentile(drawn, [2.5, 97.5])],
        "lose": {name: round(gain, 1) for name, gain in zip(base, points.tolist(), strict=True) if gain < -HALF},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports", nargs="+", metavar="REPORT", help="JSON, each on authors of its own")
    parser.add_argument("--base", action="append", metavar="REPORT", help="compare with these; repeat")
    args = parser.parse_args()
    runs = joined(args.reports)
    base = next(iter((joined(args.base) if args.base else runs).values()))
    print(json.dumps({parts: figures(base, authors) for parts, authors in runs.items()}, indent=1))


if __name__ == "__main__":
    main()
