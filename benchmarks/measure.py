"""Runs one command and prints what it took, as JSON: wall and CPU seconds, peak bytes, exit code.

    python -S benchmarks/measure.py COMMAND...

A program of its own and small, since Linux counts the memory of whoever starts a command to it.
The figures are those of the command and of all its children; the peak is that of one process.
"""

import json
import os
import sys
import time


def main(command: list[str]) -> None:
    """Run the command without its words and print its figures."""
    silence = os.open(os.devnull, os.O_RDWR)
    redirected = [(os.POSIX_SPAWN_DUP2, silence, number) for number in range(3)]
    started = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=redirected)
    _, status, used = os.wait4(process, 0)
    figures = {
        "wall": time.perf_counter() - started,
        "cpu": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss * 1024,
        "code": os.waitstatus_to_exitcode(status),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1:])
