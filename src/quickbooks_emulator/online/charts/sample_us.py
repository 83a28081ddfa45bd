"""The US sample company: chart, names, items and opening balances Intuit's sandboxes start with.

Ids are the ones seen in captured companies; what no capture shows is left out. The transactions
behind the opening balances are not emulated: each balance is one opening journal entry.
"""

from __future__ import annotations

from decimal import Decimal

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.customfield import custom_field_preferences

from .founding import add_account, add_pseudo_codes, add_tax, found, open_balances

INCOME, EXPENSE, CURRENT = "Income", "Expense", "Other Current Asset"

ACCOUNTS = (
    ("1", "Services", INCOME, "ServiceFeeIncome"),
    ("2", "Retained Earnings", "Equity", "RetainedEarnings"),
    ("3", "Prepaid Expenses", CURRENT, "PrepaidExpenses"),
    ("4", "Undeposited Funds", CURRENT, "UndepositedFunds"),
    ("5", "Fees Billed", INCOME, "ServiceFeeIncome"),
    ("6", "Refunds-Allowances", INCOME, "DiscountsRefundsGiven"),
    ("7", "Advertising", EXPENSE, "AdvertisingPromotional"),
    ("8", "Bank Charges", EXPENSE, "BankCharges"),
    ("9", "Commissions & fees", EXPENSE, "OtherMiscellaneousServiceCost"),
    ("10", "Dues & Subscriptions", EXPENSE, "DuesSubscriptions"),
    ("11", "Insurance", EXPENSE, "Insurance"),
    ("12", "Legal & Professional Fees", EXPENSE, "LegalProfessionalFees"),
    ("13", "Meals and Entertainment", EXPENSE, "EntertainmentMeals"),
    ("14", "Miscellaneous", "Other Expense", "OtherMiscellaneousExpense"),
    ("15", "Office Expenses", EXPENSE, "OfficeGeneralAdministrativeExpenses"),
    ("16", "Promotional", EXPENSE, "AdvertisingPromotional"),
    ("17", "Rent or Lease", EXPENSE, "RentOrLeaseOfBuildings"),
    ("19", "Stationery & Printing", EXPENSE, "OfficeGeneralAdministrativeExpenses"),
    ("20", "Supplies", EXPENSE, "SuppliesMaterials"),
    ("21", "Taxes & Licenses", EXPENSE, "TaxesPaid"),
    ("22", "Travel", EXPENSE, "Travel"),
    ("23", "Travel Meals", EXPENSE, "TravelMeals"),
    ("24", "Utilities", EXPENSE, "Utilities"),
    ("25", "Interest Earned", "Other Income", "InterestEarned"),
    ("26", "Other Portfolio Income", "Other Income", "OtherMiscellaneousIncome"),
    ("27", "Penalties & Settlements", "Other Expense", "PenaltiesSettlements"),
    ("28", "Disposal Fees", EXPENSE, "OtherMiscellaneousServiceCost"),
    ("29", "Equipment Rental", EXPENSE, "EquipmentRental"),
    ("30", "Uncategorized Income", INCOME, "OtherPrimaryIncome"),
    ("31", "Uncategorized Expense", EXPENSE, "OtherMiscellaneousServiceCost"),
    ("32", "Uncategorized Asset", CURRENT, "OtherCurrentAssets"),
    ("33", "Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable"),
    ("34", "Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
    ("35", "Checking", "Bank", "Checking"),
    ("36", "Savings", "Bank", "Savings"),
    ("37", "Truck", "Fixed Asset", "Vehicles"),
    ("38", "Truck:Original Cost", "Fixed Asset", "Vehicles"),
    ("39", "Truck:Depreciation", "Fixed Asset", "AccumulatedDepreciation"),
    ("40", "Depreciation", "Other Expense", "Depreciation"),
    ("41", "Mastercard", "Credit Card", "CreditCard"),
    ("42", "Visa", "Credit Card", "CreditCard"),
    ("43", "Loan Payable", "Other Current Liability", "OtherCurrentLiabilities"),
    ("44", "Notes Payable", "Long Term Liability", "OtherLongTermLiabilities"),
    ("45", "Landscaping Services", INCOME, "OtherPrimaryIncome"),
    ("46", "Landscaping Services:Job Materials", INCOME, "OtherPrimaryIncome"),
    ("47", "Landscaping Services:Job Materials:Decks and Patios", INCOME, "OtherPrimaryIncome"),
    (
        "48",
        "Landscaping Services:Job Materials:Fountains and Garden Lighting",
        INCOME,
        "OtherPrimaryIncome",
    ),
    ("49", "Landscaping Services:Job Materials:Plants and Soil", INCOME, "OtherPrimaryIncome"),
    (
        "50",
        "Landscaping Services:Job Materials:Sprinklers and Drip Systems",
        INCOME,
        "OtherPrimaryIncome",
    ),
    ("51", "Landscaping Services:Labor", INCOME, "OtherPrimaryIncome"),
    ("52", "Landscaping Services:Labor:Installation", INCOME, "OtherPrimaryIncome"),
    ("53", "Landscaping Services:Labor:Maintenance and Repair", INCOME, "OtherPrimaryIncome"),
    ("54", "Pest Control Services", INCOME, "OtherPrimaryIncome"),
    ("55", "Automobile", EXPENSE, "Auto"),
    ("56", "Automobile:Fuel", EXPENSE, "Auto"),
    ("57", "Insurance:Workers Compensation", EXPENSE, "Insurance"),
    ("58", "Job Expenses", EXPENSE, "OtherMiscellaneousServiceCost"),
    ("59", "Job Expenses:Cost of Labor", EXPENSE, "CostOfLabor"),
    ("60", "Job Expenses:Cost of Labor:Installation", EXPENSE, "CostOfLabor"),
    ("61", "Job Expenses:Cost of Labor:Maintenance and Repairs", EXPENSE, "CostOfLabor"),
    ("62", "Job Expenses:Equipment Rental", EXPENSE, "EquipmentRental"),
    ("63", "Job Expenses:Job Materials", EXPENSE, "SuppliesMaterials"),
    ("64", "Job Expenses:Job Materials:Decks and Patios", EXPENSE, "SuppliesMaterials"),
    ("65", "Job Expenses:Job Materials:Fountain and Garden Lighting", EXPENSE, "SuppliesMaterials"),
    ("66", "Job Expenses:Job Materials:Plants and Soil", EXPENSE, "SuppliesMaterials"),
    ("67", "Job Expenses:Job Materials:Sprinklers and Drip Systems", EXPENSE, "SuppliesMaterials"),
    ("68", "Job Expenses:Permits", EXPENSE, "OtherMiscellaneousServiceCost"),
    ("69", "Legal & Professional Fees:Accounting", EXPENSE, "LegalProfessionalFees"),
    ("70", "Legal & Professional Fees:Bookkeeper", EXPENSE, "LegalProfessionalFees"),
    ("71", "Legal & Professional Fees:Lawyer", EXPENSE, "LegalProfessionalFees"),
    ("72", "Maintenance and Repair", EXPENSE, "RepairMaintenance"),
    ("73", "Maintenance and Repair:Building Repairs", EXPENSE, "RepairMaintenance"),
    ("74", "Maintenance and Repair:Computer Repairs", EXPENSE, "RepairMaintenance"),
    ("75", "Maintenance and Repair:Equipment Repairs", EXPENSE, "RepairMaintenance"),
    ("76", "Utilities:Gas and Electric", EXPENSE, "Utilities"),
    ("77", "Utilities:Telephone", EXPENSE, "Utilities"),
    ("78", "Purchases", EXPENSE, "SuppliesMaterials"),
    ("79", "Sales of Product Income", INCOME, "SalesOfProductIncome"),
    ("80", "Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
    ("81", "Inventory Asset", CURRENT, "Inventory"),
    ("82", "Design income", INCOME, "OtherPrimaryIncome"),
    ("83", "Other Income", INCOME, "OtherPrimaryIncome"),
    ("84", "Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable"),
    ("85", "Billable Expense Income", INCOME, "OtherPrimaryIncome"),
    ("86", "Discounts given", INCOME, "DiscountsRefundsGiven"),
    ("87", "Unapplied Cash Payment Income", INCOME, "UnappliedCashPaymentIncome"),
    ("88", "Unapplied Cash Bill Payment Expense", EXPENSE, "UnappliedCashBillPaymentExpense"),
    ("89", "Arizona Dept. of Revenue Payable", "Other Current Liability", "GlobalTaxPayable"),
    ("90", "Board of Equalization Payable", "Other Current Liability", "GlobalTaxPayable"),
)
JOBS = {"8": "7", "9": "7", "23": "22"}
CUSTOMERS = {
    "1": "Amy's Bird Sanctuary",
    "2": "Bill's Windsurf Shop",
    "3": "Cool Cars",
    "4": "Diego Rodriguez",
    "5": "Dukes Basketball Camp",
    "6": "Dylan Sollfrank",
    "7": "Freeman Sporting Goods",
    "8": "0969 Ocean View Road",
    "9": "55 Twin Lane",
    "10": "Geeta Kalapatapu",
    "11": "Gevelber Photography",
    "12": "Jeff's Jalopies",
    "13": "John Melton",
    "14": "Kate Whelan",
    "15": "Pye's Cakes",
    "16": "Kookies by Kathy",
    "17": "Mark Cho",
    "18": "Paulsen Medical Supplies",
    "19": "Rago Travel Agency",
    "20": "Red Rock Diner",
    "21": "Rondonuwu Fruit and Vegi",
    "22": "Shara Barnett",
    "23": "Barnett Design",
    "24": "Sonnenschein Family Store",
    "25": "Sushi by Katsuyuki",
    "26": "Travis Waldron",
    "27": "Video Games by Dan",
    "28": "Wedding Planning by Whitney",
    "29": "Weiskopf Consulting",
}
VENDORS = {
    "31": "Brosnahan Insurance Agency",
    "32": "Cal Telephone",
    "33": "Chin's Gas and Oil",
    "34": "Cigna Health Care",
    "35": "Computers by Jenni",
    "36": "Diego's Road Warrior Bodyshop",
    "37": "EDD",
    "38": "Ellis Equipment Rental",
    "39": "Fidelity",
    "40": "Hall Properties",
    "41": "Hicks Hardware",
    "42": "Lee Advertising",
    "43": "Mahoney Mugs",
    "44": "Met Life Dental",
    "45": "National Eye Care",
    "46": "Norton Lumber and Building Materials",
    "47": "Pam Seitz",
    "48": "PG&E",
    "49": "Robertson & Associates",
    "50": "Tania's Nursery",
    "51": "Tim Philip Masonry",
    "52": "Tony Rondonuwu",
    "53": "United States Treasury",
    "57": "Squeaky Kleen Car Wash",
}
EMPLOYEES = {
    "54": "John Johnson",
    "55": "Emily Platt",
}
ITEMS = (
    ("1", "Services", "1", "0"),
    ("2", "Hours", "1", "0"),
    ("3", "Concrete", "48", "0"),
    ("4", "Design", "82", "75"),
    ("10", "Pest Control", "54", "35"),
)
# Account id -> debit balance, from a captured balance sheet; 1642.46 of income is its net income.
BALANCES = {
    "35": "1201.00",
    "36": "800.00",
    "84": "5281.52",
    "81": "596.25",
    "4": "2062.52",
    "38": "13495.00",
    "33": "-1602.67",
    "41": "-157.72",
    "90": "-370.94",
    "43": "-4000.00",
    "44": "-25000.00",
    "1": "-1642.46",
}


def fill(books: Books) -> None:
    """The whole sample company."""
    found(books)
    for identity, name, account_type, subtype in ACCOUNTS:
        add_account(books, identity, name, account_type, subtype)
    _fill_tax(books)
    _fill_names(books)
    for identity, name, income, price in ITEMS:
        books.store.set_number("id:Item", int(identity) - 1)
        body = {"Name": name, "Type": "Service", "IncomeAccountRef": {"value": income}}
        books.create("Item", body | {"UnitPrice": Decimal(price)})
    books.store.set_number("id:Item", 18)
    books.preferences["SalesFormsPrefs"]["DefaultDiscountAccount"] = "86"
    books.store.set_number("docnumber", 1037)
    _fill_custom_fields(books)
    open_balances(books, BALANCES)


def _fill_custom_fields(books: Books) -> None:
    """'Crew #' on sales forms and orders, 'Sales Rep' on orders, as recorded, unless the settings say."""
    preferences, chosen = books.preferences, books.settings
    if not chosen.custom_fields:
        fields = custom_field_preferences(["Crew #"], "SalesFormsPrefs", "Sales")
        preferences["SalesFormsPrefs"]["CustomField"] = fields
    if not chosen.order_custom_fields:
        fields = custom_field_preferences(["Crew #", "Sales Rep"], "PurchasePrefs", "Purchase")
        preferences["VendorAndPurchasesPrefs"]["POCustomField"] = fields


def _fill_tax(books: Books) -> None:
    """Two agencies; only the rate 'California' (id 3, 8 %) was seen, the others are unverified."""
    add_pseudo_codes(books)
    rates = {"3": ("Tucson", Decimal("9.1"))}
    add_tax(books, "Arizona Dept. of Revenue", rates)
    books.store.set_number("id:TaxRate", 2)
    add_tax(books, "Board of Equalization", {"2": ("California", Decimal(8))})


def _fill_names(books: Books) -> None:
    """Customers, vendors and employees, which share one sequence of ids."""
    for entity, names in (("Customer", CUSTOMERS), ("Vendor", VENDORS), ("Employee", EMPLOYEES)):
        for identity, name in names.items():
            books.store.set_number("id:name", int(identity) - 1)
            body: dict[str, object] = {"DisplayName": name}
            if entity == "Employee":
                given, family = name.split(" ")
                body |= {"GivenName": given, "FamilyName": family}
            if identity in JOBS and entity == "Customer":
                body |= {"ParentRef": {"value": JOBS[identity]}}
            books.create(entity, body)
    books.store.set_number("id:name", 57)
