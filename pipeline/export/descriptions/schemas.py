"""JSON Schema (2020-12) of what a line of each table holds."""

from __future__ import annotations

from typing import Any

from pipeline.export.tables import TableSpec
from pipeline.records import json_schema, schema_of


def row_schema(spec: TableSpec) -> dict[str, Any]:
    """The schema of one row; rows have the columns named and no others, save records, which may grow."""
    if spec.nested:
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **json_schema()}
    schema = schema_of(spec.row_type)
    row = schema["$defs"][spec.row_type.__name__]
    # a row is encoded with every column, also where the model gives a default
    row["required"] = list(row["properties"])
    row["additionalProperties"] = False
    for column in row["properties"].values():
        column.pop("default", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
