"""The world outside: paper, spreadsheets, Stripe, mail, the keychain. Each implements a Protocol of ``app.services.ports``."""
