"""Giving the book's tables away: journal, customers, invoices, payments, and whatever a table of the window shows.

How CSV and XLSX are written belongs to ``app.gateways.spreadsheets``; the beancount journal is text and is made here.
"""
