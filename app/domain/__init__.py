"""Rules of bookkeeping as pure functions and frozen values: no I/O, no clock, nothing third-party."""
