from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipeline import config
from pipeline.errors import ConfigError
from pipeline.model.profile import ReviewPolicy

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(text: str) -> Path:
        file = tmp_path / "pipeline.toml"
        file.write_text(text, "utf-8")
        return file

    return to_file


def refused(file: Path | None, environ: dict[str, str] | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        config.load(file, environ or {})
    return caught.value


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_said_means_defaults(nowhere: Path) -> None:
    """Without file and variables every setting has its default."""
    assert config.load(None, {}) == config.Config()


def test_the_file_stands_over_the_defaults(write: Write) -> None:
    """What a file says is used; what it does not say keeps its default."""
    loaded = config.load(write("[fetch]\ndelay = 2\ncontact = 'ops@example.org'\n"), {})
    assert (loaded.fetch.delay, loaded.fetch.contact) == (2.0, "ops@example.org")
    assert loaded.fetch.read_timeout == config.Fetch().read_timeout


def test_a_variable_stands_over_the_file_and_a_flag_over_both(write: Write) -> None:
    """Defaults < file < environment < flags."""
    file = write("[fetch]\ncontact = 'file@example.org'\n[storage]\ndatabase = 'file.db'\n")
    loaded = config.load(file, {"PIPELINE_FETCH__CONTACT": "env@example.org", "PIPELINE_STORAGE__DATABASE": "env.db"})
    assert (loaded.fetch.contact, loaded.storage.database) == ("env@example.org", Path("env.db"))
    flagged = config.with_flags(loaded, database=Path("flag.db"), archive=None)
    assert (flagged.storage.archive, flagged.storage.database) == (loaded.storage.archive, Path("flag.db"))


def test_pipeline_toml_in_this_folder_is_found(write: Write, nowhere: Path) -> None:
    """``pipeline.toml`` is read without being named."""
    write("[logging]\nformat = 'json'\n")
    assert config.load(None, {}).logging.format == "json"


def test_a_variable_may_name_the_file(write: Write) -> None:
    """``PIPELINE_CONFIG`` names the file when no flag does."""
    file = write("[logging]\nformat = 'json'\n")
    assert config.load(None, {"PIPELINE_CONFIG": str(file)}).logging.format == "json"


def test_paths_of_a_file_start_at_its_folder(write: Write) -> None:
    """A relative path means the same wherever the command is called from; an absolute one stays."""
    file = write("[storage]\ndatabase = 'data/health.db'\narchive = '/srv/warc'\n")
    loaded = config.load(file, {})
    assert loaded.storage.database == file.parent / "data/health.db"
    assert loaded.storage.archive == Path("/srv/warc")


@pytest.mark.parametrize(
    ("text", "says", "mend"),
    [
        ("[fetch]\ntimeout = 1\ndely = 2\n", "line 2: fetch.timeout is no setting", "fetch.read_timeout"),
        ("\n[fech]\ndelay = 2\n", "line 2: fech is no setting", "did you mean fetch?"),
        ("fetch.dely = 2\n", "line 1: fetch.dely is no setting", "did you mean fetch.delay?"),
        ("[sites.nhs]\norgin = 'http://a'\n", "line 2: sites.nhs.orgin is no", "did you mean sites.nhs.origin?"),
        ("[logging]\nzzz = 1\n", "line 2: logging.zzz is no setting", "there is format"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_one(write: Write, text: str, says: str, mend: str) -> None:
    """A mistyped key never passes silently: file, line and key are named, and the nearest key there is."""
    file = write(text)
    error = refused(file)
    assert str(error).startswith(f"{file}, ")
    assert says in str(error)
    assert mend in (error.mend or "")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[fetch]\ndelay = 'much'\n", "line 2: fetch.delay must be number, >= 0; it says 'much'"),
        ("[fetch]\ndelay = '2'\n", "line 2: fetch.delay must be number, >= 0; it says '2'"),
        ("[fetch]\ndelay = -1\n", "line 2: fetch.delay must be number, >= 0; it says -1"),
        ("[fetch]\nattempts = 1.5\n", "line 2: fetch.attempts must be whole number; it says 1.5"),
        ("[sites.nhs]\nenabled = 'yes'\n", "sites.nhs.enabled must be true or false; it says 'yes'"),
        ("[storage]\ndatabase = 3\n", "line 2: storage.database must be path; it says 3"),
        ("[audit]\nfail_on = 'fatal'\n", '"info", "warning", "error" or "never"; it says \'fatal\''),
        ("fetch = 3\n", "line 1: fetch must be a table, not a number"),
        ("sites = 'all'\n", "line 1: sites must be a table of tables, not text"),
        ("sites.nhs = 'on'\n", "line 1: sites.nhs must be a table, not text"),
        ("[audit]\npolicies = 3\n", "must be written as [[audit.policies]] tables"),
        ("[schedule]\ninterval_days = 200\n", "line 1: schedule: min_interval_days <= interval_days <="),
        ("[sites.nhs]\norigin = 'http://127.0.0.1:80/'\n", "must be written 'http://127.0.0.1'"),
        ("[sites.nhs]\norigin = 'nhs'\n", "is not scheme://host"),
        ("[fetch]\ndelay = inf\n", "line 2: fetch.delay must be number, >= 0; it says inf"),
        ("[fetch]\nquiet_wait = 1e300\n", "line 2: fetch.quiet_wait must be number, >= 0; it says 1e+300, which no"),
        ("[notify]\ntimeout = 1e10\n", "notify.timeout must be number, > 0; it says 10000000000.0, which no machine"),
        (
            "[fetch]\nmax_header_bytes = 99999999999999999999\n",
            "fetch.max_header_bytes must be whole number, >= 1; it says 9999",
        ),
        ("[fetch]\ntotal_timeout = nan\n", "line 2: fetch.total_timeout must be number, > 0; it says nan"),
        ("[fetch]\nread_timeout = 0\n", "line 2: fetch.read_timeout must be number, > 0; it says 0"),
        ("[fetch]\ntotal_timeout = 0\n", "line 2: fetch.total_timeout must be number, > 0; it says 0"),
        ("[fetch]\nconnect_timeout = 0.0\n", "line 2: fetch.connect_timeout must be number, > 0; it says 0.0"),
        ("[fetch]\nmax_body_bytes = 0\n", "line 2: fetch.max_body_bytes must be whole number, >= 1; it says 0"),
        ("[notify]\ntimeout = 0\n", "line 2: notify.timeout must be number, > 0; it says 0"),
        ("[fetch]\ndelay = true\n", "line 2: fetch.delay must be number, >= 0; it says true"),
        (
            "[[audit.suppressions]]\nuntil = 2099-01-01T00:00:00Z\n",
            "audit.suppressions.until must be date; it says 2099-01-01T00:00:00+00:00",
        ),
        ('[storage]\ndatabase = "a\\u0000b"\n', "line 2: storage.database must be path"),
        ("[sites.nhs]\ninterval_days = 1e300\n", "interval_days must be number, > 0, <= 36500; it says 1e+300"),
        ("[storage]\ndatabase = '~no-such-user-here/x'\n", "line 2: storage.database must be path"),
        ("[notify]\nwebhook = 'ftp://hooks.example/x'\n", "is no http(s) address"),
        ("[fetch\n", "not valid TOML"),
    ],
)
def test_a_wrong_value_is_refused_with_what_would_be_right(write: Write, text: str, says: str) -> None:
    """A value of the wrong kind or out of bounds names file, line, key, what is expected and what stands there."""
    file = write(text)
    error = refused(file)
    assert str(error).startswith(str(file))
    assert says in str(error)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("contact = you@example.org\n", "Invalid value"),
        ("contact = \u201cyou@example.org\u201d\n", "Invalid value"),
        ("delay = 1,5\n", "Expected newline"),
        ("delay = 1s\n", "Expected newline"),
        ("delay = 1\ndelay = 2\n", "Cannot overwrite"),
        ("[fetch]\n", "twice"),
    ],
)
def test_a_file_that_is_no_toml_is_told_how_it_is_written(write: Write, text: str, wrong: str) -> None:
    """Who forgets the quotes, or writes a unit, learns what is missing and not only where."""
    error = refused(write("[fetch]\n" + text))
    assert wrong in str(error)
    assert 'text between straight quotes (key = "text")' in (error.mend or "")


