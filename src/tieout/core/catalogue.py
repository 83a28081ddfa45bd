"""Catalogue: every problem a person can meet, its words in one place (style 5).

Each text ends in an act. `problem(code, where, **values)` fills the words in.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from tieout.core.problem import Owner, Problem, Where, legible


class Words(NamedTuple):
    """The four texts of a problem and the role that owns it."""

    what: str
    why: str
    next_step: str
    owner: Owner


_OPS: Final[Owner] = "operations"
_CTL: Final[Owner] = "controller"
_ACC: Final[Owner] = "accountant"
_ADM: Final[Owner] = "administrator"
_MEND_LINE: Final = "Mend the line and load the file again: what was taken is not taken twice."
_RELEASE: Final = "{mend}; then release it: `tieout cases release`."

CATALOGUE: Final[dict[str, Words]] = {
    # reading a file
    "file_missing": Words(
        "There is no such file.",
        "Nothing of that name can be found.",
        "Check the path, then load it again.",
        _OPS,
    ),
    "file_is_folder": Words(
        "This is a folder, not a file.",
        "tieout reads the files it is given, one by one.",
        "Name the files in it, such as `tieout load FOLDER/*.jsonl`.",
        _OPS,
    ),
    "file_not_permitted": Words(
        "The file may not be read.",
        "Its permissions keep the user that runs tieout out.",
        "Give that user the right to read it, then load it again.",
        _OPS,
    ),
    "file_unreadable": Words(
        "The file cannot be read.", "{why}", "Check the disk or share it lies on, then load it again.", _OPS
    ),
    "file_untouchable": Words(
        "A file or folder cannot be read or written.",
        "{why}",
        "Check that its folder exists, and the rights and the room there; then run the verb again.",
        _ADM,
    ),
    "file_format_unknown": Words(
        "The file is neither .jsonl nor .csv.",
        "tieout reads JSON Lines and CSV in the documented schema.",
        "Save it as .jsonl or .csv and load it again.",
        _OPS,
    ),
    "file_compressed": Words(
        "The file is packed ({format}).",
        "tieout reads plain text.",
        "Unpack it, or save it as CSV, and load that.",
        _OPS,
    ),
    "file_utf16": Words(
        "The file is UTF-16 text.",
        "Every character takes two bytes; tieout reads UTF-8.",
        "Save the file as UTF-8 and load it again.",
        _OPS,
    ),
    "file_not_lines": Words(
        "The line holds a bracket only: JSON spread over many lines.",
        "JSON Lines has one whole event on each line and no list around them.",
        "Write each event on a line of its own, such as with `jq -c .[]`, and load it again.",
        _OPS,
    ),
    "problems_not_listed": Words(
        "{count} more problems are not listed.",
        "The first {listed} are enough to see what is wrong; those rows were not taken either.",
        "Mend what is listed and load the file again: what was taken is not taken twice.",
        _OPS,
    ),
    "file_empty": Words(
        "The file holds no event.",
        "It has no line with content.",
        "Check the export that wrote it, then load it again.",
        _OPS,
    ),
    "file_header_only": Words(
        "The file has a header and no row under it.",
        "So it states no event.",
        "Check the export that wrote it, then load it again.",
        _OPS,
    ),
    "file_not_utf8": Words(
        "The line is not UTF-8 text.",
        "{why}",
        "Save the file as UTF-8 and load it again: what was taken is not taken twice.",
        _OPS,
    ),
    "line_binary": Words(
        "The line holds a NUL byte.",
        "Byte {place} is zero: this is not text, or it was damaged on its way.",
        "Export the file again as UTF-8 text and load it: what was taken is not taken twice.",
        _OPS,
    ),
    "line_ends_unknown": Words(
        "The line holds a carriage return inside.",
        "Lines end with a line feed; in this file they may end with a carriage return only.",
        "Save the file with line feeds and load it again: what was taken is not taken twice.",
        _OPS,
    ),
    "line_too_long": Words(
        "The line is longer than {limit} bytes.",
        "One event stands on one line; a longer line is a damaged file.",
        _MEND_LINE,
        _OPS,
    ),
    "line_cut_off": Words(
        "The last line of the file is cut off.",
        "It ends in the middle of an event: {why}.",
        "Export the file again and load it whole: what was taken is not taken twice.",
        _OPS,
    ),
    "line_text_open": Words(
        "The line ends inside a text.",
        "The quote at column {column} is not closed; a line break inside a text is written \\n.",
        _MEND_LINE,
        _OPS,
    ),
    "line_not_json": Words("The line is not JSON.", "{why}.", _MEND_LINE, _OPS),
    "line_not_an_object": Words(
        "The line is JSON, but not an object.",
        "An event is written {{...}} with named fields; this is {kind}.",
        _MEND_LINE,
        _OPS,
    ),
    "line_too_deep": Words(
        "The line nests deeper than any event.", "JSON inside JSON beyond reason.", _MEND_LINE, _OPS
    ),
    "field_twice": Words(
        "The field {name} stands twice in one object.",
        "Which of the two counts cannot be known.",
        _MEND_LINE,
        _OPS,
    ),
    "number_not_finite": Words(
        "The field {field} holds {number} as a number.",
        "JSON has no such number, and no amount or quantity can be it.",
        _MEND_LINE,
        _OPS,
    ),
    "number_too_long": Words(
        "The number {start}… is longer than {limit} characters.",
        "No amount, quantity or rate needs that many.",
        _MEND_LINE,
        _OPS,
    ),
    "kind_missing": Words(
        "The line does not say what happened.",
        "Every event names its kind, such as goods_received.",
        _MEND_LINE,
        _OPS,
    ),
    "kind_unknown": Words(
        "{kind} is not a kind of event.", "The list of events is closed.{near}", _MEND_LINE, _OPS
    ),
    "csv_header_missing": Words(
        "The CSV file has no header of field names.",
        "The first row names the columns; what it lacks: {missing}.",
        "Write the header row and load the file again.",
        _OPS,
    ),
    "csv_separator_unknown": Words(
        "The cells are not separated by commas.",
        "The header is one cell; semicolons or tabs stand where commas belong.",
        "Save the file as CSV with commas and load it again.",
        _OPS,
    ),
    "csv_header_twice": Words(
        "The column {name} stands twice in the header.",
        "Which of the two counts cannot be known.",
        "Name each column once and load the file again.",
        _OPS,
    ),
    "csv_row_uneven": Words(
        "The row has {found} cells, the header {expected}.",
        "A separator is missing, or one stands unquoted inside a text.",
        _MEND_LINE,
        _OPS,
    ),
    "csv_row_broken": Words("The row is not CSV.", "{why}.", _MEND_LINE, _OPS),
    "csv_quote_unclosed": Words(
        "The quote that begins a cell is not closed.",
        "Nothing within {limit} lines closes it to a whole row; the rows after it are read on their own.",
        _MEND_LINE,
        _OPS,
    ),
    "csv_cell_too_long": Words(
        "A cell is longer than {limit} characters.",
        "No field takes that many; a quote may be missing before it.",
        _MEND_LINE,
        _OPS,
    ),
    "csv_event_incomplete": Words(
        "The event {id} was not taken, because a row of it may be lost.",
        "A row beside it could not be read or does not belong to it; short of a line it would be wrong.",
        "Mend that row and load the file again: what was taken is not taken twice.",
        _OPS,
    ),
    "csv_event_too_long": Words(
        "The event has more than {limit} rows.",
        "No document has that many lines; its id may stand on rows of others.",
        _MEND_LINE,
        _OPS,
    ),
    "csv_event_torn": Words(
        "Rows of one event disagree about {name}.",
        "Rows with the same kind, source and id are lines of one event and share its other fields.",
        _MEND_LINE,
        _OPS,
    ),
    # fields
    "field_missing": Words("The field {field} is missing.", "{kind} needs it.", _MEND_LINE, _OPS),
    "field_unknown": Words(
        "The field {field} is not known.",
        "{kind} has no such field in schema version 1.{near}",
        _MEND_LINE,
        _OPS,
    ),
    "field_invalid": Words("The field {field} cannot be taken.", "{why}.", _MEND_LINE, _OPS),
    # facts
    "duplicate_id": Words(
        "{kind} {id} of {source} stands twice in this file with different content.",
        "Which of the two is right cannot be known; the first was taken.",
        "Give the corrected one a `revision`, or mend its id, and load it again.",
        _OPS,
    ),
    "revision_conflict": Words(
        "Revision {revision} of {kind} {id} is known with other content.",
        "A revision, once given, stands for its content for ever.",
        "Raise the revision and load it again.",
        _OPS,
    ),
    "revision_outdated": Words(
        "Revision {revision} of {kind} {id} comes after revision {known}.",
        "A newer statement of the same fact is already taken.",
        "Leave it out, or state it again with a higher revision.",
        _OPS,
    ),
    "statement_replaced": Words(
        "The {kind} {id} was said just so in revision {earlier}; revision {known} replaced it since.",
        "An old file loaded again must not undo a correction, and the statement has no number to tell.",
        "Nothing to do if the file is an old one. If the fact is again as it was, state `revision` "
        "as a number above {known} and load it again.",
        _OPS,
    ),
    # admission
    "party_unknown": Words(
        "The {role} {party} is not known.",
        "No party event of that key was loaded.",
        _RELEASE.format(mend="Load its party event"),
        _OPS,
    ),
    "party_role_missing": Words(
        "{party} is not a {role}.",
        "Its party event gives the roles {roles}.",
        _RELEASE.format(mend="Load a party event with the role"),
        _OPS,
    ),
    "item_unknown": Words(
        "The item {item} is not known.",
        "No item event of that SKU was loaded.",
        _RELEASE.format(mend="Load its item event"),
        _OPS,
    ),
    "item_not_stocked": Words(
        "The item {item} is not stocked.",
        "It is a {type} without an inventory role, and this event moves stock.",
        _RELEASE.format(mend="Correct the item or the event"),
        _OPS,
    ),
    "item_role_missing": Words(
        "The item {item} is goods without an inventory role.",
        "Its lots could stand in no account.",
        "Give it its inventory_role and load the file again.",
        _OPS,
    ),
    "landed_cost_of_nothing": Words(
        "Landed cost {number} names neither receipts nor runs, or both.",
        "Either says which goods it joins.",
        "Name the `receipts` it brought, or the `runs` it was done for, and load the file again.",
        _OPS,
    ),
    "issue_of_nothing": Words(
        "An issue to run {run} states no material, labour or overhead.",
        "Nothing came into progress.",
        "State what was put into the run and load the file again.",
        _OPS,
    ),
    "standard_cost_missing": Words(
        "Item {item} is to be costed at standard and states no standard cost.",
        "Without it nothing says what its units are worth.",
        "Give it its standard_cost and load the file again.",
        _OPS,
    ),
    "item_role_refused": Words(
        "The item {item} is a {type} with an inventory role.",
        "Services and digital goods never touch inventory.",
        "Leave the role out, or make it goods, and load the file again.",
        _OPS,
    ),
    "location_unknown": Words(
        "The location {location} is not known.",
        "No location event of that key was loaded.",
        _RELEASE.format(mend="Load its location event"),
        _OPS,
    ),
    "lot_unknown": Words(
        "Lot {lot} of {item} is not known.",
        "No receipt, run or opening named it.",
        _RELEASE.format(mend="Load the receipt or run that made it, or correct the lot"),
        _OPS,
    ),
    "total_mismatch": Words(
        "{number}: the parts come to {parts} {currency}, the total says {total} {currency}.",
        "They differ by {difference} {currency}, more than the tolerance of {tolerance} {currency}.",
        _RELEASE.format(mend="Correct the document at its source and load it again"),
        _ACC,
    ),
    "tenders_mismatch": Words(
        "{number}: the tenders come to {parts} {currency}, the total says {total} {currency}.",
        "A sale paid at once is paid in full.",
        _RELEASE.format(mend="Correct the tenders at their source and load it again"),
        _ACC,
    ),
    "tender_gateway_missing": Words(
        "{number}: a tender of type gateway names no gateway.",
        "Without it the money has no clearing account.",
        _RELEASE.format(mend="Name the gateway and load it again"),
        _OPS,
    ),
    "payout_mismatch": Words(
        "Payout {number}: its items come to {parts} {currency}, the bank got {total} {currency}.",
        "They differ by {difference} {currency}; every cent of a payout has an item.",
        _RELEASE.format(mend="Ask the gateway for the missing item and load the payout again"),
        _ACC,
    ),
    "shares_mismatch": Words(
        "{what} states shares that come to {parts}.",
        "{why}",
        _RELEASE.format(mend="Correct the shares and load it again"),
        _OPS,
    ),
    "output_incomplete": Words(
        "Output {item} of run {run} is a {role} without its {missing}.",
        "Nothing else says what it takes of the run's cost.",
        _RELEASE.format(mend="State it and load the run again"),
        _OPS,
    ),
    "main_output_missing": Words(
        "Run {run} has no main output.",
        "By- and co-products take stated parts; the rest of the cost needs a main output.",
        _RELEASE.format(mend="Name the main output and load the run again"),
        _OPS,
    ),
    "genealogy_cycle": Words(
        "Run {run} consumes {item} lot {lot} and makes it.",
        "A lot cannot descend from itself.",
        _RELEASE.format(mend="Correct the lot number and load the run again"),
        _OPS,
    ),
    "bom_cycle": Words(
        "The bill of materials of {item} contains {item} again: {path}.",
        "Nothing can be made of itself.",
        _RELEASE.format(mend="Correct the bill of materials and load it again"),
        _OPS,
    ),
    "rate_missing": Words(
        "No rate of {currency} is known on {day}.",
        "The event states none and the rate table begins later or does not have it.",
        _RELEASE.format(mend="Load an exchange_rate event"),
        _CTL,
    ),
    "dates_reversed": Words(
        "{what} lies before {other}.",
        "The order of the two dates cannot be.",
        _RELEASE.format(mend="Correct the dates and load it again"),
        _OPS,
    ),
    "same_location": Words(
        "Transfer {transfer} leaves and reaches {location}.",
        "Nothing moves between a place and itself.",
        _RELEASE.format(mend="Correct the locations and load it again"),
        _OPS,
    ),
    "sale_unknown": Words(
        "Refund {number} takes back {refunded}, which is not known.",
        "No recognised {kind} of that number exists.",
        _RELEASE.format(mend="Load the sale, or correct the number"),
        _ACC,
    ),
    "number_used_twice": Words(
        "{kind} {id} of {source} of {day} bears the number of {other}: {form}.",
        "QuickBooks takes a number once, and money that names it must mean one document.",
        "Give it a number of its own at its source, load it again and run: this then ends by itself. If "
        "both are one fact, leave this one out: `tieout cases resolve`.",
        _ACC,
    ),
    "over_refunded": Words(
        "Refund {number} gives back {amount}, but only {left} of {refunded} is left.",
        "More would be refunded than was paid.",
        _RELEASE.format(mend="Check the refund at its source"),
        _ACC,
    ),
    "currency_differs": Words(
        "Refund {number} is in {currency}, {refunded} was billed in {billed}.",
        "Money goes back in the currency it came in, else no one can say how much is left.",
        _RELEASE.format(mend="Correct the refund at its source and load it again"),
        _ACC,
    ),
    "customer_differs": Words(
        "{customer} settles {number}, which was billed to {billed}.",
        "QuickBooks links a payment or credit only to a document of the same customer.",
        _RELEASE.format(mend="Correct the customer and load it again"),
        _ACC,
    ),
    "invoice_unknown": Words(
        "The invoice {invoice} is not known.",
        "No invoice of that number was issued, and no opening receivable has it.",
        _RELEASE.format(mend="Load the invoice, or correct the number"),
        _ACC,
    ),
    "over_returned": Words(
        "{back} units go back to the supplier, but receipt {receipt} brought only {came}.",
        "More cannot go back than came.",
        _RELEASE.format(mend="Correct the quantity or the receipt and load it again"),
        _OPS,
    ),
    "chargeback_unknown": Words(
        "The chargeback {number} was never opened.",
        "There is nothing that {by} could end.",
        _RELEASE.format(mend="Load its chargeback_opened event, or correct the number"),
        _ACC,
    ),
    "line_twice": Words(
        "The line {line} stands twice in the document.",
        "Shipments, bills and refunds name lines; which of the two is meant could not be known.",
        _RELEASE.format(mend="Give each line an id of its own and load it again"),
        _OPS,
    ),
    "discount_above_amount": Words(
        "{number}: line {line} discounts {discount} off {amount}.",
        "A line cannot cost less than nothing.",
        _RELEASE.format(mend="Correct the line at its source and load it again"),
        _ACC,
    ),
    "bill_line_ambiguous": Words(
        "Bill {number}: line {line} bills a receipt and the cost {cost}.",
        "One line clears received goods or is a cost, never both.",
        _RELEASE.format(mend="Leave one of the two out and load it again"),
        _ACC,
    ),
    "receipt_line_missing": Words(
        "Bill {number}: line {line} names a receipt without its line.",
        "Bills are matched to receipts line by line.",
        _RELEASE.format(mend="State the receipt_line and load it again"),
        _ACC,
    ),
    "rate_of_home": Words(
        "The event states the rate {rate} for {currency}, the home currency.",
        "One unit of the home currency is one unit.",
        _RELEASE.format(mend="Correct the currency, or leave the rate out, and load it again"),
        _ACC,
    ),
    "tax_code_unknown": Words(
        "The tax code {tax} is not known.",
        "Tax codes are kept as events, and none of them is this one.",
        _RELEASE.format(mend="Load its tax_code event, or correct the code"),
        _ACC,
    ),
    "tax_rate_differs": Words(
        "QuickBooks has {entity} {name} at {there} percent, not one rate of {percent}.",
        "A code is linked or made at one rate; a second one of the name cannot be.",
        "Say the percentage that QuickBooks has, or another name: `tieout import tax`. A code of several "
        "rates is set by its id: `tieout settings set tax.code.AGENCY`.",
        _ACC,
    ),
    "tax_not_creatable": Words(
        "The {what} cannot be made in QuickBooks.",
        "QuickBooks' reference does not allow it: {why}.",
        "Say it otherwise: a shorter name (`--rate-name` has at most 10 characters), say.",
        _ACC,
    ),
    "tax_agency_differs": Words(
        "Tax of code {tax} is stated for {stated}, the code belongs to {known}.",
        "The liability would stand with the wrong agency.",
        _RELEASE.format(mend="Correct the agency or the code and load it again"),
        _ACC,
    ),
    "yield_zero": Words(
        "{what} expects a yield of nothing.",
        "Then every loss would be normal, whatever it costs.",
        _RELEASE.format(mend="State the yield, or leave it out, and load it again"),
        _OPS,
    ),
    "zero_line": Words(
        "A line {what} {item} by nothing.",
        "A quantity or an amount was probably lost on its way.",
        _RELEASE.format(mend="Correct the line or leave it out, and load it again"),
        _OPS,
    ),
    "cost_on_loss": Words(
        "A line takes {item} away and states its unit cost.",
        "Lost units leave at the cost of their lots.",
        _RELEASE.format(mend="Leave the cost out, or correct the sign, and load it again"),
        _OPS,
    ),
    "counted_twice": Words(
        "{item} is counted twice at {location} in one count.",
        "The second line would find the difference of the first again.",
        _RELEASE.format(mend="Add the lines up and load the count again"),
        _OPS,
    ),
    "register_qualifier_missing": Words(
        "The opening of {register} does not say which {wanted}.",
        "Each {wanted} has an account of its own.",
        _RELEASE.format(mend="State it as qualifier and load it again"),
        _CTL,
    ),
    "register_party_missing": Words(
        "The open {what} {item} has no customer.",
        "What a customer owes, or is owed, is kept per customer.",
        _RELEASE.format(mend="State its party and load it again"),
        _CTL,
    ),
    "register_due_missing": Words(
        "The opening schedule {item} does not say until when its service lasts.",
        "What is deferred is earned evenly from the opening day to the last day of the service.",
        _RELEASE.format(mend="State the last day as its due date and load it again"),
        _ACC,
    ),
    "payment_unassigned": Words(
        "Payment {number} names neither an invoice nor an order.",
        "Nothing says what it pays.",
        _RELEASE.format(mend="State the invoice or the order and load it again"),
        _ACC,
    ),
    "amount_too_fine": Words(
        "{amount} {currency} has more decimal places than the currency.",
        "Money moves in whole minor units: {currency} has {places} decimal places.",
        _RELEASE.format(mend="State the amount that moved and load it again"),
        _ACC,
    ),
    # money that names what nobody stated
    "payment_invoice_unstated": Words(
        "Payment {number} of {amount} pays invoice {invoice} of {customer}, which nobody stated.",
        "The money came, so it is held as a deposit of the customer.",
        "Load the invoice: it takes the money and this closes by itself. Or correct the payment and "
        "load it again, then resolve this: `tieout cases resolve`.",
        _ACC,
    ),
    "deposit_of_another": Words(
        "What is held as deposit {held} pays nothing: sales under {name} bill {customer}.",
        "Money of one customer settles nothing of another's: it stays a deposit.",
        "Find out whose money it is. State the payment, or the sale, again with the right customer, or "
        "load the refund of the deposit; then run. This ends by itself once the deposit is used or given "
        "back.",
        _ACC,
    ),
    "refund_beyond_deposit": Words(
        "Refund {number} gives back {left} more than is held as deposit {held}.",
        "The money left, so the deposit stands on the wrong side: as if {customer} owed it.",
        "Load the payment that is missing; this ends by itself with the next run. Or correct the refund: "
        "one of a sale or an invoice names that. Then load it again and run.",
        _ACC,
    ),
    "payment_beyond_invoice": Words(
        "Payment {number} is {left} more than invoice {invoice} was open with.",
        "The invoice is paid; what is more is held as a deposit of {customer} under {held}.",
        "Give it back (a refund of deposit {held}), bill it, or correct the payment and load it again; "
        "then resolve this: `tieout cases resolve`.",
        _ACC,
    ),
    "payout_item_unstated": Words(
        "Payout {payout} pays the {type} {reference} of {amount} {currency} on {day}, which nobody "
        "stated{near}.",
        "It left clearing, and nothing says how it came there: a capture, refund or dispute is missing.",
        "Load what is missing: this closes by itself. Or correct the reference in the payout and load it "
        "again, then resolve this: `tieout cases resolve`.",
        _ACC,
    ),
    "payout_adjustment_unstated": Words(
        "Payout {payout} holds the {type} {reference} of {amount} {currency} on {day}, and no fact says "
        "what it is{near}.",
        "It changed what the gateway paid, and stays open on clearing until it is an item, a cost or an "
        "income.",
        "Say what it is. Of a capture, refund or dispute: load that under this reference, and this closes "
        "by itself. A cost or an income of the gateway's own: load the payout again with the amount as "
        "`fee` of an item of type fee (below zero = income), then resolve this: `tieout cases resolve`.",
        _CTL,
    ),
    "subscription_unknown": Words(
        "No service of subscription {subscription} was billed.",
        "A change or cancellation is of a service period that a renewal stated.",
        _RELEASE.format(mend="Load the renewal, or correct the subscription's number"),
        _ACC,
    ),
    # costing
    "cost_unknown": Words(
        "Nothing says what {item} costs at {location}.",
        "It was taken before it came, and no receipt, order price or opening cost is known.",
        _RELEASE.format(mend="Load its receipt or an opening cost"),
        _OPS,
    ),
    "receipt_unknown": Words(
        "The receipt {number} is not known.",
        "No goods were received under it, and {by} takes its cost from their lots.",
        _RELEASE.format(mend="Load the receipt, or correct its number"),
        _OPS,
    ),
    "return_over_shipment": Words(
        "{over} more of {item} came back than shipment {shipment} sent.",
        "Units that were never shipped have no cost to come back at.",
        _RELEASE.format(mend="Load the missing shipment, or send the return anew with the right shipment"),
        _OPS,
    ),
    "write_down_too_large": Words(
        "The write-down of {item} at {location} is more than a lot is worth.",
        "A lot's value cannot fall below zero.",
        _RELEASE.format(mend="Send the write-down anew with a smaller amount per unit"),
        _CTL,
    ),
    "run_unknown": Words(
        "Bill {number} is of work done for run {run}, and nothing was issued to it or completed of it.",
        "Its cost has no goods to join.",
        _RELEASE.format(mend="Load the run, or correct the bill's `runs`"),
        _OPS,
    ),
    "run_not_reopened": Words(
        "Run {run} was closed, and is told now not to have been.",
        "What was left in progress of it is a variance already.",
        _RELEASE.format(
            mend="Tell the closing of the run as before; close the other with a fact of its own"
        ),
        _OPS,
    ),
    "component_value_refused": Words(
        "A value is stated of component {item}, which is stocked.",
        "Goods cost what their lots cost.",
        _RELEASE.format(mend="Leave the value out, or name a component that is not stocked"),
        _OPS,
    ),
    "standard_not_revalued": Words(
        "{item} at {location} is at standard cost and cannot be revalued.",
        "Stock at standard cost stands at the standard in effect.",
        _RELEASE.format(mend="Load the item with its new `standard_cost` and withdraw the revaluation"),
        _CTL,
    ),
    "opening_not_at_standard": Words(
        "{item} is at standard cost, and its opening stock is stated at {stated}.",
        "Stock at standard cost stands at the standard in effect, also on the first day.",
        _RELEASE.format(mend="State the opening stock at standard, or correct the item's `standard_cost`"),
        _CTL,
    ),
    "lot_not_costed": Words(
        "Lot {lot} of {item} at {location} is named, and the item is costed by {method}.",
        "Under this method nothing says what is on hand of one lot.",
        _RELEASE.format(mend="Send the fact anew for the item as a whole, without its lots"),
        _OPS,
    ),
    "costing_method_waits": Words(
        "{text}.",
        "A place that holds units keeps its costing method, so that no value changes unseen.",
        "Let the stock run out, or take it out and find it anew with `stock_adjusted`; then resolve this.",
        _CTL,
    ),
    "weight_unknown": Words(
        "Landed cost {number} is to be shared by weight, and item {item} states none.",
        "Without its weight nothing says what its lots bear.",
        _RELEASE.format(mend="Load the item with its weight, or the bill with another `allocate_by`"),
        _OPS,
    ),
    "cost_provisional": Words(
        "{text}.",
        "More was taken than came in; the cost is provisional until it is covered.",
        "Load the missing receipt or count the item; the cost trues itself up, and this ends by itself.",
        _OPS,
    ),
    "return_at_last_cost": Words(
        "{text}.",
        "The return names no shipment, or one from before the start; its units came back at the last "
        "actual cost of the item.",
        "Revise the return with its shipment and line if tieout knows them; else agree to the cost and "
        "resolve this: `tieout cases resolve`.",
        _ACC,
    ),
    "cost_circular": Words(
        "{text}.",
        "A late cost came back to a lot it had started from; what else was made of that lot bears it.",
        "Check which lots were made from each other; a run that uses its own product is a slip.",
        _ACC,
    ),
    "not_on_the_road": Words(
        "{wanted} of {item} are told to come off transfer {transfer}; {there} are on the road.",
        "Goods arrive or are lost once, after transfer_dispatched said that they left.",
        _RELEASE.format(
            mend="Load the dispatch that is missing, or revise what arrived or was lost. What leaves and "
            "arrives on one day is one stock_transferred"
        ),
        _OPS,
    ),
    "transfer_overdue": Words(
        "Transfer {transfer} of {day} to {place} was due on {due}: {units} are on the road.",
        "Goods on the road are in nobody's hands, and their value stands in stock.",
        "Find them: load transfer_arrived for what came, transfer_lost for what did not; this then ends by "
        "itself.",
        _OPS,
    ),
    "stock_taken_back": Words(
        "{document} of {day}, a journal of stock, was taken back by {who}: {moved} {currency}.",
        "No lot moved with it, so accounts and lots of stock differ by this. The reason given: {reason}. "
        "The fact told anew posts only what changed of it and leaves the difference.",
        "`tieout explain document` names the journal that took it back: `tieout reverse` that one, and "
        "this ends by itself. Then correct the fact at its source, if it was wrong.",
        _CTL,
    ),
    "goods_overdue": Words(
        "{sale} of {day} waits for its goods for more than {days} days: order {order} is not all shipped.",
        "Its revenue and its cost stand once all goods it bills are shipped.",
        "Load the missing shipment, or revise the sale at its source to what was shipped; this then ends "
        "by itself.",
        _OPS,
    ),
    "goods_without_order": Words(
        "{sale} of {day} bills goods without an order, and no cost stands against them after {days} days: "
        "{lines}.",
        "An order says which shipment a sale bills; without one its revenue stands alone.",
        "State the sale again with its `order`, its shipment too if that names none: cost and revenue then "
        "stand together and this ends by itself. No goods left? Take it back: `tieout reverse`. Its cost "
        "is booked elsewhere? Say so: `tieout cases resolve`.",
        _ACC,
    ),
    "goods_not_invoiced": Words(
        "Shipment {shipment} of {day} ({of}) is not invoiced after {days} days: {lines}.",
        "Its cost waits among what was shipped and not invoiced until a sale of its order bills it.",
        "Load its invoice, or the return if it came back: this then ends by itself. Shipped without an "
        "order? State the shipment again with it. Never to be billed (a sample, a gift)? Revise the "
        "shipment to what is sold, and state the rest as `stock_adjusted` with its reason.",
        _ACC,
    ),
    "date_far_ahead": Words(
        "{kind} {id} is dated {date}, more than {days} days ahead.",
        "A fact is dated on the day it happened.",
        "Correct the date at its source and load it again.",
        _OPS,
    ),
    "revision_over_returned": Words(
        "The revision takes back {units} {item} that are no longer where this fact put them.",
        "They came back, or went back, by an event of their own.",
        _RELEASE.format(mend="Revise that event first, or this one at its source"),
        _OPS,
    ),
    # posting
    "rule_missing": Words(
        "No posting rule covers {on} on {day}.",
        "The rulebook has no rule in effect for it.",
        "Add the rule with the controller's signature, then run again.",
        _CTL,
    ),
    "account_unmapped": Words(
        "{account} has no QuickBooks account.",
        "Without it {count} {entries} cannot cross.",
        "Map it: `tieout mapping set '{account}' ACCOUNT`, then run again.",
        _CTL,
    ),
    "negative_total": Words(
        "{type} {number} comes to {total}, below zero.",
        "QuickBooks refuses documents with a negative total.",
        "Correct the source: what goes back to a customer is a refund or a credit.",
        _ACC,
    ),
    "currency_not_enabled": Words(
        "{type} {number} is in {currency}, and QuickBooks has multi-currency off.",
        "QuickBooks holds documents in the home currency only.",
        "Switch multi-currency on in QuickBooks, or post this company in home currency.",
        _CTL,
    ),
    "period_closed": Words(
        "{type} {number} is dated {day}; the books are closed through {closed}.",
        "A write dated into a closed period is never sent.",
        "Reopen the period in QuickBooks, or let it post into the first open day.",
        _CTL,
    ),
    "bill_over_receipt": Words(
        "Receipt {receipt}: {billed} units are billed, {kept} are here to be billed; {over} too many.",
        "Bills less credits ({bills}) stand against what was received less what went back. What is too "
        "much stays open in GRNI.",
        "Ask the supplier for a credit, load the missing receipt, or accept it with `tieout grni close`.",
        _ACC,
    ),
    "bill_before_goods": Words(
        "{value} {currency} stand in GRNI without goods: {bills} bills {receipt}.",
        "A bill was entered before its goods, or names a receipt that there is not.",
        "Load the receipt, name the right one on the bill, or take it out with `tieout grni close`.",
        _ACC,
    ),
    "bill_vendor_unknown": Words(
        "{bill} stands in QuickBooks on accounts of tieout, and no supplier is called {vendor}.",
        "A bill is held against the receipts of its supplier.",
        "Load the supplier under that name, or say which it is: `tieout import link vendor KEY {id}`; "
        "then sweep again.",
        _ACC,
    ),
    "bill_line_unclear": Words(
        "{bill} bills {amount} in GRNI, and it is not certain for which receipt.",
        "It may be {receipts}. Until it is known, the amount stands in GRNI without goods.",
        "Write the receipt's number on the bill, or say it: `tieout grni match '{line}' {first}`.",
        _ACC,
    ),
    "bill_on_wrong_account": Words(
        "{bill} bills {amount} on {account}, and it looks like goods of {receipts}.",
        "Goods are owed for in GRNI. Dr grni · Cr {account} {amount} would correct it.",
        "Have the account changed on the bill in QuickBooks, or approve the correction: `tieout grni "
        "correct '{line}' {first}`. If it is not for goods, `tieout cases resolve`.",
        _ACC,
    ),
    "bill_not_read": Words(
        "{bill} stands in QuickBooks on accounts of tieout and cannot be read.",
        "{why}",
        "Enter it otherwise in QuickBooks; then sweep again.",
        _ACC,
    ),
    "bill_line_unknown": Words(
        "{line} is no line of a bill that was read from QuickBooks.",
        "A line is named by the bill's type and id there, and its own: `Bill 145/1`.",
        "Take its name from the case (`tieout cases`).",
        _ACC,
    ),
    "bill_line_unfit": Words(
        "{line} cannot be for {receipts}.",
        "{why}",
        "See `tieout grni --lines` for what is open, and `tieout cases` for what is asked.",
        _ACC,
    ),
    "bill_reserved": Words(
        "{kind} {id} says what only a bill read from QuickBooks says.",
        "The source quickbooks, a line's account and withdrawn stand for what is there already.",
        "Name the system that states the bill, and leave account and withdrawn out.",
        _OPS,
    ),
    "location_reserved": Words(
        "{location} cannot be a location.",
        "Names that begin with → are those of goods on the road, each of one transfer.",
        "Give the location another key, and load it again.",
        _OPS,
    ),
    "decision_of_finance": Words(
        "{who} may not state a {kind}.",
        "It moves balances because finance decided so; {who} acts for operations.",
        "Let somebody of finance decide and state it, or a source that keeps their approvals.",
        _ACC,
    ),
    "entered_in_quickbooks": Words(
        "{document} was entered in QuickBooks, not sent by tieout.",
        "What takes it back would stand there beside it.",
        "Have it changed or deleted in QuickBooks; the next sweep takes it back here.",
        _ACC,
    ),
    "credit_over_bill": Words(
        "Receipt {receipt}: {credited} units more are credited than were billed ({value} {currency}).",
        "Credits stand against bills ({bills}); one may be missing. The rest stays open in GRNI.",
        "Load the missing bill, correct the credit, or take it out with `tieout grni close`.",
        _ACC,
    ),
    "bill_price_differs": Words(
        "Receipt {receipt}: {units} units are billed at {billed} {currency}, ordered at {ordered}{rated}.",
        "That is more than {tolerance} % apart. The bill ({bills}) stands: the difference was carried to "
        "where the goods are.",
        "Compare the bill with the order. If the supplier erred, ask for a credit or a new bill, which "
        "takes the difference back; if not, `tieout cases resolve` with the reason.",
        _ACC,
    ),
    "closing_names_nothing": Words(
        "The closing names no open item of GRNI, or more than one.",
        "It closes one receipt line, or one bill or credit that names no receipt.",
        "State receipt and receipt_line, or bill, or supplier_credit.",
        _OPS,
    ),
    "nothing_open_in_grni": Words(
        "Nothing is open in GRNI of {receipt}.",
        "It is billed as received, or nothing of that name is known.",
        "Look at `tieout grni` for what is open, and name it as it stands there.",
        _ACC,
    ),
    "nothing_to_reclassify": Words(
        "No receipt line has a debit in GRNI at the end of {day}.",
        "Only what was billed and not received by then is shown as a prepayment, once.",
        "Look at `tieout grni --lines --day {day}`.",
        _ACC,
    ),
    "period_left_open": Words(
        "{what}, dated up to {day}.",
        "{then}",
        "{next_step}.",
        _CTL,
    ),
    "period_not_over": Words(
        "The period ends on {day}, and is not over.",
        "A period is closed once it is over: until then it still receives facts of its own.",
        "Close it on the day after its end, or name an earlier day.",
        _CTL,
    ),
    "period_closed_already": Words(
        "The books are closed through {closed}, so {day} is closed already.",
        "A closing only moves forward.",
        "Name a later day; to take a closing back: `tieout periods reopen --why …`.",
        _CTL,
    ),
    "period_not_closed": Words(
        "Nothing to open: {standing}.",
        "Only what was closed can be opened again.",
        "See `tieout periods`; name a day before the one through which the books are closed.",
        _CTL,
    ),
    "reconciled_too_early": Words(
        "Nothing of tieout is in the books through {day}.",
        "The first document is of {first}; before it QuickBooks holds what it held at the start.",
        "Name that day or a later one; `tieout opening` compares what was there before.",
        _ACC,
    ),
    "reclassified_too_late": Words(
        "The books are closed through {closed}: nothing can be reclassified at the end of {day}.",
        "The entry belongs into the period it shows.",
        "Reclassify the end of an open period, before it is closed.",
        _CTL,
    ),
    "reclassification_waits": Words(
        "A reclassification of GRNI is stated and not posted yet.",
        "Another one would count the same amounts twice.",
        "Run `tieout run`, then look at what is left.",
        _ACC,
    ),
    "closing_waits": Words(
        "The closing of {receipt} was decided already and waits to be posted.",
        "Closed twice, its goods would bear the same amount twice.",
        "Run `tieout run`, then look at what is left of it: `tieout grni --lines`.",
        _ACC,
    ),
    "grni_needs_an_act": Words(
        "Case {id} stands for what is open in GRNI of {receipt}; it cannot just be closed.",
        "The amount would stay in GRNI and be nobody's.",
        "Let a credit, receipt or corrected bill settle it, or take it out with `tieout grni close`.",
        _CTL,
    ),
    "party_like_existing": Words(
        "{record} {party}, {name}, is not in QuickBooks, and something much like it is: {there}.",
        "A second record of one {kind} splits its balance; documents that name it wait.",
        "If they are one, `tieout import link {kind} {party} {id} --currency {currency}`; if not, "
        "`tieout import create {kind} {party} --currency {currency} --why REASON`.",
        _ACC,
    ),
    "evidence_unplaced": Words(
        "{document} is not in QuickBooks, so nothing can hang on it.",
        "A file hangs on a transaction that QuickBooks holds; a record of a list has no evidence.",
        "See where it stands with `tieout trace`, and attach once it is confirmed.",
        _ACC,
    ),
    "match_decided": Words(
        "{record} {party} in {currency} has its record in QuickBooks already.",
        "Documents name it, so it cannot become another one.",
        "Merge the two records in QuickBooks if they are one.",
        _ACC,
    ),
    "match_unfit": Words(
        "{record} {id} cannot stand for {party}.",
        "{why}",
        "See what was read of the list: `tieout import suggestions`; read it anew: `tieout import`.",
        _ACC,
    ),
    # delivery and books
    "company_name_unfit": Words(
        "{name!r} cannot name a company.",
        "A name is lower-case letters, digits, - and _, at most 63 of them (56 on a database server).",
        "Choose another name.",
        _ADM,
    ),
    "company_exists": Words(
        "The company {name} exists already.",
        "Its books are kept; nothing is written over.",
        "Choose another name, or go on with `tieout status --company {name}`.",
        _ADM,
    ),
    "company_unfinished": Words(
        "The company {name} exists; nothing is mapped or loaded.",
        "Making it was cut off, or its mapping was declined.",
        "Delete its folder {folder} and run `tieout init` again, or map by hand: `tieout mapping set`.",
        _ADM,
    ),
    "books_unreadable": Words(
        "The company's file is not one of tieout's books.",
        "{why}",
        "Put its latest copy back, then `tieout verify`. If it held nothing, remove it and `tieout init`.",
        _ADM,
    ),
    "books_not_written": Words(
        "The company's file cannot be written.",
        "{why}",
        "Make room on the disk, or give the right to write there, and run the verb again: nothing is lost.",
        _ADM,
    ),
    "books_held": Words(
        "Another program holds the company's file.",
        "{why}",
        "Wait for it, or end it; then run the verb again, nothing is lost.",
        _ADM,
    ),
    "own_fault": Words(
        "tieout came upon a fault of its own.",
        "{why}",
        "Run the verb again: what was committed stands, the rest was taken back. If it stops there again, "
        "send what is written below to whoever looks after tieout.",
        _ADM,
    ),
    "company_unknown": Words(
        "There is no company {name}.",
        "The companies here are: {known}.",
        "Create it with `tieout init --company {name}`, or name another with --company.",
        _ADM,
    ),
    "case_unknown": Words(
        "There is no open case {id}.",
        "It was resolved, the id is mistyped, or fewer than 5 characters of it are given.",
        "List the open ones with `tieout cases`.",
        _ADM,
    ),
    "case_ambiguous": Words(
        "{count} open cases begin with {id}.",
        "One is meant.",
        "Give more letters of it; `tieout cases` lists them.",
        _ADM,
    ),
    "case_needs_an_act": Words(
        "{document} is {state}; closing its case would leave it to nobody.",
        "An exception of a document that has not crossed is closed by what becomes of the document.",
        "Try it again: `tieout cases retry {id}`; or give it up: `tieout cases write-off {id} --why …`.",
        _ACC,
    ),
    "case_not_refused": Words(
        "Case {id} is not about a document that was refused or blocked.",
        "It is about {what}",
        "See its next step in `tieout cases`.",
        _ACC,
    ),
    "need_not_refused": Words(
        "{document} waits for a document that was {state}.",
        "That one will never cross, so trying this one again would block it again.",
        "Give it up too: `tieout cases write-off {id} --why …`, and record the fact anew.",
        _ACC,
    ),
    "sale_taken_back_before": Words(
        "{document} took a sale back; it is not taken back itself.",
        "The goods of the sale wait for their invoice again, and another sale may bill them by now.",
        "State the sale anew at its source: an invoice under a new number, or the old one told again, "
        "changed or with a revision number; then `tieout load` and `tieout run`.",
        _ACC,
    ),
    "reversed_before": Words(
        "{document} was taken back already.",
        "{who} did so on {at}; taking it back twice would turn the books upside down.",
        "See both documents: `tieout trace` with the document's id.",
        _ACC,
    ),
    "document_of_many": Words(
        "{subject} stands in a {document} with others: {others}.",
        "A document is taken back as a whole, and it holds {count} facts.",
        "Is only this one wrong, mend it at its source and load it again. Are all, name the document: "
        "`tieout reverse {id}`.",
        _ACC,
    ),
    "schedule_stands": Words(
        "{document} moves deferred revenue, and the schedule of its subscription would stand without it.",
        "What is unearned is what the schedule has left, always; a document taken back alone would go on "
        "being earned.",
        "State what is so at its source and load it: the renewal anew, `subscription_cancelled`, or "
        "`refund_issued` of its invoice, which takes what is unearned off first.",
        _ACC,
    ),
    "revised_since": Words(
        "{document} stands no more: {fact} was stated anew and took it back.",
        "Taking back twice what was posted once would turn the books upside down.",
        "See what stands: `tieout trace` with the fact's id. Take that back, or state the fact anew.",
        _ACC,
    ),
    "reversal_stands": Words(
        "{document} took another document back; it is not taken back itself.",
        "What it took back may be settled or stated anew by now, and would count twice.",
        "State the fact anew at its source, changed or with a revision number; then `tieout load` and "
        "`tieout run`.",
        _ACC,
    ),
    "part_of_its_fact": Words(
        "{document} is a part of what {fact} posted, and is not taken back alone.",
        "{reason}",
        "State what is so at its source: the fact anew, changed or with a revision number, or what gives "
        "it back (`refund_issued`); then `tieout load` and `tieout run`.",
        _ACC,
    ),
    "posts_nothing": Words(
        "{document} posts nothing, so there is nothing to take back.",
        "It is a record of a list, or a payment that only links two documents.",
        "Reverse the document that posts; what links it stays as its trace.",
        _ACC,
    ),
    "not_held_yet": Words(
        "{document} is {state}: QuickBooks does not hold it.",
        "Only what QuickBooks confirmed can be taken back.",
        "Run `tieout run` until it is confirmed; one that was refused: `tieout cases write-off`.",
        _ACC,
    ),
    "costing_unfinished": Words(
        "{document} cannot be taken back while a costing cycle is unfinished.",
        "A run was stopped in the middle; what it still posts might belong before the reversal.",
        "Run `tieout run`, then reverse the document.",
        _ACC,
    ),
    "crossing_stuck": Words(
        "{count} crossings would never move again, {document} ({state}) among them.",
        "They are neither final, nor owned by an exception, nor due at any time.",
        "Send the support bundle (tieout doctor) to the developers; nothing is lost.",
        _ADM,
    ),
    "verifier_missing": Words(
        "The verifier token of QuickBooks' notices is not set.",
        "Without it nobody can tell QuickBooks' notices from anybody's.",
        "Set {variable} to the token Intuit shows with the app's webhooks, then listen again.",
        _ADM,
    ),
    "drift_edited": Words(
        "{document} was changed in QuickBooks.",
        "{fields}",
        "Accept it or restore what was sent: `tieout cases accept` or `restore`; or `tieout reverse` it.",
        _ACC,
    ),
    "drift_voided": Words(
        "{document} was voided in QuickBooks.",
        "It moves nothing any more, and the books expect it.",
        "Restore it or accept that it is gone: `tieout cases restore` or `accept`.",
        _ACC,
    ),
    "drift_deleted": Words(
        "{document} was deleted in QuickBooks.",
        "Nothing of it is held any more, and the books expect it.",
        "Ask who deleted it and why (QuickBooks: Audit log). Should it stand, have it made again: "
        "`tieout cases restore`. Was it right to delete it, accept that: `tieout cases accept`; the "
        "tie-out then goes on naming its amount.",
        _ACC,
    ),
    "drift_foreign": Words(
        "{document} of others stands on an account that only tieout writes to.",
        "It touches {fields}.",
        "Have it moved to another account in QuickBooks, or accept it: `tieout cases accept`.",
        _ACC,
    ),
    "drift_not_restorable": Words(
        "{document} cannot be restored.",
        "It stands as it was sent by now, or it is not a document tieout sent.",
        "Run `tieout sweep`: what is right again ends by itself. A document of others is accepted "
        "(`tieout cases accept`), or moved or deleted in QuickBooks by who entered it.",
        _ACC,
    ),
    "remake_closed": Words(
        "What was deleted is dated {day}; the books are closed through {closed}.",
        "Nothing is written into a closed period.",
        "Open the period in QuickBooks and restore it again, or accept that it is gone: "
        "`tieout cases accept`.",
        _CTL,
    ),
    "remake_under_way": Words(
        "It was tried before, and QuickBooks may still make the document.",
        "An answer that was lost says nothing; made twice it would stand twice.",
        "Wait until {at}, then restore it again: what is there by then is linked, not sent.",
        _ACC,
    ),
    "case_not_drift": Words(
        "Case {id} is not about something that was changed in QuickBooks.",
        "It is about {what}",
        "See its next step in `tieout cases`.",
        _ACC,
    ),
    "setting_unknown": Words(
        "There is no setting {name}.",
        "The settings are {known}.",
        "List them with their meaning: `tieout settings`.",
        _ADM,
    ),
    "setting_unfit": Words(
        "The setting {name} cannot be {value}.",
        "It is one of these: {choices}.",
        "Set it again: `tieout settings set {name} …`.",
        _ADM,
    ),
    "call_budget_short": Words(
        "The reads of QuickBooks are used up on {day}: {used} of {allowed} were made this month.",
        "Intuit meters reads; beyond the month's allowance it refuses them until the next month.",
        "Reconcile less often, look for a program that reads needlessly, or buy a higher tier.",
        _ADM,
    ),
    "account_key_unknown": Words(
        "{key} is not an account role with its qualifiers.",
        "The roles are a closed list (docs/reference/account-roles.md).",
        "Write it as role or role(qualifier, ...), such as revenue(wholesale).",
        _CTL,
    ),
    "account_unknown": Words(
        "QuickBooks has no active account {name}.",
        "The chart was read just now.",
        "Name an account by its id, number or full name, or create it in QuickBooks first.",
        _CTL,
    ),
    # secrets and their keys
    "key_absent": Words(
        "There is no key for the secrets of {company}.",
        "Neither TIEOUT_KEY nor the key file {file} is there.",
        "Put the key back from its backup; if it is lost, make the secrets anew: "
        "`tieout connect quickbooks-online --company {company}`.",
        _ADM,
    ),
    "key_file_unread": Words(
        "The key file {file} cannot be read.",
        "The system says: {why}.",
        "Let the user who runs tieout own the file, with mode 0600; then run the verb again.",
        _ADM,
    ),
    "key_file_open": Words(
        "The key file {file} is not for its owner alone.",
        "Its mode is {mode}: others may read the key or change it.",
        "Run `chmod 600 {file}`; if others could read it, run `tieout keys rotate` afterwards.",
        _ADM,
    ),
    "key_unfit": Words(
        "What {origin} holds is no key.",
        "A key is 32 bytes in base64: {why}.",
        "Put the right key there, such as one made by `openssl rand -base64 32`.",
        _ADM,
    ),
    "key_missing": Words(
        "A secret of {company} was sealed with key {key}, which is not here.",
        "The keys in TIEOUT_KEY or the key file are others.",
        "Put the key back from its backup; if it is lost, run "
        "`tieout connect quickbooks-online --company {company}`.",
        _ADM,
    ),
    "secret_damaged": Words(
        "A secret of {company} does not open with its key.",
        "It was changed outside tieout, or belongs to another company.",
        "Find out who changed the file; then run `tieout connect quickbooks-online --company {company}`.",
        _ADM,
    ),
    # access
    "act_not_permitted": Words(
        "{who} may not {act} in {company}.",
        "{held}; it takes one of these roles: {roles}.",
        "Ask {ask} to do it, or to give you the role with `tieout users role`.",
        _ADM,
    ),
    "role_unknown": Words(
        "There is no role {role}.",
        "The roles are: {known}.",
        "Name one of them.",
        _ADM,
    ),
    "user_name_unfit": Words(
        "{user} cannot be the name of a user.",
        "A name has 1 to 100 letters, digits and . _ @ + -, no spaces.",
        "Name the user as they are signed in; `whoami` shows it.",
        _ADM,
    ),
    "user_unknown": Words(
        "{user} is no user of {company}.",
        "Its users are: {known}.",
        "Name one of them, or run `tieout users add`.",
        _ADM,
    ),
    "scope_unknown": Words(
        "No API key can have the scope {scope}.",
        "Programs neither give out roles nor approve.",
        "Choose one of: {known}.",
        _ADM,
    ),
    "scope_not_held": Words(
        "{user} is not {scope}, so no key of theirs can be.",
        "A key lends one of the roles its user has, which are: {held}.",
        "Give {user} the role with `tieout users role`, or issue the key for one they have.",
        _ADM,
    ),
    "api_key_absent": Words(
        "There is no API key {key}.",
        "Keys in force are: {known}.",
        "Name one of them by its id, as `tieout keys list` shows it.",
        _ADM,
    ),
    "api_key_unknown": Words(
        "The call brings no key of this company.",
        "Every call but the one for health names its key: Authorization: Bearer tieout_….",
        "Send the key that `tieout keys issue` showed, or have one issued.",
        _ADM,
    ),
    "api_key_over": Words(
        "The API key {key} is {standing}.",
        "A key is good until its last day or until somebody revokes it.",
        "Have a new one issued with `tieout keys issue`, and take it where this one was used.",
        _ADM,
    ),
    "serve_beyond_loopback": Words(
        "{host} is not this machine's loopback.",
        "The API speaks plain HTTP: whoever sees the network would read keys and books.",
        "Serve on 127.0.0.1 behind a proxy with TLS; if you must, add --beyond-loopback.",
        _ADM,
    ),
    "serve_port_taken": Words(
        "Port {port} of {host} cannot be had.",
        "{why}.",
        "Name another one with --port, or stop what listens there.",
        _ADM,
    ),
    "company_busy": Words(
        "Somebody else writes the books of {company} now.",
        "One at a time does; now it is: {holder}.",
        "Send the same again in a while: what was taken is not taken twice.",
        _OPS,
    ),
    "outside_unavailable": Words(
        "The call could not be done now.",
        "{why}",
        "Send the same again in a while: what was taken is not taken twice.",
        _ADM,
    ),
    "body_not_json": Words(
        "The body is not JSON.",
        "{why}",
        "Send one event as an object, or a list of them, in UTF-8.",
        _OPS,
    ),
    "body_too_long": Words(
        "The body is longer than {limit} bytes.",
        "Nothing of it was read as events.",
        "Send the events in several calls, or load them as a file: `tieout load`.",
        _OPS,
    ),
    "body_type_unknown": Words(
        "The body is said to be {kind}.",
        "The API takes application/json; files of other forms are loaded with `tieout load`.",
        "Send Content-Type: application/json.",
        _OPS,
    ),
    "parameter_unfit": Words(
        "The parameter {name} is not what it should be.",
        "{why}",
        "Look the route up in docs/reference/api.md and send it again.",
        _OPS,
    ),
    "route_unknown": Words(
        "There is nothing at {path}.",
        "The routes are those of docs/reference/api.md.",
        "Look the route up there and send it again.",
        _OPS,
    ),
    "method_not_allowed": Words(
        "{path} cannot be asked with {method}.",
        "What it can be asked with is named in the header Allow.",
        "Look the route up in docs/reference/api.md and send it again.",
        _OPS,
    ),
    "lot_absent": Words(
        "There is no lot {lot}.",
        "Lots are named by the ids that the list of lots shows.",
        "Look it up there: GET /api/v1/lots?lot=NUMBER.",
        _OPS,
    ),
    "order_not_known": Words(
        "There is no purchase order {order}.",
        "No fact that was taken names it.",
        "Look it up in the list: GET /api/v1/purchase-orders, or state it.",
        _OPS,
    ),
    "run_not_known": Words(
        "There is no production run {run}.",
        "No fact that was taken names it.",
        "Look it up in the list: GET /api/v1/runs, or state it.",
        _OPS,
    ),
    "transfer_not_known": Words(
        "There is no transfer {transfer}.",
        "No fact that was taken names it.",
        "Look it up in the list: GET /api/v1/transfers, or state it.",
        _OPS,
    ),
    "user_exists": Words(
        "{user} is a user of {company} already.",
        "They are {roles}.",
        "Change their roles with `tieout users role`.",
        _ADM,
    ),
    "roles_conflict": Words(
        "{user} cannot be {first} and {second} at once.",
        "{why}",
        "Give one of the roles to somebody else, or take it away with `tieout users role`.",
        _ADM,
    ),
    "own_roles_fixed": Words(
        "{user} cannot change their own roles.",
        "Who manages users would otherwise give themselves whatever they may not do.",
        "Ask another administrator: {ask}.",
        _ADM,
    ),
    "last_administrator": Words(
        "{user} is the last administrator of {company}.",
        "Without one nobody could manage its users and its connection.",
        "Make somebody else an administrator first.",
        _ADM,
    ),
    "duties_not_apart": Words(
        "{who} may not {act} here.",
        "The same person {first}. {why}",
        "Ask {ask} to decide it.",
        _CTL,
    ),
    # the connection
    "address_not_secure": Words(
        "Nothing secret may be sent to {address}.",
        "It is neither https nor this machine itself: others could read the tokens on the way.",
        "Give an https address, or none to use Intuit's own.",
        _ADM,
    ),
    "discovery_unfit": Words(
        "{address} does not say where to sign in.",
        "It answers HTTP {status} without the authorization, token and revocation addresses.",
        "Leave --discovery out, or give the address of an OpenID discovery document.",
        _ADM,
    ),
    "app_unknown": Words(
        "The client id and secret of the app are missing.",
        "QuickBooks lets a registered app in, nobody else.",
        "Set TIEOUT_QUICKBOOKS_CLIENT_ID and TIEOUT_QUICKBOOKS_CLIENT_SECRET to what Intuit's developer "
        "portal shows, or type them when asked.",
        _ADM,
    ),
    "app_refused": Words(
        "Intuit does not accept the app.",
        "The client id or secret is wrong, or belongs to the other of sandbox and production. "
        "Intuit says: {words}",
        "Compare both with Intuit's developer portal, then run `tieout connect quickbooks-online` again.",
        _ADM,
    ),
    "callback_port_taken": Words(
        "The answer of the sign-in cannot be received on port {port}.",
        "The system says: {why}.",
        "Name another with --port, and register its address at Intuit.",
        _ADM,
    ),
    "sign_in_declined": Words(
        "QuickBooks was not connected.",
        "The sign-in ended with {error}.",
        "Run the verb again and agree, signed in as an administrator of the QuickBooks company.",
        _ADM,
    ),
    "sign_in_unfit": Words(
        "This is not the address the sign-in ended at.",
        "It lacks {missing}.",
        "Run the verb again and paste the whole address from the browser's address bar.",
        _ADM,
    ),
    "sign_in_not_ours": Words(
        "This answer belongs to another sign-in.",
        "Its state is not the one tieout gave out: it is old, or somebody else made it.",
        "Run the verb again and use the link it shows.",
        _ADM,
    ),
    "sign_in_unanswered": Words(
        "Nobody signed in.",
        "No answer came within {minutes} minutes.",
        "Run the verb again.",
        _ADM,
    ),
    "access_refused": Words(
        "QuickBooks company {realm} does not let the app in.",
        "The app's keys may not be those of {environment}, or the person may not use its data. {words}",
        "Compare the keys with Intuit's developer portal, then run the verb again.",
        _ADM,
    ),
    "code_refused": Words(
        "Intuit did not give tokens for this sign-in.",
        "A code is good once and for a few minutes. Intuit says: {words}",
        "Run the verb again and sign in anew.",
        _ADM,
    ),
    "code_answer_lost": Words(
        "The tokens of this sign-in were lost on the way.",
        "{why}; a code must not be exchanged twice.",
        "Run the verb again and sign in anew.",
        _ADM,
    ),
    "realm_fixed": Words(
        "{company} stays with QuickBooks company {ours}; {theirs} was chosen.",
        "A company of tieout keeps the books of one QuickBooks company: its documents, names and balances "
        "are there.",
        "Sign in again and choose {ours}; for {theirs} make a company of its own with `tieout init` "
        "(docs/howto/connect.md).",
        _ADM,
    ),
    "realm_taken": Words(
        "QuickBooks company {realm} is connected to {other} already.",
        "Two sets of books posting into one QuickBooks could not be told apart there.",
        "Go on with `tieout status --company {other}`, or choose another QuickBooks company.",
        _ADM,
    ),
    "environment_fixed": Words(
        "{company} belongs to {ours}, for ever.",
        "Test documents in real books, or the reverse, could never be sorted out again.",
        "Leave --{theirs} out; for {theirs} make a company of its own with `tieout init --{theirs}`.",
        _ADM,
    ),
    "connection_kept": Words(
        "{company} cannot be connected to Intuit.",
        "Its books are kept with {ours}.",
        "Make a company of its own: `tieout init --company NAME --{environment}`.",
        _ADM,
    ),
    "not_signed_in": Words(
        "{company} is not connected to QuickBooks.",
        "{why}",
        "Run `tieout connect quickbooks-online --company {company}`.",
        _ADM,
    ),
    "reconnect_needed": Words(
        "QuickBooks no longer accepts the connection of {company}.",
        "It was ended in QuickBooks or at Intuit, or was not used for too long. Intuit says: {words}",
        "Run `tieout connect quickbooks-online --company {company}`; documents go on where they stopped.",
        _ADM,
    ),
    "token_lost": Words(
        "The connection of {company} was lost while it was renewed.",
        "An answer with new tokens did not arrive, and Intuit no longer takes the old ones: {words}",
        "Run `tieout connect quickbooks-online --company {company}`; documents go on where they stopped.",
        _ADM,
    ),
    "connection_ended": Words(
        "The connection of {company} ended on {day}.",
        "{why}",
        "Run `tieout connect quickbooks-online --company {company}`; documents go on where they stopped.",
        _ADM,
    ),
    "connection_ends": Words(
        "The connection of {company} ends in {days} days, on {day}.",
        "{why}",
        "Run `tieout connect quickbooks-online --company {company}` before that day.",
        _ADM,
    ),
    "not_connected": Words(
        "The company {name} is not connected to QuickBooks.",
        "It has neither an address nor the bundled emulator.",
        "Run `tieout init` with --quickbooks URL or --emulator.",
        _ADM,
    ),
    "token_missing": Words(
        "The token for QuickBooks is missing.",
        "The environment variable {variable} is empty.",
        "Set {variable} and run the verb again.",
        _ADM,
    ),
    "emulator_failed": Words(
        "The bundled QuickBooks emulator did not start.",
        "Its messages are in {log}.",
        "Read the file, mend the cause, and run the verb again.",
        _ADM,
    ),
    "quickbooks_unreachable": Words(
        "QuickBooks cannot be reached.",
        "{why}",
        "Check the connection; `tieout run` goes on where it stopped.",
        _ADM,
    ),
    # questions
    "subject_unknown": Words(
        "Nothing is known as {subject}.",
        "No record, event, entry, document or QuickBooks id bears it.",
        "Check the spelling; an order, invoice, lot, run, receipt, payout or an id can be asked for.",
        _ACC,
    ),
    "subject_is_item": Words(
        "{subject} is an item.",
        "An item has no chain of its own: its units do, lot by lot.",
        "Ask `tieout explain cogs --item {subject}` why its cost changed, `tieout stock --item {subject} "
        "--lots` what is on hand, or `tieout trace` for one of its lots, receipts or shipments.",
        _ACC,
    ),
    "never_sold": Words(
        "Nothing of {item} was ever sold.",
        "No cost of goods sold stands under this item.",
        "Check the spelling of the item; `tieout explain inventory` explains what is in stock.",
        _ACC,
    ),
    "no_stated_cost": Words(
        "No source states what goods cost.",
        "A method difference is held between its figures and ours.",
        "Load shipments or runs with `stated_cost`, or a `valuation_stated`; or name an item: `--item`.",
        _ACC,
    ),
    "never_stocked": Words(
        "Nothing of {item} was ever in stock.",
        "No lot of this item came into stock.",
        "Check the spelling of the item.",
        _ACC,
    ),
    "subject_ambiguous": Words(
        "{subject} may be any of {count} things.",
        "{candidates}.",
        "Ask again with its kind before it, such as `{example}`.",
        _ACC,
    ),
    "document_not_sealed": Words(
        "{subject} stands in no document.",
        "It is known, and {why}.",
        "See its chain: `tieout trace {subject}`.",
        _ACC,
    ),
    "balance_unknown": Words(
        "{account} is neither a mapped QuickBooks account nor an account role.",
        "tieout knows the accounts of its mapping only.",
        "List them: `tieout mapping`.",
        _ACC,
    ),
    "export_format_unknown": Words(
        "There is no export format {format}.",
        "The formats are {known}.",
        "Name one of them with --format.",
        _ACC,
    ),
    "export_format_later": Words(
        "The books cannot be written as {format} yet.",
        "It is planned; the formats today are {known}.",
        "Take --format csv: every spreadsheet opens it.",
        _ACC,
    ),
    # pre-flight
    "home_currency_differs": Words(
        "QuickBooks keeps its books in {theirs}, this company in {ours}.",
        "Home currency cannot be changed afterwards on either side.",
        "Connect the QuickBooks company whose home currency is {ours}.",
        _CTL,
    ),
    "multi_currency_off": Words(
        "Multi-currency is off in QuickBooks.",
        "Documents in {currencies} are held.",
        "Switch it on in QuickBooks (it cannot be switched off again), or post in home currency.",
        _CTL,
    ),
    "custom_numbers_off": Words(
        "Custom transaction numbers are off in QuickBooks.",
        "QuickBooks numbers sales forms itself; the source's number stands in the note of each, as No. …",
        "Switch on Settings > Sales > Custom transaction numbers; `tieout explain document` shows both.",
        _ACC,
    ),
    "closing_date_set": Words(
        "QuickBooks is closed through {closed}, and the books of tieout begin on {start}.",
        "Nothing is written into a closed period: what is dated before goes to the first open day.",
        "Check that this is meant, or reopen the period in QuickBooks.",
        _CTL,
    ),
    "edition_too_small": Words(
        "QuickBooks' edition is {offering}.",
        "It keeps no bills, so goods received could never be billed; Essentials or higher is needed.",
        "Upgrade the QuickBooks subscription, then look again: `tieout doctor`.",
        _CTL,
    ),
    "classes_untracked": Words(
        "Mapped, and not tracked by this QuickBooks company: classes ({count}) {names}.",
        "Class tracking is off there or its edition lacks it; documents cross without the class, which is "
        "named in their memo.",
        "Switch on class tracking in QuickBooks (Plus or Advanced), or map the accounts without a class.",
        _ACC,
    ),
    "locations_untracked": Words(
        "Mapped, and not tracked by this QuickBooks company: locations ({count}) {names}.",
        "Location tracking is off there or its edition lacks it; documents cross without the location, "
        "which is named in their memo.",
        "Switch on location tracking in QuickBooks (Plus or Advanced), or map the accounts without one.",
        _ACC,
    ),
    "dimension_gone": Words(
        "{role} bears the {kind} {name}, which QuickBooks no longer has or has made inactive.",
        "QuickBooks would refuse every document that names it.",
        "Map the role to an active {kind}: `tieout mapping set '{role}' ACCOUNT --{kind} NAME`.",
        _CTL,
    ),
    "dimension_unknown": Words(
        "QuickBooks has no active {kind} {name!r}.",
        "A {kind} is named as it stands in QuickBooks, with those above it: Region:North.",
        "Create it in QuickBooks or correct the name, then map again.",
        _CTL,
    ),
    "chart_full": Words(
        "The chart has {count} active accounts; this edition allows {most}.",
        "QuickBooks refuses further accounts, and every edition below Advanced has this limit.",
        "Make accounts inactive that nobody posts to, or upgrade to Advanced.",
        _CTL,
    ),
    "sales_tax_off": Words(
        "Sales tax is off in QuickBooks, and sales bill tax of {agencies}.",
        "The tax crosses to the mapped liability account; QuickBooks' own tax report stays empty.",
        "Set up sales tax in QuickBooks if its report is filed from; else leave it.",
        _ACC,
    ),
    "tax_strategy_unfit": Words(
        "The tax strategy {strategy} may not hold in this QuickBooks company.",
        "{why}.",
        "Let tax cross as a line (`tieout settings set tax.strategy tax_line`), or try one sale and see.",
        _ACC,
    ),
    "tax_codes_missing": Words(
        "Sales tax is on in QuickBooks without a rate, and sales bill tax of {agencies}.",
        "Rates are set up before the first posting, so that QuickBooks knows the agencies.",
        "Add the agencies and rates in QuickBooks under Taxes, then look again: `tieout doctor`.",
        _ACC,
    ),
    "party_names_shared": Words(
        "Names of several of our customers, or of our suppliers ({count}): {names}.",
        "Either a party is there twice, or they are two and the later record gets a suffix in QuickBooks.",
        "Correct the names at their source if the parties are one, or leave the suffix.",
        _OPS,
    ),
    "opening_doubled": Words(
        "{account} held {theirs} in QuickBooks before {start}; the opening events bring it again.",
        "The opening entry would count the value twice.",
        "Take it out in QuickBooks with a journal to Opening Balance Equity dated before {start}, then "
        "`tieout opening accept --why REASON`.",
        _CTL,
    ),
    "items_tracked": Words(
        "QuickBooks tracks products as inventory ({count}): {names}.",
        "QuickBooks posts cost of goods sold for them itself; together with tieout's it counts twice.",
        "Make them non-inventory products in QuickBooks before anything is posted.",
        _CTL,
    ),
    "role_unmapped": Words(
        "Account roles without a QuickBooks account ({count}): {roles}.",
        "Documents that need them are held.",
        "Map them: `tieout mapping set ROLE ACCOUNT`.",
        _CTL,
    ),
    "mapped_account_gone": Words(
        "{role} is mapped to {account}, which {why}.",
        "QuickBooks would refuse every document that names it.",
        "Map it to an active account of type {type}: `tieout mapping set '{role}' ACCOUNT`.",
        _CTL,
    ),
    "names_twice": Words(
        "Names in more than one list of QuickBooks ({count}): {names}.",
        "Customers, vendors and employees share one space of names.",
        "Rename one of each in QuickBooks, or let tieout add a suffix.",
        _ACC,
    ),
    "opening_unaligned": Words(
        "{account} held {theirs} in QuickBooks before {start}; tieout's subledger begins with {ours}.",
        "From then on the account would differ from its subledger by {difference}.",
        "Take {theirs} out in QuickBooks by a journal to Opening Balance Equity dated before {start}, "
        "load opening events for what is there, then `tieout opening accept --why REASON`.",
        _CTL,
    ),
    "opening_unchanged": Words(
        "No balance before {start} has changed since it was kept.",
        "There is nothing to accept.",
        "See what is kept: `tieout opening`.",
        _CTL,
    ),
    "history_changed": Words(
        "{account} held {before} before {start} when the company was created, and holds {now} today.",
        "Somebody posted into the time before tieout's books.",
        "Find the document in QuickBooks' audit log and move it to an open day; if it is right, "
        "`tieout opening accept --why REASON`.",
        _CTL,
    ),
    "disk_short": Words(
        "{free} MB are free on the disk of the company.",
        "The books grow with every event and are written durably.",
        "Free space or move $TIEOUT_HOME to a larger disk.",
        _ADM,
    ),
    "schema_newer": Words(
        "The company's file has schema {found}, which this tieout does not know.",
        "A later version of tieout has written in it.",
        "Install that version or a later one; this one leaves the file alone.",
        _ADM,
    ),
    "writer_busy": Words(
        "Another verb is writing: {holder}.",
        "A company has one writer; a second one waits for it.",
        "Wait for it, or end that process if it hangs.",
        _ADM,
    ),
    # the database server
    "database_address_unfit": Words(
        "{address!r} is no address of a PostgreSQL database.",
        "It reads postgresql://user@host:port/database; what the environment says of libpq is used too.",
        "Correct --database, or the variable TIEOUT_DATABASE.",
        _ADM,
    ),
    "database_driver_missing": Words(
        "PostgreSQL's driver is not installed.",
        "It is an extra of tieout, which a company kept in a file does without.",
        "Run `pip install 'tieout[postgresql]'`, then the verb again.",
        _ADM,
    ),
    "database_unfit": Words(
        "The database {address} cannot hold a company.",
        "{why}",
        "Use another database or a newer server: docs/howto/postgresql.md says how to make one.",
        _ADM,
    ),
    "database_unreachable": Words(
        "The database server does not answer.",
        "{why}",
        "See that it runs and that this machine reaches it; then run the verb again: it goes on where it "
        "stopped, nothing is lost.",
        _ADM,
    ),
    "database_busy": Words(
        "The database server has no time for this now.",
        "{why}",
        "Run the verb again; where it stays so, look for what holds the company with `tieout doctor`.",
        _ADM,
    ),
    "database_refused": Words(
        "The database server refuses it.",
        "{why}",
        "Grant the right, or correct the user and the password (PGPASSWORD, a password file or "
        "TIEOUT_DATABASE); docs/howto/postgresql.md lists the rights.",
        _ADM,
    ),
    "schema_taken": Words(
        "There is a schema {schema} already that is not tieout's.",
        "Its tables are somebody's; nothing is written among them in {address}.",
        "Choose another name for the company, or use another database.",
        _ADM,
    ),
    # proof
    "append_only_lock_missing": Words(
        "{count} append-only locks are gone, {first} first.",
        "Someone opened the company's file outside tieout and dropped them; rows may have been changed.",
        "Compare with the last backup that verifies, and restore it.",
        _ADM,
    ),
    "chain_broken": Words(
        "The {chain} is broken at row {place}.",
        "The row was changed, dropped or inserted outside tieout: {why}.",
        "Restore the company's data from the last backup that verifies, then load again.",
        _ADM,
    ),
    "replay_differs": Words(
        "{table} {row} does not follow from the records.",
        "Made anew from the records it is different: {why}.",
        "Compare the row with the last backup that verifies; restore it, or report the case.",
        _ADM,
    ),
    "replay_failed": Words(
        "The books cannot be made anew from the records.",
        "{why}.",
        "Restore the company's data from the last backup that verifies, or report the case.",
        _ADM,
    ),
    "replay_unfinished": Words(
        "The books cannot be made anew yet.",
        "The last costing cycle was cut off before its end.",
        "Run `tieout run --company {company}`, then verify again.",
        _ADM,
    ),
    "sale_without_cost": Words(
        "{sale} of {day} bills {units} units of order line {line} without their cost.",
        "They were shipped, and their cost still waits for an invoice, though the sale stands. Versions "
        "before 2026-11-28 left it so when a shipment was revised to other lots.",
        "Approve it with `tieout recognise {number} --why TEXT`; the next run posts the cost on the day "
        "of the sale, or the first open one.",
        _CTL,
    ),
    "nothing_to_recognise": Words(
        "{number} lacks no cost that could be posted now.",
        "Its goods are recognised or not shipped, nothing of that number is known, or facts wait to be "
        "costed first.",
        "Look at `tieout verify` for the sales that lack their cost; run `tieout run` where facts wait.",
        _CTL,
    ),
    "cost_differs": Words(
        "What {lot} {way} is kept as {kept} and comes to {due}.",
        "Worked out again from what came in, down to {fact}, it is different: a row was changed outside "
        "tieout, or an older version erred.",
        "Compare the row with the last backup that verifies; restore it, or report the case.",
        _ADM,
    ),
    "costs_unreadable": Words(
        "The costs cannot be worked out again to their end.",
        "Rows of lots, takes or costs do not fit each other: {why}.",
        "Restore the company's data from the last backup that verifies, or report the case.",
        _ADM,
    ),
    "cache_differs": Words(
        "{table} {row} is not what it is derived from.",
        "What is kept ready differs from its origin: {why}.",
        "Restore the company's data from the last backup that verifies, or report the case.",
        _ADM,
    ),
}


def problem(code: str, where: Where | None = None, **values: object) -> Problem:
    """The problem of a code with its words filled in.

    Raises:
        KeyError: the code or a value its words need is missing: a bug of ours.
    """
    words = CATALOGUE[code]
    shown = {name: legible(value) if isinstance(value, str) else value for name, value in values.items()}
    return Problem(
        code=code,
        what=words.what.format(**shown).replace("  ", " "),
        why=words.why.format(**shown),
        next_step=words.next_step.format(**shown),
        owner=words.owner,
        where=_legible(where) if where else Where(),
    )


def _legible(where: Where) -> Where:
    return Where(
        file=legible(where.file, 300),
        line=where.line,
        field=legible(where.field, 200),
        subject=legible(where.subject, 300),
    )
