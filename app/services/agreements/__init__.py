"""Agreements with customers: texts they begin with, their way from draft to signed and ended, lists, and their paper."""
