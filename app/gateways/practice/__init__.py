"""The practice processor: a server of our own that speaks the part of Stripe's API that we use, and charges nobody.

It runs as a process of its own on loopback, so that the sample company and the tests go the same way over HTTP as a real
book. It follows Stripe's documented behaviour; where it is simpler, the room concerned says so. Standard library only.
"""
