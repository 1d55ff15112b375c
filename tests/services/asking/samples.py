"""Questions, what they are read as, and plain SQL that answers each without the program: ids of records, or one amount.

All are asked on November 20, 2026. ``:c`` stands for the id of the customer whose page is open.
"""

from __future__ import annotations

from typing import NamedTuple

BILLED = "i.state IN ('issued', 'written_off')"
OVERDUE_SINCE = "(SELECT min(due_on) FROM invoice i WHERE i.customer_id = c.id AND i.open_minor > 0)"


class Sample(NamedTuple):
    """A question. ``of`` is customer ids, the ids of another table's rows, or ``amount``."""

    question: str
    query: str
    sql: str
    account: str = ""
    of: str = "ids"


def _of_name(name: str) -> str:
    return f"(SELECT id FROM customer WHERE name = '{name}')"


ACME, HASSAN = _of_name("Acme Corporation"), _of_name("Hassan & Sons Bakery")

EXAMPLES = (
    Sample("what does she owe", 'balance where customer = "C-2"',
           "SELECT sum(open_minor) FROM invoice WHERE customer_id = :c", "C-2", "amount"),
    Sample("last payment", 'last payments where customer = "C-2"',
           "SELECT id FROM payment WHERE customer_id = :c ORDER BY received_on DESC, id DESC LIMIT 1", "C-2"),
    Sample("unpaid invoices since March", "invoices where state = unpaid and issued >= 2026-03",
           "SELECT id FROM invoice WHERE open_minor > 0 AND issued_on >= '2026-03-01'"),
    Sample("when is the next bill", "next plans",
           "SELECT id FROM plan WHERE status = 'active' AND next_bill_on = '2026-11-25'"),
    Sample("customers over 60 days late whose card expires before the next bill",
           "customers where days-late > 60 and card-expires < next-bill",
           "SELECT DISTINCT c.id FROM customer c JOIN plan p ON p.customer_id = c.id JOIN invoice i ON i.customer_id = c.id"
           " WHERE i.open_minor > 0 AND i.due_on < '2026-09-21' AND p.method_expires_on < p.next_bill_on"),
    Sample("jobs in August", "jobs where date = 2026-08",
           "SELECT id FROM job WHERE starts_at >= '2026-08-01T05:00:00.000000Z' AND starts_at < '2026-09-01T05:00:00.000000Z'"
           " OR starts_at IS NULL AND due_on BETWEEN '2026-08-01' AND '2026-08-31'"),
    Sample("how much did we bill Acme last year",
           'sum total of invoices where customer = "Acme Corporation" and issued = last-year',
           f"SELECT sum(total_minor) FROM invoice i WHERE customer_id = {ACME} AND {BILLED}"
           " AND issued_on BETWEEN '2025-01-01' AND '2025-12-31'", of="amount"),
)  # fmt: skip

