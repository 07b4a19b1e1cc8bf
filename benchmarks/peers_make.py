"""Makes the reports of other programs on a table: run by ``.venv-peers``, which brings pandas.

    .venv-peers/bin/python benchmarks/peers_make.py TABLE.csv FOLDER

Nothing of ours is imported here: the two environments share only files.
"""

import sys
from importlib.metadata import version
from pathlib import Path


def main(table: str, folder: str) -> None:
    """Write evidently.html and ydata-profiling.html into the folder, and print their versions."""
    import pandas as pd  # noqa: TID251 - another environment's, for another program
    from evidently import Report
    from evidently.presets import DataSummaryPreset
    from ydata_profiling import ProfileReport

    rows = pd.read_csv(table)
    summary = Report([DataSummaryPreset()]).run(rows, None)
    summary.save_html(str(Path(folder) / "evidently.html"))
    profile = ProfileReport(rows, title="Statements", progress_bar=False)
    profile.to_file(Path(folder) / "ydata-profiling.html")
    print(version("evidently"), version("ydata-profiling"))


if __name__ == "__main__":
    main(*sys.argv[1:])
