"""The speed of the main jobs, each as a ratio to the least that the same job can cost.

One file ``bench_<job>.py`` per job; ``harness`` times and keeps the figures; ``python -m benchmarks`` runs
them. How a ratio is taken and what a file must offer is told in ``harness``. Nothing of the program may
depend on this folder.
"""
