"""Every table of the book in one place: importing this module registers them all."""

from app.models import search_index as _search_index  # noqa: F401 - its statements follow the customer table
from app.models.agreements import Agreement, AgreementTemplate
from app.models.attachments import AttachedFile, FileContent, FilePiece
from app.models.base import Base
from app.models.company import BookLock, Company, Counter, NumberSeries, Setting, TaxRate
from app.models.customers import Activity, Contact, Customer, CustomerTag, Note, Site
from app.models.estimates import Estimate, EstimateDeposit, EstimateLine
from app.models.invoices import CreditMemo, CreditRequest, Invoice, InvoiceLine
from app.models.jobs import Job, JobLine, Technician
from app.models.ledger import Account, JournalEntry, Posting
from app.models.mail import MailAttachment, MailAttempt, MailMessage, MailSender, MailTemplate
from app.models.merges import CustomerMerge, MergedRow
from app.models.operations import (
    BalanceTransaction,
    Dispute,
    Operation,
    OperationEvent,
    OperationInvoice,
    Payout,
    ProcessorAccount,
    RemoteCustomer,
    RemoteEvent,
    RemotePayment,
    SavedMethod,
)
from app.models.payments import Allocation, Deposit, Payment, Reversal
from app.models.plans import (
    BillingRun,
    LateFee,
    Plan,
    PlanAdjustment,
    PlanCharge,
    PlanLine,
    PlanPause,
    PlanPeriod,
    PlanPrice,
    PlanTemplate,
    PlanTemplatePrice,
    PriceChange,
)

__all__ = [
    "Account",
    "Activity",
    "Agreement",
    "AgreementTemplate",
    "Allocation",
    "AttachedFile",
    "BalanceTransaction",
    "Base",
    "BillingRun",
    "BookLock",
    "Company",
    "Contact",
    "Counter",
    "CreditMemo",
    "CreditRequest",
    "Customer",
    "CustomerMerge",
    "CustomerTag",
    "Deposit",
    "Dispute",
    "Estimate",
    "EstimateDeposit",
    "EstimateLine",
    "FileContent",
    "FilePiece",
    "Invoice",
    "InvoiceLine",
    "Job",
    "JobLine",
    "JournalEntry",
    "LateFee",
    "MailAttachment",
    "MailAttempt",
    "MailMessage",
    "MailSender",
    "MailTemplate",
    "MergedRow",
    "Note",
    "NumberSeries",
    "Operation",
    "OperationEvent",
    "OperationInvoice",
    "Payment",
    "Payout",
    "Plan",
    "PlanAdjustment",
    "PlanCharge",
    "PlanLine",
    "PlanPause",
    "PlanPeriod",
    "PlanPrice",
    "PlanTemplate",
    "PlanTemplatePrice",
    "Posting",
    "PriceChange",
    "ProcessorAccount",
    "RemoteCustomer",
    "RemoteEvent",
    "RemotePayment",
    "Reversal",
    "SavedMethod",
    "Setting",
    "Site",
    "TaxRate",
    "Technician",
]