@pytest.mark.parametrize(
    ("host", "place", "says"),
    [
        ("http://clinic.example", "127.0.0.1:80", "'http://clinic.example' is no host as it stands in addresses"),
        ("clinic.example/health", "127.0.0.1:80", "is no host as it stands in addresses"),
        ("Clinic.Example", "127.0.0.1:80", "it is written clinic.example"),
        ("", "127.0.0.1:80", "is no host as it stands in addresses"),
        ("clinic.example:99999", "127.0.0.1:80", "is no host as it stands in addresses"),
        ("clinic.example", "127.0.0.1:99999", "must lead to ADDRESS:PORT, not '127.0.0.1:99999'"),
        ("clinic.example", "127.0.0.1:0", "must lead to ADDRESS:PORT"),
        ("clinic.example", "127.0.0.999:80", "must lead to ADDRESS:PORT"),
    ],
)
def test_a_detour_that_nothing_would_take_is_refused(write: Write, host: str, place: str, says: str) -> None:
    """The key that fits no request leaves the publisher's own server to be asked in place of the mirror."""
    assert says in str(refused(write(f'[fetch.connect_to]\n"{host}" = "{place}"\n')))


@pytest.mark.parametrize("host", ["clinic.example", "clinic.example:8443", "clinic.example:80", "[::1]:81", "10.0.0.1"])
def test_a_detour_is_of_a_host_with_its_port(write: Write, host: str) -> None:
    """What stands in addresses between scheme and path is a host, of either scheme."""
    assert config.load(write(f'[fetch.connect_to]\n"{host}" = "[::1]:80"\n'), {}).fetch.connect_to == {host: "[::1]:80"}


