"""Everything that can go wrong and that a user can do something about.

::

    SamenessError                   exit code 2
    ├── IndustryNotFound            no industries/NAME.toml, and not a built-in industry
    ├── IndustryInvalid             the industry file breaks a rule; says file, line and field
    ├── NameInvalid                 an industry name that could leave the workspace folder
    ├── CompanyNotFound             a company that the industry file does not list
    ├── DirectoryInvalid            a directory of companies that can't be read; says file and line
    ├── ReferenceInvalid            a workspace's table of other fields that can't be read
    ├── AddressRefused              a private or loopback address without allow_private
    ├── CrawlFailed            4    the crawl process ended without a usable snapshot
    ├── ClockBehind                 the newest crawl lies more than a day ahead of the clock
    ├── SnapshotInUse               a snapshot to forget that newer ones rest on
    ├── SnapshotMissing        4    analysis asked for, but nothing was ever fetched
    ├── EvidenceMissing        4    a page of the archive that is gone or was altered
    ├── ClaimNotFound               a claim or a quote that the newest run does not have
    ├── RunMissing             4    report asked for, but no run was ever completed
    ├── RunOutdated            4    the newest run lacks what an older version did not make
    ├── AgeUnclear                  an age such as 24m that can't be read
    ├── TextEmpty                   a text to check without one statement in it
    ├── FileUnreadable              a file to check or to judge that can't be read as text
    ├── RowInvalid                  a row to judge that is no pair of statements; names its line
    ├── ExportUnreadable            an export of posts that is damaged, cut short, or no table
    ├── ColumnsUnclear              an export whose columns don't tell where the posts' text is
    ├── DatesUnclear                dates whose order or zone an export leaves open
    ├── AccountUnclear              an export that doesn't say on which platform or account
    ├── PostsOfOthers               an export without one post of the company
    ├── RowsInvalid                 an export of which more than half can't be read
    ├── ModelMissing                the embedding model is unknown or not installed
    ├── ModelMismatch               shipped or stored vectors belong to another model
    ├── TableUnknown                a table to export that a report does not have
    ├── BrowserMissing              a PDF was asked for, but there is no Chromium to print it
    ├── PrintFailed            4    Chromium printed no PDF
    ├── SpanInvalid                 months or lengths of time that no backfill can have
    ├── StageInvalid                a stage file reads a table or value that nobody makes
    ├── StageFailed                 a stage raised; names the stage and keeps the cause
    ├── BackupInvalid               a folder that is no backup, or one with a faulty file
    ├── WorkspaceInUse              a backup can't come back to where a warehouse is
    ├── ClusterMissing              Ray was asked for, and is not installed or can't be reached
    ├── ClusterMismatch             a node of the cluster whose results would not be this machine's
    ├── ClusterFailed          4    the cluster lost a task too often
    ├── WorkspaceUnwritable         the workspace is a folder that may not be written
    ├── WorkspaceLocked       11    another process works in the workspace; says which, since when
    ├── WarehouseLocked       11    another program has the warehouse open
    ├── WarehouseDamaged      12    the warehouse file can't be read
    ├── WarehouseOlder              a look into a warehouse that a run must first move on
    └── WarehouseNewer        13    the warehouse was written by a newer version

Each message says what happened with the value in it; the second line says what to do.
"""

from __future__ import annotations


class SamenessError(Exception):
    """The base of every error that the command line turns into one clear message."""

    exit_code = 2

    def __init__(self, happened: str, remedy: str) -> None:
        """Join what happened and what to do about it into one two-line message."""
        super().__init__(f"{happened}\n{remedy}")

    def __reduce__(self) -> tuple[type[SamenessError], tuple[str, ...]]:
        """Give what makes the error anew in another process."""
        return type(self), tuple(str(self).split("\n", 1))


class IndustryNotFound(SamenessError):
    """No industry file of this name, and no built-in industry either."""


class IndustryInvalid(SamenessError):
    """The industry file breaks a rule; the message names file, line and field."""


class NameInvalid(SamenessError):
    """A name that can't be used as a folder or file name inside the workspace."""


class CompanyNotFound(SamenessError):
    """A company that the industry file does not list."""


class DirectoryInvalid(SamenessError):
    """A directory of companies that can't be read; the message names file, line and key."""


