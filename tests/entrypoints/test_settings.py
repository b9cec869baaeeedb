"""Settings: who wins, what a fault says, and that nothing secret is said."""

from pathlib import Path

import pytest

from tests.entrypoints.conftest import Run
from tests.entrypoints.till_files import DAY, deliver, sale
from tillroll.errors import ConfigurationError
from tillroll.settings import SETTINGS, Settings, read_settings

NONE: dict[str, str] = {}


def settings_of(folder: Path, options: dict[str, str] = NONE, **environ: str) -> Settings:
    return read_settings(options, environ, folder)


def faults_of(folder: Path, options: dict[str, str] = NONE, **environ: str) -> str:
    with pytest.raises(ConfigurationError) as fault:
        settings_of(folder, options, **environ)
    return str(fault.value)


def test_the_defaults(tmp_path: Path) -> None:
    assert settings_of(tmp_path) == Settings(
        warehouse=f"duckdb:///{tmp_path}/tillroll.duckdb",
        password_file=None,
        postgres_credentials=None,
        redshift_credentials=None,
        redshift_staging=None,
        redshift_role="default",
        wait_seconds=60,
        formats=None,
        branches=None,
        products=None,
        closures=None,
        time_zone="Europe/London",
        cut_off_minutes=240,
        archive=None,
        staged=None,
        retention_days=2557,
        grace_minutes=120,
        settle_seconds=2,
        every_seconds=0.5,
        has_log=False,
        accounts=None,
        smtp_host=None,
        smtp_port=587,
        smtp_user=None,
        smtp_password_file=None,
        digest_sender=None,
        digest_domains=(),
        stack=None,
    )


def test_an_option_wins_over_a_variable_and_that_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "tillroll.toml").write_text("wait = 1\n")
    assert settings_of(tmp_path).wait_seconds == 1
    assert settings_of(tmp_path, TILLROLL_WAIT="2").wait_seconds == 2
    assert settings_of(tmp_path, {"wait": "3"}, TILLROLL_WAIT="2").wait_seconds == 3


def test_an_empty_variable_says_nothing(tmp_path: Path) -> None:
    assert settings_of(tmp_path, TILLROLL_WAREHOUSE="", TILLROLL_CONFIG="").wait_seconds == 60


def test_paths_in_a_file_are_taken_from_its_folder(tmp_path: Path) -> None:
    chain = tmp_path / "chain"
    chain.mkdir()
    (chain / "mine.csv").touch()
    (chain / "our.toml").write_text('branches = "mine.csv"\nwarehouse = "duckdb:///sales.duckdb"\n')
    found = settings_of(tmp_path, TILLROLL_CONFIG="chain/our.toml")
    assert found.branches == chain / "mine.csv"
    assert found.warehouse == f"duckdb:///{chain}/sales.duckdb"


def test_a_full_path_stays_as_it_is(tmp_path: Path) -> None:
    assert (
        settings_of(tmp_path, {"warehouse": "duckdb:////srv/chain.duckdb"}).warehouse == "duckdb:////srv/chain.duckdb"
    )


