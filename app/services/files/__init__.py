"""Files kept with a customer's account: taken in, named, removed and put back, listed, and written out again."""
