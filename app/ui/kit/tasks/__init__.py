"""Work that must not stop the window: plain functions in threads, their results back on the main thread.

``runner`` has ``Tasks``, which queues, delivers and closes; ``job`` one piece of work and its progress;
``strip`` the calm line that shows what takes long. What a job does belongs to services and queries.
"""

from app.ui.kit.tasks.job import Handle, JobKind, Outcome, Progress, Written
from app.ui.kit.tasks.runner import Tasks

__all__ = ["Handle", "JobKind", "Outcome", "Progress", "Tasks", "Written"]
