"""A replay of known frauds among honest votes, from a seed: 20,000 people with their bursts, and what was put between.

What is known of the frauds are a few figures (press, 2024 and 2025); how they were spread over time is our guess.
"""

import random
from datetime import timedelta
from itertools import count

from services.voting.fraud.domain.sightings import Sighting, bucket_of
from tests.voting.conftest import EDITION, OPENS

HONEST = 20_000
_DAYS = 12
_MEAN_AGE, _SPREAD = 46, 18


class Replay:
    """Sightings of honest people and of frauds, with which is which."""

    def __init__(self, seed: int) -> None:
        self._random, self._ids = random.Random(seed), count()
        self.honest: list[Sighting] = []
        self.injected: dict[str, list[Sighting]] = {}
        self._schools()
        self._libraries()
        self._on_paper()
        self._homes(HONEST - len(self.honest))
        self.injected = {
            "wroclaw_one_home": self._one_home(),
            "wroclaw_aged_97": [self._one(self._moment(), age=97, **self._own()) for _ in range(97)],
            "wroclaw_200_years": [
                self._one(self._moment(), age=self._random.randint(180, 220), **self._own()) for _ in range(12)
            ],
            "elblag_fast_cards": self._fast_cards(),
            "machine": self._machine(),
        }

    @property
    def all(self) -> list[Sighting]:
        """Give everything in mixed order."""
        together = [*self.honest, *(one for group in self.injected.values() for one in group)]
        return self._random.sample(together, len(together))

    def _one(self, minutes: float, **seen: object) -> Sighting:
        return Sighting(
            id=f"e{next(self._ids)}",
            edition_id=EDITION,
            bucket=bucket_of(OPENS + timedelta(minutes=minutes)),
            **seen,
        )

    def _own(self) -> dict[str, object]:
        n = self._random.getrandbits(64)
        return {"network": f"own-{n:x}", "phone": f"phone-{n:x}", "home": f"home-{n:x}"}

    def _age(self) -> int:
        while not 16 <= (age := round(self._random.gauss(_MEAN_AGE, _SPREAD))) <= 101:
            pass
        return age

    def _moment(self) -> float:
        """Give minutes since the opening: by day, and a quarter of all on the last evening."""
        if self._random.random() < 0.25:
            return (_DAYS - 1) * 1440 + self._random.uniform(16 * 60, 24 * 60 - 1)
        hour = self._random.triangular(6, 23.9, 19)
        return self._random.randrange(_DAYS) * 1440 + hour * 60

    def _homes(self, people: int) -> None:
        """Families of one to six behind one address in one evening; of the phones, half by operators that share."""
        made = 0
        while made < people:
            family = min(self._random.choice((1, 1, 2, 2, 3, 4, 5, 6)), people - made)
            own, moment = self._own(), self._moment()
            day = int(moment // 1440)
            for _ in range(family):
                network = own["network"]
                if self._random.random() < 0.5:
                    network = f"operator-{day}-{self._random.randrange(250)}"
                phone = own["phone"] if self._random.random() < 0.4 else f"phone-{self._random.getrandbits(64):x}"
                after = min(moment + self._random.expovariate(1 / 10), (day + 1) * 1440 - 1)
                seen = {"network": network, "phone": phone, "home": own["home"], "age": self._age()}
                self.honest.append(self._one(after, **seen))
                made += 1

    def _schools(self) -> None:
        """Ten schools: two or three classes of one year each in a morning, all behind the school's address."""
        for school in range(10):
            day, morning = self._random.randrange(_DAYS), self._random.uniform(8, 11) * 60
            for year in self._random.sample((16, 17, 18, 19), self._random.choice((2, 3))):
                for _ in range(self._random.randint(20, 30)):
                    moment = day * 1440 + morning + self._random.uniform(0, 35)
                    own = self._own()
                    seen = {"network": f"school-{school}", "phone": own["phone"], "home": own["home"], "age": year}
                    self.honest.append(self._one(moment, **seen))
                morning += 50

    def _libraries(self) -> None:
        """Eight libraries, each day from 10 to 18, with a helper who lends the computer."""
        for library in range(8):
            for day in range(_DAYS):
                for _ in range(self._random.randint(5, 60)):
                    own, moment = self._own(), day * 1440 + self._random.uniform(10, 18) * 60
                    seen = {"network": f"library-{library}-{day}", "phone": own["phone"], "home": own["home"]}
                    self.honest.append(self._one(moment, **seen, age=self._age()))

    def _on_paper(self) -> None:
        """Three clerks key 1,500 cards in: one is practised (ten a minute), the others need 15 to 60 seconds each."""
        for clerk, (least, most, usual) in enumerate(((5, 8, 5.5), (15, 60, 22), (15, 60, 22))):
            minutes = 14 * 1440.0
            for _ in range(500):
                minutes += self._random.triangular(least, most, usual) / 60
                own = self._own()
                self.honest.append(self._one(minutes, clerk=f"clerk-{clerk}", home=own["home"], age=self._age()))

    def _one_home(self) -> list[Sighting]:
        """320 votes from one address with 65 phones, over three days."""
        return [
            self._one(
                self._random.uniform(0, 3 * 1440),
                network=f"own-{self._random.getrandbits(64):x}",
                phone=f"fraud-{n % 65}",
                home="one-home",
                age=self._age(),
            )
            for n in range(320)
        ]

    def _fast_cards(self) -> list[Sighting]:
        """415 cards in a run: four seconds each, by one hand."""
        return [self._one(13 * 1440 + n * 4 / 60, clerk="clerk-x", age=self._age()) for n in range(415)]

    def _machine(self) -> list[Sighting]:
        """A machine: one vote in two minutes from one address, kept under the limit of a day."""
        return [self._one(5 * 1440 + 600 + n * 2, **{**self._own(), "network": "machine"}) for n in range(90)]
