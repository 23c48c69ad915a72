"""Reports of halves of the authors give the figures of all."""

import json

import pytest

import gains_joined


def report(path, **parts):
    runs = [
        {"parts": name, "authors": [{"name": n, "characters": c, "keystrokes": k} for n, (c, k) in authors.items()]}
        for name, authors in parts.items()
    ]
    path.write_text(json.dumps({"runs": runs}))
    return path


def test_gains_are_means_over_the_authors_of_all_reports(tmp_path):
    one = report(tmp_path / "1", off={"ann": (100, 60)}, all={"ann": (100, 50)})
    other = report(tmp_path / "2", off={"ben": (300, 150)}, all={"ben": (300, 156)})
    runs = gains_joined.joined([one, other])
    found = gains_joined.figures(runs["off"], runs["all"])
    assert (found["saved"], found["gain"], found["authors"]) == (48.5, 4.0, 2)
    assert found["lose"] == {"ben": -2.0} and found["interval"] == [-2.0, 10.0]
    assert gains_joined.figures(runs["off"], runs["off"])["gain"] == 0


def test_the_same_author_twice_and_other_messages_are_refused(tmp_path):
    one = report(tmp_path / "1", off={"ann": (100, 60)})
    with pytest.raises(SystemExit, match="ann is in two reports"):
        gains_joined.joined([one, one])
    with pytest.raises(SystemExit, match="other messages"):
        gains_joined.figures({"ann": (100, 60)}, {"ann": (101, 60)})
