"""The commission's ceremony: the box opens to enough members together, and to nobody with fewer shares."""

import io
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from nacl.public import PrivateKey
from pypdf import PdfReader

from deploy.keys import CannotJoin, CannotShare, ceremony, join, read_share, still_needed, write_sheets


def test_any_three_of_five_open_the_box_and_no_two_do() -> None:
    made = ceremony(5, 3)
    for three in combinations(made.shares, 3):
        key = bytes.fromhex(join(three, made.public_key))
        assert bytes(PrivateKey(key).public_key).hex() == made.public_key
    for two in combinations(made.shares, 2):
        with pytest.raises(CannotJoin):
            join(two, made.public_key)


def test_two_sheets_of_one_member_are_one_share() -> None:
    made = ceremony(5, 3)
    assert still_needed([]) == 1
    assert [still_needed(made.shares[:count]) for count in (1, 2, 3)] == [2, 1, 0]
    assert still_needed([made.shares[0]] * 3) == 2


def test_shares_of_another_vote_do_not_open_this_one() -> None:
    with pytest.raises(CannotJoin, match="innego głosowania"):
        join(ceremony(3, 2).shares[:2], ceremony(3, 2).public_key)


def test_a_mistyped_word_is_noticed_before_the_others_are_asked() -> None:
    share = ceremony(3, 2).shares[0]
    words = share.split()
    words[10] = "academic" if words[10] != "academic" else "acid"
    for wrong, said in (
        (" ".join(words), "któreś słowo jest inne"),
        (share.replace(words[9], "kot", 1), "słowo 10 to „kot”"),
        (" ".join(share.split()[1:]), "słów jest 32, a na arkuszu 33"),
        ("", "słów jest 0"),
    ):
        with pytest.raises(CannotJoin, match=said):
            read_share(wrong)
    assert read_share(f"  {share.upper()}\n") == share
    as_on_the_sheet = " ".join(f"{number}. {word}" for number, word in enumerate(share.split(), 1))
    assert read_share(as_on_the_sheet) == share


@pytest.mark.parametrize(("people", "needed"), [(5, 1), (1, 1), (3, 4), (17, 3), (5, 0)])
def test_a_share_that_opens_alone_or_never_is_not_made(people: int, needed: int) -> None:
    with pytest.raises(CannotShare):
        ceremony(people, needed)


def test_each_member_gets_a_sheet_with_their_words_and_the_vote_and_no_other_share(tmp_path: Path) -> None:
    made = ceremony(3, 2)
    sheets = write_sheets(made, tmp_path, "Budżet Obywatelski 2027")
    for sheet, share in zip(sheets, made.shares, strict=True):
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet.read_bytes())).pages)
        assert re.findall(r"\d+\. ([a-z]+)", text) == share.split()
        assert "Budżet Obywatelski 2027" in text
        assert "potrzeba osób: 2 z 3" in text.replace("\n", " ")
        assert sheet.stat().st_mode & 0o077 == 0, "nobody else on the machine may read it"


def test_the_ceremony_and_the_unlocking_as_the_commission_runs_them(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "deploy.cli"]
    made = subprocess.run(
        [*command, "keys", "--into", str(tmp_path), "--people", "3", "--needed", "2"],
        capture_output=True,
        text=True,
        check=True,
    )
    public_key = re.search(r"klucz publiczny komisji +([0-9a-f]{64})", made.stdout)
    assert public_key is not None
    typed = []
    for sheet in sorted(tmp_path.glob("*.pdf"))[1:]:
        text = "\n".join(page.extract_text() for page in PdfReader(sheet).pages)
        typed.append(" ".join(re.findall(r"\d+\. ([a-z]+)", text)))
    unlocked = subprocess.run(
        [*command, "unlock", public_key[1]], input="\n".join(typed) + "\n", capture_output=True, text=True, check=True
    )
    key = re.search(r"klucz prywatny komisji +([0-9a-f]{64})", unlocked.stdout)
    assert key is not None
    assert bytes(PrivateKey(bytes.fromhex(key[1])).public_key).hex() == public_key[1]
    for share in typed:
        assert share not in unlocked.stdout