def test_the_table_of_a_list_is_found_by_its_own_line(write: Write) -> None:
    """Trouble in the second ``[[audit.policies]]`` names a line of the second one, not of the first."""
    good = "[[audit.policies]]\nsite = 'a'\nwarn_after = 3\nerror_after = 6\n"
    assert "line 6: audit.policies.sit is no setting" in str(refused(write(good + "[[audit.policies]]\nsit = 'b'\n")))
    incomplete = good + "[[audit.policies]]\nsite = 'b'\nwarn_after = 3\n"
    assert "line 5: audit.policies: missing required argument 'error_after'" in str(refused(write(incomplete)))


def test_an_error_before_its_warning_is_refused(write: Write) -> None:
    """A policy whose error comes before its warning is a slip, not a policy."""
    error = refused(write("[[audit.policies]]\nsite = 'a'\nwarn_after = 9\nerror_after = 6\n"))
    assert "error_after (6) is less than warn_after (9)" in str(error)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A file that was asked for by name must exist."""
    error = refused(tmp_path / "no.toml")
    assert str(error) == f"{tmp_path / 'no.toml'}: cannot be read: No such file or directory"
    assert "-c or PIPELINE_CONFIG" in (error.mend or "")


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    """Editors that begin a file with a byte order mark do no harm."""
    file = tmp_path / "pipeline.toml"
    file.write_bytes(b"\xef\xbb\xbf[fetch]\ndelay = 3\n")
    assert config.load(file, {}).fetch.delay == 3.0


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """TOML is UTF-8; anything else is named with the byte where it breaks."""
    file = tmp_path / "pipeline.toml"
    file.write_bytes(b"# caf\xe9\n")
    error = refused(file)
    assert "not UTF-8: invalid continuation byte at byte 5" in str(error)
    assert error.mend == "save the file as UTF-8"


def test_variables_are_typed_by_the_settings(nowhere: Path) -> None:
    """Text of the environment becomes number, truth value, path, list or a table the user names."""
    loaded = config.load(
        None,
        {
            "PIPELINE_FETCH__DELAY": "0.5",
            "PIPELINE_FETCH__ALLOW_PRIVATE": "localhost, 10.0.0.0/8",
            "PIPELINE_FETCH__PORTS": "80",
            "PIPELINE_SITES__NHS__ENABLED": "false",
            "PIPELINE_STORAGE__DATABASE": "x.db",
            "PIPELINE_EXPORT__FORMATS": "csv, jsonl",
            "PIPELINE_SITES__MEDLINEPLUS__ORIGIN": "http://127.0.0.1:8080",
        },
    )
    assert (loaded.fetch.delay, loaded.fetch.ports) == (0.5, (80,))
    assert loaded.fetch.allow_private == ("localhost", "10.0.0.0/8")
    assert loaded.sites["nhs"].enabled is False
    assert loaded.storage.database == Path("x.db")
    assert loaded.export.formats == ("csv", "jsonl")
    assert loaded.sites["medlineplus"].origin == "http://127.0.0.1:8080"


def test_a_variable_adds_to_a_site_of_the_file(write: Write) -> None:
    """A variable for one key of ``[sites.NAME]`` leaves the file's other keys standing."""
    file = write("[sites.nhs]\ndelay = 4\nenabled = false\n")
    site = config.load(file, {"PIPELINE_SITES__NHS__DELAY": "5"}).sites["nhs"]
    assert (site.delay, site.enabled) == (5.0, False)


