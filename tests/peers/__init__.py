"""Servers to test against, over real HTTP: the practice processor, localstripe, and a proxy that breaks things on demand."""
