"""Keystroke savings of several runs of `foreword eval --json` on the same messages, against the first.

    python savings_compared.py none=none.json message=message.json rows=rows.json

Prints one JSON object: per report and run of it the savings in per cent, the difference in points, its standard error
and 95% interval by a bootstrap that draws authors with all their messages, and how many authors gain and lose more
than half a point. Reports on other messages than the first are refused.
"""

import argparse
import json
from pathlib import Path

import numpy as np

DRAWS = 4000
HALF = 0.5


def users(run):
    """{author: (characters, keystrokes with every draft shown, keystrokes with those above the gate)}."""
    fields = ("characters", "always_shown", "at_gate")
    return {user["name"]: tuple(user["keystrokes"][field] for field in fields) for user in run["users"]}


def savings(rows, shown):
    """In per cent, of an array `[..., authors, 3]`."""
    characters, keys = rows[..., 0].sum(-1), rows[..., shown].sum(-1)
    return 100 * (1 - keys / characters)


def compared(base, other, shown=1):
    """Figures of `other` against `base`, both {author: counts}; shown: 1 for every draft, 2 for those above the
    gate."""
    if {name: row[0] for name, row in base.items()} != {name: row[0] for name, row in other.items()}:
        raise SystemExit("the reports are on other messages")
    old, new = (np.array([counts[name] for name in base], float) for counts in (base, other))
    rng = np.random.default_rng(0)
    drawn = rng.integers(0, len(old), (DRAWS, len(old)))
    gains = savings(new[drawn], shown) - savings(old[drawn], shown)
    each = savings(new[:, None], shown) - savings(old[:, None], shown)
    low, high = np.percentile(gains, [2.5, 97.5])
    return {
        "saved": round(float(savings(new, shown)), 2),
        "change": round(float(savings(new, shown) - savings(old, shown)), 2),
        "error": round(float(gains.std()), 2),
        "interval": [round(float(low), 2), round(float(high), 2)],
        "authors": [int((each > HALF).sum()), int((each < -HALF).sum()), len(each)],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports", nargs="+", metavar="NAME=FILE", help="the others are compared with the first")
    args = parser.parse_args()
    named = [item.split("=", 1) for item in args.reports]
    reports = {name: json.loads(Path(path).read_text()) for name, path in named}
    base, out = {}, {}
    for name, report in reports.items():
        for run in report["runs"]:
            own = base.setdefault(run["drafts"], users(run))
            figures = {"all": compared(own, users(run)), "at gate": compared(own, users(run), 2)}
            figures["next word among all"] = round(100 * run["exact_match"][0]["share"], 2)
            out.setdefault(name, {})[f"{run['drafts']} drafts"] = figures
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
