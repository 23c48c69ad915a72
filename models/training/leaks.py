"""Runs of words that a text shares with texts which must not be trained on.

The key of prepare.py only sees how a line begins. A quoted mail, or a sentence taken from the middle of one, is found
by any eight words in a row: lower case, letters and digits only, whatever punctuation and spaces stand between.
"""

RUN = 8


def words(line):
    """The words of a line as they are compared."""
    found = ("".join(c for c in word if c.isalnum()) for word in line.lower().split())
    return [word for word in found if word]


def runs(line, length=RUN):
    """Hashes of every run of `length` words of a line; the same within one process only."""
    found = words(line)
    return (hash(" ".join(found[at : at + length])) for at in range(len(found) - length + 1))


class Leaks:
    """Remembers the runs of the texts that are to be left out."""

    def __init__(self, lines, length=RUN):
        self.length = length
        self.known = {run for line in lines for run in runs(line, length)}

    def shares(self, line):
        """Whether a line shares a run with any of them."""
        return any(run in self.known for run in runs(line, self.length))
