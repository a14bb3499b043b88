"""How a figure is taken and printed: its baseline and their ratio, from one run."""

import statistics
import time
from collections.abc import Awaitable, Callable


class Figure:
    """A series of measurements in seconds."""

    def __init__(self, seconds: list[float]) -> None:
        self.low, self.middle, self.high = min(seconds), statistics.median(seconds), max(seconds)

    def __str__(self) -> str:
        return f"{self.middle * 1000:7.2f} ms  (min {self.low * 1000:.2f}, max {self.high * 1000:.2f})"


def say(name: str, ours: Figure, bare: Figure, bound: str) -> None:
    """Print a figure, its baseline and their ratio."""
    print(
        f"{name}\n    ours {ours}\n    bare {bare}\n    ratio {ours.middle / bare.middle:.2f}   (bound {bound})",
        flush=True,
    )


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Time one piece of work."""
    start = time.perf_counter()
    await work()
    return time.perf_counter() - start
