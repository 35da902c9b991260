"""What starting costs: a short command imports what it needs and nothing else."""

from __future__ import annotations

import gc
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import click
import pytest

import pipeline
from pipeline.cli.app import app
from pipeline.cli.loading import loading
from pipeline.cli.sites import sites
from pipeline.storage import Store
from tests.processes import run


def said_by(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_importing_the_package_imports_none_of_its_parts() -> None:
    heavy = said_by("import pipeline, sys; print([n for n in sys.modules if n.startswith('pipeline.')])")
    assert heavy.strip() == "['pipeline._version']"


def test_every_public_name_is_there_and_stays_the_same_object() -> None:
    for name in pipeline.__all__:
        assert getattr(pipeline, name) is getattr(pipeline, name)
    assert set(pipeline.__all__) <= set(dir(pipeline))
    assert pipeline.open.__name__ == "open_dataset"
    with pytest.raises(AttributeError, match="has no attribute 'close'"):
        _ = pipeline.close


def test_a_command_is_loaded_without_looking_for_cycles_and_runs_with_it() -> None:
    program = (
        "import gc, pipeline.__main__\n"
        "passes = sum(each['collections'] for each in gc.get_stats())\n"
        "from pipeline.cli.app import app\n"
        "import click\n"
        "app.get_command(click.Context(app), 'run')\n"
        "print(sum(each['collections'] for each in gc.get_stats()) - passes, gc.isenabled(), gc.get_freeze_count() > 0)"
    )
    looks, on, frozen = said_by(program).split()
    # a few may fall between the two blocks; some hundred would fall into them
    assert int(looks) < 5
    assert (on, frozen) == ("True", "True")


def test_the_list_of_commands_imports_none_of_them_and_says_of_each_what_its_help_says() -> None:
    program = (
        "import click, sys\n"
        "from pipeline.__main__ import run_command_line\n"
        "run_command_line(['--help'])\n"
        "print([name for name in sys.modules if name.startswith(('pipeline.storage', 'pipeline.parsers', 'aiohttp'))])"
    )
    assert said_by(program).splitlines()[-1] == "[]"
    context = click.Context(app)
    for group in (app, sites):
        for name, (_, sentence) in group.later.items():
            command = group.get_command(context, name)
            assert command is not None
            assert command.get_short_help_str(limit=200) == sentence


@pytest.mark.parametrize("ignored", [False, True], ids=["heeded", "ignored"])
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("module", ["pipeline.cli.entry", "click", "pipeline.cli.work", "aiohttp"])
def test_a_signal_while_a_command_is_loaded_ends_it_with_a_word(
    tmp_path: Path, module: str, number: str, *, ignored: bool
) -> None:
    """And with 130, as at any other time, whichever module is being imported; who started it may have it ignored."""
    program = (
        "import os, signal, sys\n"
        f"signal.signal(signal.{number}, signal.{_found(number, ignored=ignored)})\n"
        "class Watch:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {module!r}:\n"
        f"            os.kill(os.getpid(), signal.{number})\n"
        "sys.meta_path.insert(0, Watch())\n"
        "sys.argv = ['pipeline', 'run', '--help']\n"
        "from pipeline.__main__ import main\n"
        "main()"
    )
    ended = run(sys.executable, "-c", program, folder=tmp_path)
    assert (ended.returncode, ended.stderr) == ((0, "") if ignored else (130, "\ninterrupted\n"))
    assert bool(ended.stdout) == ignored


def _found(number: str, *, ignored: bool) -> str:
    """What a process finds a signal set to: ignored (nohup), or as Python leaves it."""
    return "SIG_IGN" if ignored else ("default_int_handler" if number == "SIGINT" else "SIG_DFL")


@pytest.mark.parametrize("ignored", [False, True], ids=["heeded", "ignored"])
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_signal_outside_of_the_loop_of_a_command_ends_it_with_a_word(
    tmp_path: Path, moment: str, number: str, *, ignored: bool
) -> None:
    """Before a run begins to take signals, and after that: a machine that shuts down waits for neither."""
    program = (
        "import asyncio, os, signal, sys\n"
        f"signal.signal(signal.{number}, signal.{_found(number, ignored=ignored)})\n"
        "import pipeline.__main__\n"
        "from pipeline import config\n"
        "from pipeline.ingest.signals import signals\n"
        "load = config.load\n"
        "async def nothing():\n"
        "    with signals(lambda: None):\n"
        "        pass\n"
        "def loaded(*given):\n"
        f"    {moment!r} == 'after' and asyncio.run(nothing())\n"
        f"    os.kill(os.getpid(), signal.{number})\n"
        "    return load(*given)\n"
        "config.load = loaded\n"
        "sys.argv = ['pipeline', 'sites']\n"
        "pipeline.__main__.main()"
    )
    ended = run(sys.executable, "-c", program, folder=tmp_path)
    assert (ended.returncode, ended.stderr) == ((0, "") if ignored else (130, "\ninterrupted\n"))


def test_what_was_off_stays_off() -> None:
    gc.disable()
    try:
        with loading():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
        gc.unfreeze()


def test_a_command_is_loaded_without_the_certificates_of_the_system() -> None:
    """The context that aiohttp makes of them is not ours; what the environment says of them is left as it was."""
    program = (
        "import certifi, os\n"
        "os.environ['SSL_CERT_FILE'] = certifi.where()\n"
        "import pipeline.__main__\n"
        "from pipeline.cli.app import app\n"
        "import click, sys\n"
        "app.get_command(click.Context(app), 'run')\n"
        "made = sys.modules['aiohttp.connector']._SSL_CONTEXT_VERIFIED\n"
        "print(made.cert_store_stats()['x509_ca'], os.environ.pop('SSL_CERT_FILE') == certifi.where())\n"
        "from pipeline.cli.loading import loading\n"
        "with loading():\n"
        "    pass\n"
        "print('SSL_CERT_FILE' in os.environ)"
    )
    assert said_by(program).split() == ["0", "True", "False"]


def test_a_command_is_loaded_without_the_command_line_of_httpx_and_what_it_takes() -> None:
    """Who imports it afterwards gets it: it is left out of the loading, not of the process."""
    program = (
        "import pipeline.__main__\n"
        "from pipeline.cli.app import app\n"
        "import click, sys\n"
        "app.get_command(click.Context(app), 'run')\n"
        "print(sorted({'httpx', 'httpx._main', 'pygments', 'rich.syntax'} & sys.modules.keys()))\n"
        "import httpx._main\n"
        "print(httpx._main.__name__)"
    )
    assert said_by(program).split() == ["['httpx']", "httpx._main"]


def test_no_part_of_a_package_takes_the_place_of_one_of_its_names() -> None:
    """A module that is imported later is set in its package under its own name, over a function that is called so."""
    program = (
        "import pipeline, pkgutil\n"
        "from importlib import import_module\n"
        "found = [each for each in pkgutil.walk_packages(pipeline.__path__, 'pipeline.')]\n"
        "packages = {each.name: import_module(each.name) for each in found if each.ispkg}\n"
        "names = [(name, one, getattr(package, one)) for name, package in packages.items()\n"
        "         for one in getattr(package, '__all__', ())]\n"
        "for each in found:\n"
        "    if not each.name.endswith('__main__'):\n"
        "        try:\n"
        "            import_module(each.name)\n"
        "        except ImportError as error:\n"
        "            assert not (error.name or '').startswith('pipeline'), error\n"
        "print([f'{name}.{one}' for name, one, was in names if getattr(packages[name], one) is not was])"
    )
    assert said_by(program).strip() == "[]"


def test_a_database_that_is_up_to_date_is_opened_without_what_would_migrate_it(tmp_path: Path) -> None:
    """Tables are made, and views brought up to date, when there is need; what does that is an eighth of a start."""
    file = tmp_path / "health.db"
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from pipeline.storage import Store\n"
        "for reading in (True, False):\n"
        "    Store.open(Path(sys.argv[1]), read_only=reading).close()\n"
        "print('sqlite_utils' in sys.modules)\n"
    )
    Store.open(file).close()
    said = subprocess.run([sys.executable, "-c", program, file], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "False"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DROP VIEW pages")
        connection.execute("CREATE VIEW pages AS SELECT 1 AS old")
    with Store.open(file), closing(sqlite3.connect(file)) as connection:
        assert "url" in [column[1] for column in connection.execute("PRAGMA table_info(pages)")]
