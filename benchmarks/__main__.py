"""`make bench`: run every benchmark in a process of its own, one after the other."""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Each prints its own figures; the exit code is that of the worst."""
    names = sys.argv[1:] or sorted(
        path.stem for path in Path(__file__).parent.glob("[a-z]*.py") if path.stem != "world"
    )
    worst = 0
    for name in names:
        print(f"== {name}", flush=True)
        worst = max(worst, subprocess.call([sys.executable, "-m", f"benchmarks.{name}"]))
    return worst


if __name__ == "__main__":
    sys.exit(main())
