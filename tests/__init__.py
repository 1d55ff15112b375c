"""The tests: a mirror of app/, plus scenarios (a month in an office) and peers (servers to test against)."""
