"""Agreements: the tab of an account, the sheets on which they are written and signed, and the list of those to renew."""
