"""Customers who are to be forgotten: deleted where nothing was posted, otherwise anonymised with the books left alone."""
