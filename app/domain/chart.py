"""The chart of accounts that every book starts with. Codes are fixed: the postings of the program name them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from app.domain.language import _


class AccountKind(StrEnum):
    """The five kinds of ledger accounts."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class Chart(IntEnum):
    """The accounts that the program itself posts to, by code."""

    BANK = 1000
    UNDEPOSITED = 1050
    CLEARING = 1060
    RECEIVABLES = 1100
    CUSTOMER_CREDIT = 2100
    TAX_PAYABLE = 2200
    OPENING = 3000
    REVENUE = 4000
    LATE_FEES = 4100
    PROCESSOR_FEES = 5100
    BAD_DEBT = 5200
    BANK_CHARGES = 5300


@dataclass(frozen=True, slots=True)
class ChartAccount:
    """A ledger account as a new book gets it; ``export_name`` is its name in a beancount export."""

    code: Chart
    name: str
    kind: AccountKind
    export_name: str


CHART: tuple[ChartAccount, ...] = (
    ChartAccount(Chart.BANK, "Bank", AccountKind.ASSET, "Assets:Bank"),
    ChartAccount(Chart.UNDEPOSITED, "Undeposited funds", AccountKind.ASSET, "Assets:Undeposited-Funds"),
    ChartAccount(Chart.CLEARING, "Processor clearing", AccountKind.ASSET, "Assets:Processor-Clearing"),
    ChartAccount(Chart.RECEIVABLES, "Accounts receivable", AccountKind.ASSET, "Assets:Receivables"),
    ChartAccount(Chart.CUSTOMER_CREDIT, "Customer credit", AccountKind.LIABILITY, "Liabilities:Customer-Credit"),
    ChartAccount(Chart.TAX_PAYABLE, "Tax payable", AccountKind.LIABILITY, "Liabilities:Tax-Payable"),
    ChartAccount(Chart.OPENING, "Opening balances", AccountKind.EQUITY, "Equity:Opening-Balances"),
    ChartAccount(Chart.REVENUE, "Service revenue", AccountKind.INCOME, "Income:Services"),
    ChartAccount(Chart.LATE_FEES, "Late fees", AccountKind.INCOME, "Income:Late-Fees"),
    ChartAccount(Chart.PROCESSOR_FEES, "Processor fees", AccountKind.EXPENSE, "Expenses:Processor-Fees"),
    ChartAccount(Chart.BAD_DEBT, "Bad debt", AccountKind.EXPENSE, "Expenses:Bad-Debt"),
    ChartAccount(Chart.BANK_CHARGES, "Bank charges", AccountKind.EXPENSE, "Expenses:Bank-Charges"),
)

_NAMES = {int(account.code): account.name for account in CHART}


def account_word(code: int, name: str) -> str:
    """Return what a ledger account is called in the language in use; one that the office named itself keeps its name."""
    if _NAMES.get(code) != name:
        return name
    return {
        int(Chart.BANK): _("Bank"),
        int(Chart.UNDEPOSITED): _("Undeposited funds"),
        int(Chart.CLEARING): _("Processor clearing"),
        int(Chart.RECEIVABLES): _("Accounts receivable"),
        int(Chart.CUSTOMER_CREDIT): _("Customer credit"),
        int(Chart.TAX_PAYABLE): _("Tax payable"),
        int(Chart.OPENING): _("Opening balances"),
        int(Chart.REVENUE): _("Service revenue"),
        int(Chart.LATE_FEES): _("Late fees"),
        int(Chart.PROCESSOR_FEES): _("Processor fees"),
        int(Chart.BAD_DEBT): _("Bad debt"),
        int(Chart.BANK_CHARGES): _("Bank charges"),
    }.get(code, name)


# Where money of each method rests until it reaches the bank.
MONEY_ACCOUNT: dict[str, Chart] = {
    "cash": Chart.UNDEPOSITED,
    "check": Chart.UNDEPOSITED,
    "card": Chart.CLEARING,
    "bank": Chart.BANK,
    "other": Chart.UNDEPOSITED,
}

INCOME_CODES = (4000, 4999)
