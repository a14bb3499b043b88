"""The settings of voting, from the environment."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.voting.complaints.service import Terms
from services.voting.fraud.domain.signals import Limits
from shared.deadlines import Term, Unit
from shared.settings import CommonSettings


class Settings(CommonSettings):
    """What voting needs beside the common settings."""

    model_config = SettingsConfigDict(env_prefix="VOTING_", frozen=True, populate_by_name=True, extra="ignore")

    secret_file: Path
    """64 hex digits: what the heads of the public log are signed by. Never in the database, never in its backup."""

    key_folder: Path
    """Where the key of each edition has its file; all replicas see the same folder. Never in a database or its backup:
    destroying the file is what makes the voters of an edition unknown for good, in backups too."""

    complaint_term: Term = Term(amount=14, unit=Unit.DAY)
    """How long one can complain after the results where the edition's rules say nothing: the house's own, no source
    tells what Kalisz does."""
    complaint_answer_term: Term = Term(amount=1, unit=Unit.MONTH)
    """In which a complaint is answered: art. 237 § 1 k.p.a."""
    destruction_term: Term = Term(amount=30, unit=Unit.DAY)
    """In which keys and personal data are destroyed once one cannot complain any more: the house's own; other cities
    keep them for three months (Katowice) or until the results (Śląskie)."""

    national_node: str = Field(default="", max_length=200)
    """The adapter to the national node (login.gov.pl), as `package.module:function`; empty: there is none."""

    second_entry_percent: int = Field(default=5, ge=1, le=100)
    """How many of a hundred paper cards are keyed in a second time, blind, at least."""

    fraud_oldest: int = Field(default=115, ge=1, le=200)
    """The highest age that is believed, in full years: the oldest Poles have lived to 111 or so."""

    fraud_per_network: int = Field(default=100, ge=1, le=100_000)
    """Ballots from one network address in a day that are still not strange: a school of four classes, a big library.
    Operators of mobile networks put many people behind one address; over this, people decide."""

    fraud_per_phone: int = Field(default=5, ge=1, le=1_000)
    """People with one telephone that are still not strange: a family that shares one."""

    fraud_per_home: int = Field(default=15, ge=1, le=10_000)
    """People at one home address (with the flat) that are still not strange: a house of three generations. Homes for
    the elderly and halls of residence are over it, and the commission releases them."""

    fraud_equal_ages: int = Field(default=30, ge=1, le=100_000)
    """People of exactly one age that are still not strange even alone: a whole class of a school."""

    fraud_equal_ages_times: int = Field(default=4, ge=2, le=100)
    """How many times the ages around it an age may be: in real elections neighbours differ by less than half."""

    fraud_regular_buckets: int = Field(default=12, ge=3, le=288)
    """For how many times five minutes ballots must come evenly before it is strange: an hour."""

    fraud_regular_spread: float = Field(default=0.2, ge=0, lt=1)
    """Variance over mean under which ballots come evenly: 1 is chance, 0 a clock."""

    fraud_per_clerk: int = Field(default=60, ge=1, le=1_000)
    """Cards that one clerk can key in within five minutes, five seconds each: a practised one goes on at ten a minute,
    which is 50. Whoever has a card every four seconds is not reading it."""

    def limits(self) -> Limits:
        """Give from where on something is strange."""
        return Limits(**{name: getattr(self, f"fraud_{name}") for name in Limits.model_fields})

    def terms(self) -> Terms:
        """Give the terms of what comes after the vote."""
        return Terms(self.complaint_term, self.complaint_answer_term, self.destruction_term)

    def secret(self) -> bytes:
        """Read the secret."""
        return bytes.fromhex(self.secret_file.read_text().strip())
