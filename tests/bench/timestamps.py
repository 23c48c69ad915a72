"""Runs a command and puts seconds since its start before each line of its output.

Usage: python tests/bench/timestamps.py COMMAND [ARGUMENT ...]
"""

import subprocess
import sys
import time


def main() -> int:
    began = time.monotonic()
    with subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or []:
            print(f"{time.monotonic() - began:8.1f}  {line}", end="", flush=True)
        code = process.wait()
    print(f"{time.monotonic() - began:8.1f}  ended with {code}")
    return code


if __name__ == "__main__":
    sys.exit(main())
