"""What tests of every storey share: real servers, fresh books, the guard against leaks. No tests."""
