"""python-quickbooks: lists, documents, batch, change data capture, reports, files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests
from quickbooks.batch import batch_create, batch_delete, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import AuthorizationException, ObjectNotFoundException, QuickbooksException
from quickbooks.objects.account import Account
from quickbooks.objects.attachable import Attachable
from quickbooks.objects.base import AttachableRef, CustomerMemo, EmailAddress
from quickbooks.objects.bill import Bill
from quickbooks.objects.billpayment import BillPayment, BillPaymentLine, CheckPayment
from quickbooks.objects.company_info import CompanyInfo
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.customer import Customer
from quickbooks.objects.deposit import Deposit, DepositLine, DepositLineDetail
from quickbooks.objects.detailline import (
    AccountBasedExpenseLine,
    AccountBasedExpenseLineDetail,
    SalesItemLine,
    SalesItemLineDetail,
)
from quickbooks.objects.estimate import Estimate
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.journalentry import JournalEntry, JournalEntryLine, JournalEntryLineDetail
from quickbooks.objects.payment import Payment, PaymentLine
from quickbooks.objects.preferences import Preferences
from quickbooks.objects.purchase import Purchase
from quickbooks.objects.purchaseorder import PurchaseOrder
from quickbooks.objects.refundreceipt import RefundReceipt
from quickbooks.objects.salesreceipt import SalesReceipt
from quickbooks.objects.taxagency import TaxAgency
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.taxrate import TaxRate
from quickbooks.objects.taxservice import TaxRateDetails, TaxService
from quickbooks.objects.term import Term
from quickbooks.objects.timeactivity import TimeActivity
from quickbooks.objects.transfer import Transfer
from quickbooks.objects.vendor import Vendor
from quickbooks.objects.vendorcredit import VendorCredit

from quickbooks_emulator.online.server import REALM, Application
from quickbooks_emulator.online.settings import Settings
from quickbooks_emulator.online.webhookbody import body, headers
from quickbooks_emulator.online.webhooks import Event


def customer(qb: Any, name: str = "Library Company") -> Any:
    made = Customer()
    made.DisplayName = name
    made.PrimaryEmailAddr = EmailAddress()
    made.PrimaryEmailAddr.Address = "someone@example.com"
    return made.save(qb=qb)


def vendor(qb: Any) -> Any:
    made = Vendor()
    made.DisplayName = "Library Vendor"
    return made.save(qb=qb)


def account(qb: Any, kind: str) -> Any:
    return Account.filter(AccountType=kind, max_results=1, qb=qb)[0].to_ref()


def sold(qb: Any, amount: int = 10) -> Any:
    line = SalesItemLine()
    line.Amount = amount
    line.SalesItemLineDetail = SalesItemLineDetail()
    line.SalesItemLineDetail.ItemRef = Item.all(max_results=1, qb=qb)[0].to_ref()
    return line


def spent(qb: Any, amount: int = 7) -> Any:
    line = AccountBasedExpenseLine()
    line.Amount = amount
    line.AccountBasedExpenseLineDetail = AccountBasedExpenseLineDetail()
    line.AccountBasedExpenseLineDetail.AccountRef = account(qb, "Expense")
    return line


def sale(kind: Any, qb: Any, party: Any) -> Any:
    made = kind()
    made.CustomerRef = party.to_ref()
    made.Line.append(sold(qb))
    return made


def test_every_list_and_kind_of_document_can_be_read(qb: Any) -> None:
    lists = (Account, Customer, Vendor, Item, Term, TaxCode, TaxRate, TaxAgency, CompanyInfo)
    assert [kind.__name__ for kind in lists if not kind.all(qb=qb)] == []
    documents = (Invoice, SalesReceipt, CreditMemo, RefundReceipt, Payment, Deposit, JournalEntry, Bill)
    for kind in (*documents, BillPayment, VendorCredit, Purchase, Transfer, Attachable):
        kind.all(qb=qb)
    assert Preferences.get(qb=qb).CurrencyPrefs.HomeCurrency.value == "USD"
    assert CompanyInfo.get(REALM, qb=qb).CompanyName


def test_a_name_is_made_changed_found_and_counted(qb: Any) -> None:
    made = customer(qb)
    made.Notes = "noted"
    assert made.save(qb=qb).SyncToken == "1"
    assert Customer.get(made.Id, qb=qb).Notes == "noted"
    found = Customer.where("DisplayName LIKE 'Library%'", order_by="DisplayName DESC", qb=qb)
    assert [one.Id for one in found] == [made.Id]
    assert len(Customer.choose([made.Id, "1"], field="Id", qb=qb)) == 2
    assert Customer.count("DisplayName = 'library company'", qb=qb) == 1
    with pytest.raises(QuickbooksException) as refused:
        customer(qb)
    assert refused.value.error_code == 6240
    with pytest.raises(ObjectNotFoundException):
        Customer.get(99999, qb=qb)


def test_an_invoice_is_paid_freed_voided_and_deleted(qb: Any) -> None:
    party = customer(qb)
    invoice = sale(Invoice, qb, party)
    invoice.CustomerMemo = CustomerMemo()
    invoice.CustomerMemo.value = "thanks"
    invoice = invoice.save(qb=qb)
    assert (invoice.TotalAmt, invoice.Balance) == (10, 10)
    assert invoice.download_pdf(qb=qb).startswith(b"%PDF-")
    payment = Payment()
    payment.CustomerRef, payment.TotalAmt = party.to_ref(), 10
    line = PaymentLine()
    line.Amount = 10
    line.LinkedTxn.append(invoice.to_linked_txn())
    payment.Line.append(line)
    payment = payment.save(qb=qb)
    assert Invoice.get(invoice.Id, qb=qb).Balance == 0
    payment.void(qb=qb)
    assert Invoice.get(invoice.Id, qb=qb).Balance == 10
    Payment.get(payment.Id, qb=qb).delete(qb=qb)
    Invoice.get(invoice.Id, qb=qb).void(qb=qb)
    voided = Invoice.get(invoice.Id, qb=qb)
    assert (voided.TotalAmt, voided.PrivateNote) == (0, "Voided")
    voided.delete(qb=qb)
    with pytest.raises(ObjectNotFoundException):
        Invoice.get(invoice.Id, qb=qb)


def test_a_document_is_sent(qb: Any) -> None:
    invoice = sale(Invoice, qb, customer(qb)).save(qb=qb)
    invoice.send(qb=qb, send_to="somebody@example.com")
    sent = Invoice.get(invoice.Id, qb=qb)
    assert (sent.EmailStatus, sent.BillEmail.Address) == ("EmailSent", "somebody@example.com")


def test_orders_and_estimates(qb: Any) -> None:
    assert sale(Estimate, qb, customer(qb)).save(qb=qb).TotalAmt == 10
    order = PurchaseOrder()
    order.VendorRef, order.APAccountRef = vendor(qb).to_ref(), account(qb, "Accounts Payable")
    order.Line.append(spent(qb))
    assert order.save(qb=qb).TotalAmt == 7
    assert TimeActivity.all(qb=qb) == []


def test_other_sales_documents(qb: Any) -> None:
    party = customer(qb)
    receipt = sale(SalesReceipt, qb, party)
    first = receipt.save(qb=qb, request_id="once").Id
    receipt.Id = None
    assert receipt.save(qb=qb, request_id="once").Id == first
    SalesReceipt.get(first, qb=qb).void(qb=qb)
    assert sale(CreditMemo, qb, party).save(qb=qb).RemainingCredit == 10
    refund = sale(RefundReceipt, qb, party)
    refund.DepositToAccountRef = account(qb, "Bank")
    assert refund.save(qb=qb).TotalAmt == 10


def test_purchases_and_what_pays_them(qb: Any) -> None:
    supplier = vendor(qb)
    bill = Bill()
    bill.VendorRef = supplier.to_ref()
    bill.Line.append(spent(qb))
    bill = bill.save(qb=qb)
    payment = BillPayment()
    payment.VendorRef, payment.TotalAmt, payment.PayType = supplier.to_ref(), 7, "Check"
    payment.CheckPayment = CheckPayment()
    payment.CheckPayment.BankAccountRef = account(qb, "Bank")
    line = BillPaymentLine()
    line.Amount = 7
    line.LinkedTxn.append(bill.to_linked_txn())
    payment.Line.append(line)
    payment = payment.save(qb=qb)
    assert Bill.get(bill.Id, qb=qb).Balance == 0
    payment.void(qb=qb)
    credit = VendorCredit()
    credit.VendorRef = supplier.to_ref()
    credit.Line.append(spent(qb, 2))
    assert credit.save(qb=qb).TotalAmt == 2
    purchase = Purchase()
    purchase.PaymentType, purchase.AccountRef = "Cash", account(qb, "Bank")
    purchase.Line.append(spent(qb))
    assert purchase.save(qb=qb).TotalAmt == 7


def test_journals_transfers_and_deposits(qb: Any) -> None:
    journal = JournalEntry()
    for side, kind in (("Debit", "Expense"), ("Credit", "Bank")):
        line = JournalEntryLine()
        line.Amount = 5
        line.JournalEntryLineDetail = JournalEntryLineDetail()
        line.JournalEntryLineDetail.PostingType = side
        line.JournalEntryLineDetail.AccountRef = account(qb, kind)
        journal.Line.append(line)
    journal = journal.save(qb=qb)
    assert len(journal.Line) == 2
    journal.delete(qb=qb)
    banks = Account.filter(AccountType="Bank", qb=qb)
    transfer = Transfer()
    transfer.Amount, transfer.FromAccountRef, transfer.ToAccountRef = (
        3,
        banks[0].to_ref(),
        banks[1].to_ref(),
    )
    assert transfer.save(qb=qb).Amount == 3
    deposit = Deposit()
    deposit.DepositToAccountRef = banks[0].to_ref()
    line = DepositLine()
    line.Amount = 4
    line.DepositLineDetail = DepositLineDetail()
    line.DepositLineDetail.AccountRef = account(qb, "Income")
    deposit.Line.append(line)
    assert deposit.save(qb=qb).TotalAmt == 4


def test_tax_codes_are_made_by_the_tax_service(qb: Any) -> None:
    agency = TaxAgency()
    agency.DisplayName = "Library County"
    agency = agency.save(qb=qb)
    service = TaxService()
    service.TaxCode = "Library tax"
    detail = TaxRateDetails()
    detail.TaxRateName, detail.RateValue = "Lib rate", 4
    detail.TaxAgencyId, detail.TaxApplicableOn = agency.Id, "Sales"
    service.TaxRateDetails.append(detail)
    made = service.save(qb=qb)
    assert TaxCode.get(made.TaxCodeId, qb=qb).Name == "Library tax"


def test_a_batch_answers_each_item_for_itself(qb: Any) -> None:
    names = []
    for name in ("One", "Two", "not: allowed"):
        one = Customer()
        one.DisplayName = name
        names.append(one)
    answer = batch_create(names, qb=qb)
    assert (len(answer.successes), len(answer.faults)) == (2, 1)
    assert answer.faults[0].original_object.DisplayName == "not: allowed"
    changed = answer.successes[0]
    changed.Notes = "x"
    assert batch_update([changed], qb=qb).successes[0].SyncToken == "1"
    receipt = sale(SalesReceipt, qb, changed).save(qb=qb)
    assert len(batch_delete([receipt], qb=qb).faults) == 0


def test_what_changed_and_what_a_report_says(qb: Any, application: Application) -> None:
    since = application.api.books.clock.now().replace(microsecond=0)
    made = customer(qb)
    found = change_data_capture([Customer, Invoice], since.isoformat(), qb=qb)
    assert made.Id in [one.Id for one in found.Customer._object_list]
    report = qb.get_report("ProfitAndLoss", {"start_date": "2026-01-01", "end_date": "2026-12-31"})
    assert report["Header"]["ReportName"] == "ProfitAndLoss"


def test_files_by_path_and_by_bytes(qb: Any, tmp_path: Path) -> None:
    file = tmp_path / "evidence.txt"
    file.write_bytes(b"evidence")
    party = customer(qb)
    attached = Attachable()
    reference = AttachableRef()
    reference.EntityRef = party.to_ref()
    attached.AttachableRef.append(reference)
    attached.FileName, attached.ContentType, attached._FilePath = file.name, "text/plain", str(file)
    made = attached.save(qb=qb)
    assert requests.get(made.TempDownloadUri, timeout=5).content == b"evidence"
    assert made.AttachableRef[0].EntityRef.value == party.Id
    attached = Attachable()
    attached.FileName, attached.ContentType, attached._FileBytes = "more.txt", "text/plain", b"more"
    assert attached.save(qb=qb).Size == 4
    note = Attachable()
    note.Note = "only words"
    assert note.save(qb=qb).Note == "only words"


def test_a_webhooks_signature(qb: Any) -> None:
    settings = Settings()
    content = body([Event(1, REALM, "Invoice", "7", "Create", "2026-06-15T01:00:00-08:00", 0)], settings)
    signature = headers(content, settings, "")["intuit-signature"]
    assert qb.validate_webhook_signature(content.decode(), signature)
    assert not qb.validate_webhook_signature(content.decode() + " ", signature)


def test_without_a_token_nothing_is_answered(qb: Any, connected: Any) -> None:
    connected.revoke(token=connected.refresh_token)
    with pytest.raises(AuthorizationException):
        Customer.all(qb=qb)