ENGLISH = (
    Sample("Which invoices are overdue?", "invoices where state = overdue",
           "SELECT id FROM invoice WHERE open_minor > 0 AND due_on < '2026-11-20'"),
    Sample("who owes us more than $500", "customers where due > 500.00",
           "SELECT customer_id FROM invoice GROUP BY customer_id HAVING sum(open_minor) > 50000"),
    Sample("payments by check this month", "payments where method = check and received = this-month",
           "SELECT id FROM payment WHERE method = 'check' AND received_on BETWEEN '2026-11-01' AND '2026-11-30'"),
    Sample("how much did Acme pay in October?",
           'sum amount of payments where customer = "Acme Corporation" and received = 2026-10',
           f"SELECT sum(amount_minor) FROM payment WHERE customer_id = {ACME}"
           " AND received_on BETWEEN '2026-10-01' AND '2026-10-31'", of="amount"),
    Sample("customers without a plan", "customers where plans = 0",
           "SELECT id FROM customer WHERE id NOT IN (SELECT customer_id FROM plan WHERE status IN ('active', 'paused'))"),
    Sample("customers who have not paid since June", "customers where last-payment < 2026-06",
           "SELECT id FROM customer WHERE id NOT IN (SELECT customer_id FROM payment WHERE received_on >= '2026-06-01')"),
    Sample("how many customers have account credit?", "count of customers where credit > 0",
           "SELECT id FROM customer WHERE credit_minor > 0"),
    Sample("the 3 largest invoices of this year", "largest 3 total of invoices where issued = this-year",
           f"SELECT id FROM invoice i WHERE {BILLED} AND issued_on >= '2026-01-01' ORDER BY total_minor DESC LIMIT 3"),
    Sample("invoices due next week", "invoices where due = next-week",
           f"SELECT id FROM invoice i WHERE {BILLED} AND due_on BETWEEN '2026-11-23' AND '2026-11-29'"),
    Sample("open jobs for Hassan & Sons", 'jobs where customer = "Hassan & Sons Bakery" and status = open',
           f"SELECT id FROM job WHERE customer_id = {HASSAN} AND status IN ('unscheduled', 'scheduled', 'in_progress')"),
    Sample("jobs done between August 1 and September 15", "jobs where done = 2026-08-01..2026-09-15",
           "SELECT id FROM job WHERE done_on BETWEEN '2026-08-01' AND '2026-09-15'"),
    Sample("when is the next visit for Zoë?", 'next jobs where customer = "Zoë Ørsted"',
           f"SELECT id FROM job WHERE customer_id = {_of_name('Zoë Ørsted')} AND starts_at >= '2026-11-20' "),
    Sample("cards that expired", "cards where expires < today",
           "SELECT customer_id FROM plan WHERE method_expires_on < '2026-11-20'"),
    Sample("what did Acme owe at the end of September?", 'balance where customer = "Acme Corporation" and on = 2026-09',
           f"SELECT (SELECT sum(total_minor) FROM invoice WHERE customer_id = {ACME} AND issued_on <= '2026-09-30'"
           " AND state <> 'draft')"
           " - (SELECT coalesce(sum(amount_minor), 0) FROM allocation"
           f" WHERE customer_id = {ACME} AND applied_on <= '2026-09-30')",
           of="amount"),
    Sample("VIP customers in Duluth with open invoices", "customers where tag = VIP and city = Duluth and due > 0",
           "SELECT c.id FROM customer c JOIN customer_tag t ON t.customer_id = c.id JOIN contact k ON k.customer_id = c.id"
           " WHERE t.tag = 'VIP' AND k.city = 'Duluth' AND c.due_minor > 0"),
    Sample("commercial customers 90 or more days late", "customers where kind = commercial and days-late >= 90",
           f"SELECT id FROM customer c WHERE kind = 'commercial' AND {OVERDUE_SINCE} <= '2026-08-22'"),
    Sample("average invoice in 2025", "average total of invoices where issued = 2025",
           f"SELECT (2 * sum(total_minor) + count(*)) / (2 * count(*)) FROM invoice i WHERE {BILLED}"
           " AND issued_on BETWEEN '2025-01-01' AND '2025-12-31'", of="amount"),
    Sample("new customers this year", "customers where since = this-year",
           "SELECT id FROM customer WHERE since_on BETWEEN '2026-01-01' AND '2026-12-31'"),
    Sample("her last 2 invoices", 'last 2 invoices where customer = "C-2"',
           "SELECT id FROM invoice WHERE customer_id = :c ORDER BY issued_on DESC, id DESC LIMIT 2", "C-2"),
    Sample("does she have credit memos from this month on?", 'credits where customer = "C-7" and issued >= this-month',
           "SELECT id FROM credit_memo WHERE customer_id = :c AND issued_on >= '2026-11-01'", "C-7"),
    Sample("written-off invoices", "invoices where state = written-off",
           "SELECT id FROM invoice WHERE state = 'written_off'"),
    Sample("check number 4410", "payments where method = check and reference = 4410",
           "SELECT id FROM payment WHERE method = 'check' AND reference = '4410'"),
    Sample("plans billed in December", "plans where next-bill = 2026-12",
           "SELECT id FROM plan WHERE next_bill_on BETWEEN '2026-12-01' AND '2026-12-31'"),
    Sample("customers without a plan or without a card", "customers where plans = 0 or cards = 0",
           "SELECT id FROM customer WHERE id NOT IN (SELECT customer_id FROM plan WHERE status IN ('active', 'paused'))"
           " OR id NOT IN (SELECT customer_id FROM plan WHERE status IN ('active', 'paused') AND paid_by = 'card')"),
    Sample("customers not in Duluth", "customers where not city = Duluth",
           "SELECT id FROM customer WHERE id NOT IN (SELECT customer_id FROM contact WHERE city = 'Duluth')"),
    Sample("invoices paid by check or cash", "invoices where paid-by = check or paid-by = cash",
           "SELECT DISTINCT a.invoice_id FROM allocation a JOIN payment p ON p.id = a.payment_id"
           " WHERE p.method IN ('check', 'cash')"),
    Sample("checks last month", "payments where method = check and received = last-month",
           "SELECT id FROM payment WHERE method = 'check' AND received_on BETWEEN '2026-10-01' AND '2026-10-31'"),
    Sample("how much came in this week", "sum amount of payments where received = this-week",
           "SELECT sum(amount_minor) FROM payment WHERE received_on BETWEEN '2026-11-16' AND '2026-11-22'", of="amount"),
    Sample("who hasnt paid in 90 days", "customers where last-payment < 90-days-ago",
           "SELECT id FROM customer WHERE id NOT IN (SELECT customer_id FROM payment WHERE received_on >= '2026-08-22')"),
    Sample("who did not pay in october", "customers where paid = 0.00 and during = 2026-10",
           "SELECT id FROM customer WHERE id NOT IN"
           " (SELECT customer_id FROM payment WHERE received_on BETWEEN '2026-10-01' AND '2026-10-31')"),
    Sample("unpaid inv over 1,000", "invoices where state = unpaid and total > 1000.00",
           "SELECT id FROM invoice WHERE open_minor > 0 AND total_minor > 100000"),
    Sample("unpaid but not overdue invoices", "invoices where state = unpaid and not state = overdue",
           "SELECT id FROM invoice WHERE open_minor > 0 AND due_on >= '2026-11-20'"),
    Sample("invoices not paid by check", "invoices where not paid-by = check",
           f"SELECT id FROM invoice i WHERE {BILLED} AND id NOT IN (SELECT a.invoice_id FROM allocation a"
           " JOIN payment p ON p.id = a.payment_id WHERE p.method = 'check')"),
    Sample("drafts or invoices over 1,000", "invoices where state = draft or total > 1000.00",
           f"SELECT id FROM invoice i WHERE state = 'draft' OR {BILLED} AND total_minor > 100000"),
    Sample("invoices from may and june for acme or hassan",
           'invoices where (issued = 2026-05 or issued = 2026-06)'
           ' and (customer = "Acme Corporation" or customer = "Hassan & Sons Bakery")',
           f"SELECT id FROM invoice i WHERE {BILLED} AND customer_id IN ({ACME}, {HASSAN})"
           " AND issued_on BETWEEN '2026-05-01' AND '2026-06-30'"),
    Sample("jobs not done", "jobs where status = open",
           "SELECT id FROM job WHERE status IN ('unscheduled', 'scheduled', 'in_progress')"),
    Sample("largest 3 billed of customers where during = this-year", "largest 3 billed of customers where during = this-year",
           f"SELECT customer_id FROM invoice i WHERE {BILLED} AND issued_on BETWEEN '2026-01-01' AND '2026-11-20'"
           " GROUP BY customer_id ORDER BY sum(total_minor) DESC LIMIT 3"),
    Sample("what does August Weber owe", 'balance where customer = "Weber, August"',
           "SELECT due_minor FROM customer WHERE account = 'C-5'", of="amount"),
)  # fmt: skip