@pytest.mark.parametrize("written", ['cut_off = "05:30"', "cut_off = 05:30:00"])
def test_the_cut_off_is_minutes(tmp_path: Path, written: str) -> None:
    (tmp_path / "tillroll.toml").write_text(written)
    assert settings_of(tmp_path).cut_off_minutes == 330


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("wait", "soon", "is no number of seconds"),
        ("wait", "-1", "is no number of seconds"),
        ("wait", "nan", "is no number of seconds"),
        ("settle", "a moment", "is no number of seconds from 0 to 86400"),
        ("every", "0", "is no number of seconds from 0.1 to 86400"),
        ("every", "often", "is no number of seconds from 0.1 to 86400"),
        ("grace", "-5", "is no whole number of minutes from 0 to 1440"),
        ("grace", "1.5", "is no whole number of minutes from 0 to 1440"),
        ("grace", "1441", "is no whole number of minutes from 0 to 1440"),
        ("formats", "nowhere", "names no folder"),
        ("branches", "nowhere.csv", "names no file"),
        ("time_zone", "Mars", "is no time zone"),
        ("time_zone", "../../etc/passwd", "is no time zone"),
        ("cut_off", "25:00", "is no time from 00:00 to 12:00"),
        ("cut_off", "04:75", "is no time from 00:00 to 12:00"),
        ("cut_off", "4", "is no time from 00:00 to 12:00"),
        ("warehouse", "sales.duckdb", "names no warehouse: write it as duckdb:///"),
        ("warehouse", "duckdb:///", "names no warehouse: write it as duckdb:///"),
        ("warehouse", "duckdb:///:memory:", "names no warehouse: write it as duckdb:///"),
        ("warehouse", "oracle:///x", "names no warehouse: write it as duckdb:///"),
    ],
)
def test_a_fault_names_the_key_as_it_was_written_and_the_fix(tmp_path: Path, name: str, text: str, words: str) -> None:
    setting = next(setting for setting in SETTINGS if setting.name == name)
    assert faults_of(tmp_path, {name: text}).startswith(f"{setting.option} {words}")
    assert faults_of(tmp_path, NONE, **{setting.variable: text}).startswith(f"{setting.variable} {words}")
    (tmp_path / "tillroll.toml").write_text(f'{name} = "{text}"')
    assert faults_of(tmp_path).startswith(f"{tmp_path}/tillroll.toml: {name} {words}")


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "tillroll.toml").write_text('warehose = "x"\nwait = "soon"\n')
    assert faults_of(tmp_path, TILLROLL_CUT_OFF="late").splitlines() == [
        f"{tmp_path}/tillroll.toml: warehose is no setting: did you mean warehouse?",
        f"{tmp_path}/tillroll.toml: wait is no number of seconds from 0 to 86400: write it as 60",
        "TILLROLL_CUT_OFF is no time from 00:00 to 12:00: write it as 04:00",
    ]


def test_a_file_that_is_no_toml_says_where(tmp_path: Path) -> None:
    (tmp_path / "tillroll.toml").write_text("wait = 1\ncut_off = 04:00\n")
    assert "is no TOML: " in faults_of(tmp_path)
    assert "line 2" in faults_of(tmp_path)


def test_a_configuration_that_is_named_must_be_there(tmp_path: Path) -> None:
    assert faults_of(tmp_path, TILLROLL_CONFIG="nowhere.toml").startswith("TILLROLL_CONFIG names no file")


@pytest.mark.parametrize(
    "url", ["postgresql://till:s3cret@db/chain", "postgresql:///chain?user=x&password=s3cret", "duckdb://a:s3cret@b/c"]
)
def test_a_password_in_a_url_is_refused_and_never_repeated(run: Run, url: str) -> None:
    ran = run("status", "--warehouse", url)
    assert ran.code == 2
    assert "holds a password: take it out" in ran.err
    assert "s3cret" not in ran.err + ran.out


def test_every_setting_is_in_the_help_of_watch_or_the_clouds_with_its_variable(run: Run) -> None:
    watch, cloud = (" ".join(run(*words, "--help").out.split()) for words in (["watch"], ["cloud", "status"]))
    for setting in SETTINGS:
        words = cloud if setting.name == "stack" else watch
        assert not setting.has_option or (setting.option in words and setting.variable in words)


def test_the_log_may_be_on_by_setting(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(Path("leeds.csv"), DAY)
    monkeypatch.setenv("TILLROLL_LOG", "json")
    assert '"event": "run"' in run("ingest", "leeds.csv").err


def test_the_cut_off_moves_the_trading_date(run: Run) -> None:
    deliver(Path("leeds.csv"), sale("03:00"))
    receipt, _ = run("ingest", "leeds.csv", "--cut-off", "02:00", "--json").objects
    assert receipt["branch_days"][0]["trading_date"] == "2021-08-25"