@pytest.mark.parametrize(
    ("name", "value", "says", "mend"),
    [
        ("PIPELINE_FETCH__DELYA", "3", "PIPELINE_FETCH__DELYA is no setting", "did you mean PIPELINE_FETCH__DELAY?"),
        ("PIPELINE_FETCH_DELAY", "3", "PIPELINE_FETCH_DELAY is no setting", "did you mean PIPELINE_FETCH__DELAY?"),
        ("PIPELINE_SITES_NHS_DELAY", "9", "is no setting", "did you mean PIPELINE_SITES__NHS__DELAY?"),
        ("PIPELINE_SITES_NHS__DELAY", "9", "is no setting", "did you mean PIPELINE_SITES__NHS__DELAY?"),
        (
            "PIPELINE_SITES_CANCER_ORG_INTERVAL_DAYS",
            "9",
            "is no setting",
            "did you mean PIPELINE_SITES__CANCER_ORG__INTERVAL_DAYS?",
        ),
        ("PIPELINE_FETCH__MAX__WAIT", "9", "is no setting", "did you mean PIPELINE_FETCH__MAX_WAIT?"),
        ("PIPELINE_SITES__NHS__ORGIN", "x", "is no setting", "did you mean PIPELINE_SITES__NHS__ORIGIN?"),
        ("PIPELINE_FETCH__DELAY__X", "3", "is no setting", "PIPELINE_FETCH__DELAY?"),
        ("PIPELINE_FETCH__DELAY", "much", "PIPELINE_FETCH__DELAY must be number, >= 0; it says 'much'", None),
        ("PIPELINE_AUDIT__POLICIES", "x", "a list of tables can only be written in pipeline.toml", None),
    ],
)
def test_a_wrong_variable_is_refused(nowhere: Path, name: str, value: str, says: str, mend: str | None) -> None:
    """A variable that is no setting, or whose text does not fit, is named, with the nearest one there is."""
    error = refused(None, {name: value})
    assert says in str(error)
    assert (mend or "") in (error.mend or "")


def test_a_variable_that_makes_a_table_wrong_is_named(write: Write) -> None:
    """The file may be right as it stands: whoever reads the error looks at the variable, too."""
    file = write("[fetch]\ncontact = 'ops@example.org'\n")
    error = refused(file, {"PIPELINE_FETCH__CONTACT": "nobody", "PIPELINE_FETCH__DELAY": "", "PIPELINE_OTHER": "x"})
    assert f"{file}, line 1: fetch (and PIPELINE_FETCH__CONTACT): not a contact" in str(error)


def test_variables_of_others_are_left_alone(nowhere: Path) -> None:
    """Reserved names, empty variables and what a build server calls PIPELINE_SOMETHING are no settings."""
    environ = {"PIPELINE_CORPUS": "/x", "PIPELINE_WORKSPACE": "/w", "PIPELINE_FETCH__DELAY": "", "PATH": "/bin"}
    assert config.load(None, environ) == config.Config()


def test_policies_and_suppressions_are_lists_of_tables(write: Write) -> None:
    """The audit's policies and suppressions come whole, with what was not said at its default."""
    file = write(
        "[[audit.policies]]\nsite = 'nhs'\npage_type = 'drug'\nwarn_after = 24\nerror_after = 36\nsource = 'x'\n"
        "[[audit.policies]]\nsite = '*'\nwarn_after = 30\nerror_after = 60\n"
        "[[audit.suppressions]]\nrule = 'FR014'\nurl = '*'\nreason = 'moved'\nuntil = 2027-01-31\n"
    )
    audit = config.load(file, {}).audit
    assert [policy.key for policy in audit.policies] == ["nhs/drug", "*"]
    assert audit.policies[0].review == ReviewPolicy(warn_after=24, error_after=36, source="x")
    assert audit.policies[1].source == "assumed"
    assert audit.suppressions == (config.Suppressed(rule="FR014", url="*", reason="moved", until=date(2027, 1, 31)),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[audit.suppressions]]\nrule = 'FR1'\n", "line 2: audit.suppressions.rule must be text, of the form"),
        ("[[audit.suppressions]]\nreason = ''\n", "line 2: audit.suppressions.reason must be text, not empty"),
        ("[[audit.suppressions]]\nreason = ' '\n", "line 2: audit.suppressions.reason must be text, not empty"),
        ("[[audit.suppressions]]\nuntil = 'May'\n", "line 2: audit.suppressions.until must be date; it says 'May'"),
        ("[[audit.policies]]\nsite = '*'\npage_type = 'a'\nwarn_after = 1\nerror_after = 1\n", "needs a site"),
        (
            "[[audit.policies]]\nsite = 'nhs'\nwarn_after = 3\nerror_after = 6\nmodified_counts = ''\n",
            "line 5: audit.policies.modified_counts must be text, not empty",
        ),
        (
            "[[audit.policies]]\nsite = 'nhs'\nwarn_after = 3\nerror_after = 6\nobserve_within = 365\n",
            "audit.policies: observe_sla (180) is less than observe_within (365)",
        ),
        ("[fetch]\ncontact = 'nobody'\n", "line 1: fetch: not a contact a site owner could use: 'nobody'"),
        ("[fetch]\ncontact = 'j\u00fcrgen@example.org'\n", "not a contact a site owner could use"),
        ("[fetch]\naccept_language = 'd\u00e9'\n", "accept_language cannot be sent"),
        ("[fetch]\nports = [443, 99999]\n", "fetch.ports: 99999 is no port: they are numbered from 1 to 65535"),
        ("[sites.nhs]\ninterval_days = 365\n", "sites.nhs.interval_days is 365; [schedule] keeps to 1 .. 90"),
        (
            "[sites.nhs]\norigin = 'http://a.example'\n[sites.cdc]\norigin = 'http://a.example'\n",
            "sites.nhs and sites.cdc have the same origin, http://a.example",
        ),
        ("[fetch]\nmax_wait = -1\n", "line 1: fetch: max_wait must not be negative, it is -1"),
        ("[fetch]\nports = [80, 'x']\n", "line 2: fetch.ports must be list of whole number; it says [80, 'x']"),
    ],
)
def test_what_could_not_be_meant_is_refused(write: Write, text: str, says: str) -> None:
    """Settings that contradict each other, or that no reader could use, stop the command before it begins."""
    assert says in str(refused(write(text)))


