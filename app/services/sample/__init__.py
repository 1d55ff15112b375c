"""The sample company: a practice book that charges nobody, the same on every machine for the same day, to try things in."""
