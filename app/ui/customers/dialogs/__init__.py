"""Forms about a customer: the account, one contact, a credit, short questions. Each is a sheet (view) with its presenter."""