class ReferenceInvalid(SamenessError):
    """A workspace's table of other fields that can't be read."""


class AddressRefused(SamenessError):
    """A private, loopback or otherwise local address in a file without ``allow_private``."""


class CrawlFailed(SamenessError):
    """The crawl process ended without one usable page."""

    exit_code = 4


class ClockBehind(SamenessError):
    """The newest crawl lies ahead of the clock: one of the two is wrong, and nothing is read."""


class SnapshotInUse(SamenessError):
    """A snapshot that can't be forgotten, since newer ones may rest on it."""


class SnapshotMissing(SamenessError):
    """Nothing was ever fetched for this industry, so there is nothing to analyse."""

    exit_code = 4


class EvidenceMissing(SamenessError):
    """A page that the archive should hold is gone or is not what was read."""

    exit_code = 4


class ClaimNotFound(SamenessError):
    """No claim of this id, or no statement with these words, in the newest run."""


class RunMissing(SamenessError):
    """No run of this industry was ever completed, so there is nothing to report."""

    exit_code = 4


class RunOutdated(SamenessError):
    """The newest run was made by an older version and lacks tables that are asked for."""

    exit_code = 4


class AgeUnclear(SamenessError):
    """An age that is neither months nor years, or out of range."""


class TextEmpty(SamenessError):
    """A text to check in which there is no statement."""


class FileUnreadable(SamenessError):
    """A file to check or to judge that does not exist or is no UTF-8 text."""


class RowInvalid(SamenessError):
    """A row to judge that is not JSON, or no pair of statements; the message names its line."""


class ExportUnreadable(SamenessError):
    """An export of posts that is damaged, cut short, in an unknown charset, or no table at all."""


class ColumnsUnclear(SamenessError):
    """An export whose columns don't tell which holds the posts' text or dates; names them all."""


class DatesUnclear(SamenessError):
    """Dates that can be read in two ways, or a time zone that nobody knows."""


class AccountUnclear(SamenessError):
    """An export that does not say on which platform, or under which account, its posts stand."""


class PostsOfOthers(SamenessError):
    """An export that names its posts' authors, none of whom is the company."""


class RowsInvalid(SamenessError):
    """An export of which more than half of the rows can't be read: nothing was imported."""


class ModelMissing(SamenessError):
    """The embedding model is unknown or its package is not installed."""


class ModelMismatch(SamenessError):
    """Vectors that belong to another model than the one in use."""


class TableUnknown(SamenessError):
    """A table to export that a report does not have; the message names those it has."""


class BrowserMissing(SamenessError):
    """A PDF was asked for, and no Chromium is there to print it."""


class PrintFailed(SamenessError):
    """Chromium ended without a PDF, or did not end."""

    exit_code = 4


class SpanInvalid(SamenessError):
    """A month, a length of time or a number of periods that a backfill can't have."""


class StageInvalid(SamenessError):
    """A stage reads a table or a value that nobody provides, or stages form a circle."""


class StageFailed(SamenessError):
    """A stage raised an error; the message names the stage, ``__cause__`` keeps the error."""


class ClusterMissing(SamenessError):
    """Work on Ray was asked for, and Ray is not installed or no cluster answers."""


class ClusterMismatch(SamenessError):
    """A node of the cluster with other code or another arithmetic than this machine."""


class ClusterFailed(SamenessError):
    """The cluster lost a task more often than it is begun again."""

    exit_code = 4


class WorkspaceUnwritable(SamenessError):
    """A workspace in a folder that may not be written."""


class WorkspaceLocked(SamenessError):
    """Another process works in the workspace."""

    exit_code = 11


class WarehouseLocked(SamenessError):
    """Another program has the warehouse open without having taken the workspace's lock."""

    exit_code = 11


class WarehouseDamaged(SamenessError):
    """The warehouse file exists but can't be read."""

    exit_code = 12


class BackupInvalid(SamenessError):
    """A folder that is no backup, or one of which a file is missing or altered."""


class WorkspaceInUse(SamenessError):
    """A backup can't come back to where a warehouse is."""


class WarehouseOlder(SamenessError):
    """The warehouse was written by an older version, and is only to be looked at."""


class WarehouseNewer(SamenessError):
    """The warehouse was written by a newer version of this program."""

    exit_code = 13
