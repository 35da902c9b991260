from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from pipeline import config
from pipeline.config import environment, schema


def test_every_setting_has_a_meaning() -> None:
    """The reference is made from the settings: none may be without words."""
    rows = config.describe()
    assert len(rows) > 20
    assert [row.key for row in rows if not row.meaning or not row.type] == []


def test_the_reference_knows_type_and_default() -> None:
    """Types are in words, defaults as TOML writes them, and what must be given says so."""
    rows = {row.key: row for row in config.describe()}
    assert (rows["fetch.delay"].type, rows["fetch.delay"].default) == ("number, >= 0", "1.0")
    assert (rows["storage.database"].type, rows["storage.database"].default) == ("path", '"output/health.db"')
    assert rows["export.formats"].default == '["jsonl", "csv"]'
    assert rows["fetch.contact"].default == ""
    assert rows["audit.policies.warn_after"].default == "required"
    assert rows["sites.NAME.enabled"].default == "true"


def test_a_table_of_plain_values_is_one_setting() -> None:
    """A mapping whose values are plain is set as a whole, and shown as TOML writes it."""

    class Settings(Struct):
        names: dict[str, str] = {}

    leaf = schema.table_of(Settings).fields["names"]
    assert isinstance(leaf, schema.Leaf)
    assert (leaf.words, leaf.form, leaf.default) == ("table of text", "map", {})
    assert schema.as_toml({"a": "b"}) == '{a = "b"}'
    assert environment.split("c = d, e=f", leaf) == {"c": "d", "e": "f"}


def test_the_tables_of_the_reference_hold_every_setting() -> None:
    """Grouping by table loses none and invents none."""
    grouped = [row.key for _, _, rows in config.sections() for row in rows]
    assert sorted(grouped) == sorted(row.key.rpartition(".")[2] for row in config.describe())


def test_every_default_can_be_written_and_read_back(tmp_path: Path) -> None:
    """A file that spells out every default of the reference is the same as no file."""
    rows = [row for row in config.describe() if row.default not in ("", "required")]
    lines = [f"{row.key} = {row.default}" for row in rows if not row.key.startswith(("audit.", "sites."))]
    file = tmp_path / "pipeline.toml"
    file.write_text("\n".join(lines), "utf-8")
    loaded = config.load(file, {})
    assert (loaded.fetch, loaded.schedule, loaded.logging) == (config.Fetch(), config.Schedule(), config.Logging())
    assert loaded.storage.database == tmp_path / config.Storage().database


def test_every_setting_has_its_variable() -> None:
    """What the reference lists can be set by the environment, lists of tables apart."""
    keys = [row.key for row in config.describe() if not row.key.startswith(("audit.policies.", "audit.supp"))]
    assert config.variables() == [f"PIPELINE_{key.upper().replace('.', '__')}" for key in keys]
