"""What the checks of this folder share."""

import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

SECONDS = 30


@contextmanager
def simulator(hue, *arguments):
    """Runs `hue sim`; yields the address that its first line names. Its other lines are passed on."""
    command = [hue, "sim", "--listen", "127.0.0.1:0", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    overdue = threading.Timer(SECONDS, process.kill)
    overdue.start()
    try:
        first = process.stdout.readline()
        overdue.cancel()
        found = re.search(r"https?://127\.0\.0\.1:\d+", first)
        check("the first line of `hue sim` names its address", found is not None, first)
        threading.Thread(target=pass_on, args=(process.stdout,), daemon=True).start()
        yield found.group()
        check("`hue sim` is still running", process.poll() is None, process.returncode)
    finally:
        overdue.cancel()
        process.kill()
        process.wait()


def pass_on(lines):
    for line in lines:
        print("sim:", line, end="")


def check(what, holds, found):
    """Prints what holds; ends the program where it does not."""
    name = Path(sys.argv[0]).stem
    if not holds:
        sys.exit(f"{name}: FAILED: {what}; found: {found}")
    print(f"{name}: {what}", flush=True)
