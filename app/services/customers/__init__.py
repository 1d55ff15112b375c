"""Keeping customers' accounts: entering and changing them, contacts, sites, tags, notes."""