SPANISH = (
    Sample("¿Cuánto debe?", 'balance where customer = "C-4"',
           "SELECT sum(open_minor) FROM invoice WHERE customer_id = :c", "C-4", "amount"),
    Sample("último pago", 'last payments where customer = "C-1"',
           "SELECT id FROM payment WHERE customer_id = :c ORDER BY received_on DESC, id DESC LIMIT 1", "C-1"),
    Sample("facturas sin pagar desde marzo", "invoices where state = unpaid and issued >= 2026-03",
           "SELECT id FROM invoice WHERE open_minor > 0 AND issued_on >= '2026-03-01'"),
    Sample("¿Cuándo es la próxima factura?", 'next plans where customer = "C-3"',
           "SELECT id FROM plan WHERE customer_id = :c ORDER BY next_bill_on LIMIT 1", "C-3"),
    Sample("clientes con más de 60 días de retraso cuya tarjeta caduca antes de la próxima factura",
           "customers where days-late > 60 and card-expires < next-bill", EXAMPLES[4].sql),
    Sample("trabajos en agosto", "jobs where date = 2026-08", EXAMPLES[5].sql),
    Sample("¿Cuánto le facturamos a Acme el año pasado?", EXAMPLES[6].query, EXAMPLES[6].sql, of="amount"),
    Sample("facturas vencidas", "invoices where state = overdue",
           "SELECT id FROM invoice WHERE open_minor > 0 AND due_on < '2026-11-20'"),
    Sample("¿Quién nos debe más de 500 dólares?", "customers where due > 500.00",
           "SELECT customer_id FROM invoice GROUP BY customer_id HAVING sum(open_minor) > 50000"),
    Sample("pagos en efectivo de 2025", "payments where method = cash and received = 2025",
           "SELECT id FROM payment WHERE method = 'cash' AND received_on BETWEEN '2025-01-01' AND '2025-12-31'"),
    Sample("¿cuánto cobramos en octubre?", "sum amount of payments where received = 2026-10",
           "SELECT sum(amount_minor) FROM payment WHERE received_on BETWEEN '2026-10-01' AND '2026-10-31'", of="amount"),
    Sample("clientes sin plan", "customers where plans = 0", ENGLISH[4].sql),
    Sample("clientes que no han pagado desde junio", "customers where last-payment < 2026-06", ENGLISH[5].sql),
    Sample("las 3 últimas facturas de Acme", 'last 3 invoices where customer = "Acme Corporation"',
           f"SELECT id FROM invoice i WHERE customer_id = {ACME} AND {BILLED} ORDER BY issued_on DESC, id DESC LIMIT 3"),
    Sample("facturas que vencen la próxima semana", "invoices where due = next-week",
           f"SELECT id FROM invoice i WHERE {BILLED} AND due_on BETWEEN '2026-11-23' AND '2026-11-29'"),
    Sample("trabajos abiertos de Hassan", 'jobs where customer = "Hassan & Sons Bakery" and status = open',
           f"SELECT id FROM job WHERE customer_id = {HASSAN} AND status IN ('unscheduled', 'scheduled', 'in_progress')"),
    Sample("¿cuántos trabajos se hicieron en agosto?", "count of jobs where done = 2026-08",
           "SELECT id FROM job WHERE done_on BETWEEN '2026-08-01' AND '2026-08-31'"),
    Sample("tarjetas que caducan este mes", "cards where expires = this-month",
           "SELECT customer_id FROM plan WHERE method_expires_on BETWEEN '2026-11-01' AND '2026-11-30'"),
    Sample("¿Cuánto debía Acme al final de septiembre?", ENGLISH[13].query, ENGLISH[13].sql, of="amount"),
    Sample("clientes comerciales con saldo pendiente", "customers where kind = commercial and due > 0",
           "SELECT id FROM customer WHERE kind = 'commercial' AND due_minor > 0"),
    Sample("facturas entre el 1 de junio y el 1 de octubre de 2026", "invoices where issued = 2026-06-01..2026-10-01",
           f"SELECT id FROM invoice i WHERE {BILLED} AND issued_on BETWEEN '2026-06-01' AND '2026-10-01'"),
    Sample("clientes nuevos de este año", "customers where since = this-year",
           "SELECT id FROM customer WHERE since_on BETWEEN '2026-01-01' AND '2026-12-31'"),
    Sample("los 2 mayores deudores", "largest 2 due of customers",
           "SELECT id FROM customer ORDER BY due_minor DESC LIMIT 2"),
    Sample("facturas de más de 1,000 dólares", "invoices where total > 1000.00",
           f"SELECT id FROM invoice i WHERE {BILLED} AND total_minor > 100000"),
    Sample("clientes en Two Harbors", 'customers where city = "Two Harbors"',
           "SELECT customer_id FROM contact WHERE city = 'Two Harbors'"),
    Sample("planes con tarjeta que empiezan en diciembre", "plans where paid-by = card and started = 2026-12",
           "SELECT id FROM plan WHERE paid_by = 'card' AND start_on BETWEEN '2026-12-01' AND '2026-12-31'"),
    Sample("clientes sin plan o sin tarjeta", "customers where plans = 0 or cards = 0",
           "SELECT id FROM customer WHERE id NOT IN (SELECT customer_id FROM plan WHERE status IN ('active', 'paused'))"
           " OR id NOT IN (SELECT customer_id FROM plan WHERE status IN ('active', 'paused') AND paid_by = 'card')"),
    Sample("quien me debe mas", "largest due of customers", "SELECT id FROM customer ORDER BY due_minor DESC LIMIT 1"),
    Sample("pagos del mes pasado que no sean con cheque", "payments where received = last-month and not method = check",
           "SELECT id FROM payment WHERE method <> 'check' AND received_on BETWEEN '2026-10-01' AND '2026-10-31'"),
    Sample("quién pagó en octubre", "customers where paid > 0.00 and during = 2026-10",
           "SELECT DISTINCT customer_id FROM payment WHERE received_on BETWEEN '2026-10-01' AND '2026-10-31'"),
    Sample("clientes residenciales o VIP", "customers where kind = residential or tag = VIP",
           "SELECT id FROM customer WHERE kind = 'residential'"
           " OR id IN (SELECT customer_id FROM customer_tag WHERE tag = 'VIP')"),
    Sample("clientes donde debe > 500 o días-de-retraso > 60", "customers where due > 500 or days-late > 60",
           f"SELECT id FROM customer c WHERE due_minor > 50000 OR {OVERDUE_SINCE} < '2026-09-21'"),
    Sample("cheque 88", "payments where method = check and reference = 88",
           "SELECT id FROM payment WHERE reference = '88'"),
)  # fmt: skip
