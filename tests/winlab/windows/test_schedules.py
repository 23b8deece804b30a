"""When scheduled tasks run."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.winlab.windows.conftest import Host
from winlab.windows.schedules import Schedule, ScheduleError

MONDAY = datetime(2007, 10, 1, 12)


@pytest.mark.parametrize(
    ("schedule", "times"),
    [
        (("ONCE",), ["10-01 12:00"]),
        (("MINUTE", "45"), ["10-01 12:00", "10-01 12:45", "10-01 13:30"]),
        (("HOURLY", "5"), ["10-01 12:00", "10-01 17:00", "10-01 22:00"]),
        (("DAILY",), ["10-01 12:00", "10-02 12:00", "10-03 12:00"]),
        (("DAILY", "10"), ["10-01 12:00", "10-11 12:00", "10-21 12:00"]),
        (("WEEKLY", "", "MON,FRI"), ["10-01 12:00", "10-05 12:00", "10-08 12:00"]),
        (("WEEKLY", "2", "TUE"), ["10-02 12:00", "10-16 12:00", "10-30 12:00"]),
        (("MONTHLY",), ["10-01 12:00", "11-01 12:00", "12-01 12:00"]),
        (("MONTHLY", "", "15"), ["10-15 12:00", "11-15 12:00", "12-15 12:00"]),
        (("MONTHLY", "SECOND", "SUN"), ["10-14 12:00", "11-11 12:00", "12-09 12:00"]),
        (("MONTHLY", "LASTDAY", "", "NOV,DEC"), ["11-30 12:00", "12-31 12:00"]),
        (("ONSTART",), []),
    ],
)
def test_times_of_a_schedule(schedule: tuple[str, ...], times: list[str]) -> None:
    timing = Schedule(schedule[0], MONDAY, *schedule[1:])
    timing.check()
    moment: datetime | None = datetime(2007, 10, 1, 11)
    found: list[str] = []
    while len(found) < max(1, len(times)):
        moment = timing.after(moment) if moment is not None else None
        if moment is None:
            break
        found.append(f"{moment:%m-%d %H:%M}")
    assert found == times


@pytest.mark.parametrize(
    ("schedule", "option"),
    [(("DAILY", "400"), "mo"), (("ONCE", "2"), "mo"), (("WEEKLY", "", "XXX"), "d"), (("MONTHLY", "", "1", "OKT"), "m")],
)
def test_a_schedule_that_can_not_be(schedule: tuple[str, ...], option: str) -> None:
    with pytest.raises(ScheduleError, match=option):
        Schedule(schedule[0], MONDAY, *schedule[1:]).check()


def _runs(server: Host) -> int:
    log = server.machine.files.read_text("C:\\WINDOWS\\Tasks\\SchedLgU.Txt")
    return log.count("Finished")


def test_a_daily_task_runs_each_day(server: Host) -> None:
    create = "schtasks /create /sc DAILY /tn daily /tr ipconfig.exe /st 03:00:00 /ru SYSTEM"
    assert server.run(create).exit_code == 0
    with server.machine.clock.running():
        server.machine.wait(3 * 86400)
    server.machine.clock.settle()
    assert _runs(server) == 3
    assert "03:00:00" in server.run("schtasks /query /fo CSV /nh").stdout


def test_a_deleted_task_runs_no_more(server: Host) -> None:
    server.run("schtasks /create /sc HOURLY /tn hourly /tr ipconfig.exe /ru SYSTEM")
    server.run("schtasks /delete /tn hourly /f")
    with server.machine.clock.running():
        server.machine.wait(4 * 3600)
    assert not server.machine.files.exists("C:\\WINDOWS\\Tasks\\SchedLgU.Txt")


def test_a_task_waits_for_a_start(server: Host) -> None:
    server.run("schtasks /create /sc ONSTART /tn start /tr ipconfig.exe /ru SYSTEM")
    assert "At system start up" in server.run("schtasks /query /fo CSV /nh").stdout
    server.machine.restart("", 0.0)
    with server.machine.clock.running():
        server.machine.wait(600)
    server.machine.clock.settle()
    assert _runs(server) == 1


@pytest.mark.parametrize("options", ["/sc DAILY /mo 999", "/sc WEEKLY /d ABC", "/sc DAILY /sd 99/99/2007"])
def test_a_wrong_option_is_refused(server: Host, options: str) -> None:
    answer = server.run(f"schtasks /create {options} /tn t /tr ipconfig.exe /st 03:00:00 /ru SYSTEM")
    assert (answer.exit_code, "ERROR: Invalid" in answer.stderr) == (1, True)
