"""What was found of pools, to deliver: a page, data, or a table."""

from __future__ import annotations

from authorisation.partners.page import pools_document
from authorisation.partners.record import pools_record
from authorisation.partners.results import PoolsFound
from authorisation.partners.table import pools_table
from authorisation.report.file_formats import FileFormat
from authorisation.report.tables.csv import write_csv
from authorisation.usecases.delivery.cross_checks import format_problems
from authorisation.usecases.delivery.deliverable import Deliverable, record_bytes


def pools(found: PoolsFound) -> Deliverable:
    """The pools that were found, to deliver; a table has a row for each pool."""
    unusable, unread = format_problems(found.unusable), format_problems(found.unread)
    return Deliverable(
        first=lambda: pools_document(found, unusable=unusable, unread=unread),
        data={
            FileFormat.JSON: lambda file: file.write(
                record_bytes(pools_record(found, unusable=unusable, unread=unread))
            ),
            FileFormat.CSV: lambda file: write_csv(
                pools_table(found, unusable=unusable, unread=unread), file
            ),
        },
    )