def test_quiet_hours_need_their_time_zone(write: Write) -> None:
    """Those of every host and those of a site; what is written wrong is told with its place."""
    loaded = config.load(
        write("[fetch]\nquiet_hours = ['mon-fri 08:00-18:00 America/New_York']\n[sites.nhs]\nquiet_hours = []\n"), {}
    )
    assert [window.zone for window in loaded.fetch.quiet] == ["America/New_York"]
    assert loaded.sites["nhs"].quiet == ()
    error = refused(write("[fetch]\nquiet_hours = ['08:00-18:00']\n"))
    assert "fetch" in error.message
    assert "mon-fri 08:00-18:00 America/New_York" in error.message
    assert "Mars/Olympus" in refused(write("[sites.nhs]\nquiet_hours = ['08:00-18:00 Mars/Olympus']\n")).message


def test_who_publishes_a_dataset_is_read_from_the_file(write: Write) -> None:
    """A DOI counts in each of its three forms, as the one address it leads to."""
    for doi in ("10.5281/zenodo.1", "doi:10.5281/zenodo.1", "https://doi.org/10.5281/zenodo.1"):
        loaded = config.load(write(f'[dataset]\nmaintainer = "A"\nidentifier = "{doi}"\n'), {})
        assert loaded.dataset.persistent == "https://doi.org/10.5281/zenodo.1"
    assert config.load(write('[dataset]\nidentifier = "urn:uuid:1"\n'), {}).dataset.persistent == "urn:uuid:1"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('homepage = "example.org"', "homepage 'example.org' is no http(s) address"),
        ('contact = "nobody"', "contact 'nobody' is neither a mail address nor an http(s) address"),
        ('identifier = "zenodo.1"', "identifier 'zenodo.1' is no DOI"),
        ('title = "two\\nlines"', "must be one line"),
        ('license = "CC0-1.0"', "contact and license need a maintainer"),
        ('publisher = "A"', "dataset.publisher is no setting"),
    ],
)
def test_what_would_lead_users_of_a_dataset_nowhere_is_refused(write: Write, line: str, said: str) -> None:
    """With the place in the file: it would stand in every copy that is passed on."""
    trouble = refused(write(f"[dataset]\n{line}\n"))
    assert said in str(trouble)
    assert "pipeline.toml" in str(trouble)


@pytest.mark.parametrize("said", ["$HOME/health.db", "kept/${DATA}/health.db"])
def test_a_variable_that_nobody_fills_in_is_refused(write: Write, said: str) -> None:
    """It would be a folder of that name; a sign of money alone is one."""
    file = write(f"[storage]\ndatabase = '{said}'\n")
    error = refused(file)
    name = "$HOME" if "HOME" in said else "${DATA}"
    assert error.message == f"{file}, line 2: storage.database says '{said}': {name} is not filled in here"
    assert error.mend == "write the path out; ~ is the home folder"
    assert "PIPELINE_STORAGE__ARCHIVE says" in refused(None, {"PIPELINE_STORAGE__ARCHIVE": said}).message
    assert config.load(write("[storage]\narchive = 'data$/1$'\n"), {}).storage.archive.name == "1$"
