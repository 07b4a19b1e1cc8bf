"""A report's data as files for other programs: which tables there are, and in which forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from reports import evidence_rows, history_rows, picture_rows, score_rows, voice_rows
from reports.table_files import csv_files, json_file, parquet_files, xlsx_file
from reports.tables import Table
from reports.write import publish
from sameness.errors import TableUnknown
from sameness.industry import check_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

    from reports.data import Report
    from reports.tables import Proofs

Form = Literal["csv", "xlsx", "parquet", "json"]

TABLES = (
    Table("run", score_rows.RunRow, score_rows.run_rows),
    Table("scores", score_rows.ScoreRow, score_rows.score_rows),
    Table("matrix", score_rows.MatrixRow, score_rows.matrix_rows),
    Table("claims", evidence_rows.ClaimRow, evidence_rows.claim_rows),
    Table("evidence", evidence_rows.EvidenceRow, evidence_rows.evidence_rows),
    Table("phrases", evidence_rows.PhraseRow, evidence_rows.phrase_rows),
    Table("own_words", evidence_rows.OwnWordRow, evidence_rows.own_word_rows),
    Table("same_words", score_rows.SameWordsRow, score_rows.same_words_rows),
    Table("echo", score_rows.EchoRow, score_rows.echo_rows),
    Table("only_one", evidence_rows.OnlyOneRow, evidence_rows.only_one_rows),
    Table("white_space", evidence_rows.WhiteSpaceRow, evidence_rows.white_space_rows),
    Table("readings", history_rows.ReadingRow, history_rows.reading_rows),
    Table("changes", history_rows.ChangeRow, history_rows.change_rows),
    Table("moves", history_rows.MoveRow, history_rows.move_rows),
    Table("sightings", history_rows.SightingRow, history_rows.sighting_rows),
    Table("map", picture_rows.MapRow, picture_rows.map_rows),
    Table("look", picture_rows.LookRow, picture_rows.look_rows),
    Table("same_images", picture_rows.SameImageRow, picture_rows.same_image_rows),
    Table("image_shares", picture_rows.ImageShareRow, picture_rows.image_share_rows),
    Table("stock_images", picture_rows.StockImageRow, picture_rows.stock_image_rows),
    Table("voice", voice_rows.VoiceRow, voice_rows.voice_rows),
    Table("voice_sameness", voice_rows.VoiceSamenessRow, voice_rows.voice_sameness_rows),
    Table("openness", voice_rows.OpennessRow, voice_rows.openness_rows),
    Table("habits", voice_rows.HabitRow, voice_rows.habit_rows),
    Table("profiles", score_rows.ProfileRow, score_rows.profile_rows),
    Table("coverage", score_rows.CoverageRow, score_rows.coverage_rows),
)
"""All tables that can be exported, in the order of the sheets."""


def choose_tables(names: Sequence[str]) -> tuple[Table, ...]:
    """Give the tables of these names, all for none; raises TableUnknown."""
    known = {table.name for table in TABLES}
    for name in names:
        if name not in known:
            raise TableUnknown(
                f"There is no table {name!r} to export.",
                f"There are: {', '.join(table.name for table in TABLES)}.",
            )
    return tuple(table for table in TABLES if not names or table.name in names)


def export_report(
    report: Report, proofs: Proofs, tables: Sequence[Table], form: Form, folder: Path
) -> dict[str, int]:
    """Write tables of a report into a folder, all or none; gives each one's number of rows.

    CSV and Parquet are one file a table, XLSX and JSON one file of the industry's name. Other
    files of the folder stay. Raises OSError where the disk refuses.
    """
    made = {table.name: table.arrow(report, proofs) for table in tables}
    publish(_files(made, form, check_name(report.industry)), folder.resolve())
    return {name: table.num_rows for name, table in made.items()}


def _files(tables: dict[str, pa.Table], form: Form, name: str) -> dict[str, bytes]:
    if form == "csv":
        return csv_files(tables)
    if form == "parquet":
        return parquet_files(tables)
    if form == "json":
        return {f"{name}.json": json_file(tables)}
    return {f"{name}.xlsx": xlsx_file(tables)}
