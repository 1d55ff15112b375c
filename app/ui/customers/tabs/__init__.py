"""What is behind each tab of an account: invoices, payments, credits, notes, activity. ``base`` is what every tab is."""
