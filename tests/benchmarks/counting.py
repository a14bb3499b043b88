"""The whole command `ratusz tally`, against reading the same file's rows with the csv module.

Both are measured in seconds of the processor: both use one core, and others may be using the rest.
"""

import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.figures import Figure, say
from tests.voting.tally.test_real_elections import ELECTIONS

_PROJECTS = 160
_BUDGET = 6_112_868
_ROUNDS = 7
_HEAD = """META
key;value
description;Made up for measuring
country;Poland
unit;Kalisz
instance;2026
num_projects;{projects}
num_votes;{votes}
budget;{budget}
vote_type;approval
rule;greedy
date_begin;2026
date_end;2026
max_length;5
PROJECTS
project_id;cost;name
"""


def measure() -> None:
    """Time both in turn and print their ratio: on made-up elections, and on a real one where it is there."""
    with tempfile.TemporaryDirectory() as folder:
        city = _made_up(Path(folder) / "city.pb", 90_494)
        _against_csv("greedy, 90,494 made-up ballots", city, "8, aim 3")
        _shares("Equal Shares with add1, 90,494 made-up ballots", city)
        real = ELECTIONS / "Poland_Lodz_2022.pb"
        if real.is_file():
            _against_csv("greedy, Łódź 2022", real, "8, aim 3")
            _shares("Equal Shares with add1, Łódź 2022", real)
        else:
            print("Łódź 2022: the real elections (Pabulib) do not lie beside the repository")
        hundred = _made_up(Path(folder) / "hundred.pb", 100_000)
        million = _made_up(Path(folder) / "million.pb", 1_000_000)
        pairs = [(_ours(million)[0], _ours(hundred)[0]) for _ in range(3)]
        ours, bare = (Figure([pair[at] for pair in pairs]) for at in (0, 1))
        say("greedy, 1,000,000 made-up ballots against 100,000", ours, bare, "11")


def _shares(name: str, file: Path) -> None:
    peak = _against_csv(name, file, "10, aim 4", "--rule", "equalshares/add1")
    print(f"    peak {peak:.0f} MB   (bound 150, aim 80)", flush=True)


def _against_csv(name: str, file: Path, bound: str, *words: str) -> float:
    """Time the whole command, the interpreter's start with it; give its peak of memory in MB."""
    _ours(file, *words)
    pairs = [(_ours(file, *words), _rows(file)) for _ in range(_ROUNDS)]
    say(name, Figure([ours[0] for ours, _ in pairs]), Figure([rows for _, rows in pairs]), bound)
    return max(ours[1] for ours, _ in pairs)


_STARTER = """
import json, resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
"""Starts a command and tells what it took. A small process: a peak never says less than that of whoever started it."""


def _ours(file: Path, *words: str) -> tuple[float, float]:
    """Count in a process of its own; give its seconds, from the interpreter's start on, and MB at the peak."""
    command = shutil.which("ratusz", path=str(Path(sys.executable).parent)) or "ratusz"
    # The first count leaves the compiled modules behind for those that are measured, as it does anywhere.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    starter = [sys.executable, "-S", "-c", _STARTER, command, "tally", str(file), "--json", *words]
    done = subprocess.run(starter, stdout=subprocess.PIPE, env=kept, check=True)
    seconds, peak = json.loads(done.stdout)
    return seconds, peak


def _rows(file: Path) -> float:
    """Read the rows in this process, which has started long ago."""
    start = time.process_time()
    with file.open(encoding="utf-8", newline="") as lines:
        for _ in csv.reader(lines, delimiter=";"):
            pass
    return time.process_time() - start


def _made_up(file: Path, voters: int) -> Path:
    """Write an election from a seed: a few projects known to all, many to a few; every fourth ballot is new."""
    chance = random.Random(voters)  # made-up votes, no secret
    ids = [f"L{number:03}" for number in range(1, _PROJECTS + 1)]
    known = [1 / (rank + 1) ** 1.3 for rank in range(_PROJECTS)]
    with file.open("w", encoding="utf-8") as lines:
        lines.write(_HEAD.format(projects=_PROJECTS, votes=voters, budget=_BUDGET))
        lines.writelines(f"{id};{chance.randint(20, 1600) * 1000};Projekt {id}\n" for id in ids)
        lines.write("VOTES\nvoter_id;vote;age;sex;voting_method\n")
        for number in range(voters):
            marks = dict.fromkeys(chance.choices(ids, known, k=chance.randint(1, 5)))
            lines.write(f"{1401000000 + number};{','.join(sorted(marks))};{chance.randint(16, 90)};F;internet\n")
    return file


if __name__ == "__main__":
    measure()
