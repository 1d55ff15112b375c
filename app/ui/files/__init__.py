"""Files with an account: the tab that lists them, and what is done with them."""
