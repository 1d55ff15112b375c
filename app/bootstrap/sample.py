"""The sample company's book on this machine: where it lies, and making it. What is in it belongs to ``app.services.sample``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.ports import Progress

SAMPLE_NAME = "Harbor Services (sample).counterfoil"


def sample_path() -> Path:
    """Return where the sample company's book lies on this machine."""
    from platformdirs import user_data_path

    return user_data_path("Counterfoil", appauthor=False, ensure_exists=True) / SAMPLE_NAME


def making_sample(path: Path, today: date | None) -> Callable[[Progress], Path]:
    """Return a job for a worker that makes the sample at ``path``; one that lies there already is kept under another name."""

    def job(progress: Progress) -> Path:
        from app.services.exporting.tables import free_name
        from app.services.sample.making import make_sample

        if path.exists():
            path.rename(free_name(path.with_stem(f"{path.stem} before")))
        make_sample(path, today, progress)
        return path

    return job
