"""Serves the six sites and their accounts until interrupted: ``python -m crawlers.demo [N]``.

N is the network that links of a report name, as in 127.77.N.1; by default 0.
"""

import signal
import sys
import threading

from crawlers.demo.server import serve


def main() -> None:
    """Serve the sites and say where they are; returns on Ctrl-C or a termination signal."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    first = int(sys.argv[1]) if sys.argv[1:] else 0
    with serve(first) as industry:
        for company in industry.company:
            sys.stdout.write(f"{company.name:<10} {company.site:<26} {company.profiles[0]}\n")
        sys.stdout.write("Serving until interrupted (Ctrl-C).\n")
        sys.stdout.flush()
        stop.wait()


if __name__ == "__main__":
    main()
