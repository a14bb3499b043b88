"""The demonstration's civic budget, modelled on Kalisz. It holds made-up data and no behaviour of a service."""

from pathlib import Path

FOLDER = Path(__file__).parent
