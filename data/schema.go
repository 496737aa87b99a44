package data

import (
	"strings"
	"unicode"
)

// kind is the canonical type that a column's values are brought to.
type kind int

const (
	aKey    kind = iota // Int64, String or Dictionary<Uint32, String>, as the file gives it
	aDate               // Timestamp[us] without zone: the wall clock of the reporting zone
	money               // Int64 millionths
	number              // Float64
	text                // String or Dictionary<Uint32, String>
	flag                // Boolean
	raw                 // Int64: a hash, by which lines are compared
	operand             // one side of quantity*unit_price: Float64, or Int64 millionths where the file is exact
)

// column is one canonical column of a table.
type column struct {
	name     string
	kind     kind
	required bool
	subject  string   // what no_… and bad_… are about: no_customer, bad_date
	also     []string // common names it is recognised by, best first, written without case, spaces or punctuation
}

func required(name string, k kind, subject string, also ...string) column {
	return column{name, k, true, subject, also}
}

func optional(name string, k kind, also ...string) column {
	return column{name, k, false, name, also}
}

var customerID = required("customer_id", aKey, "customer", "customer", "custid", "clientid", "userid", "memberid", "buyerid", "shopperid")

// tables lists every canonical column. The required ones stand in the order in which a row is judged, its date first, so that
// an earlier as-of date gives the counts of that night.
var tables = map[string][]column{
	"transactions": {
		required("ordered_at", aDate, "date", "orderdate", "ordertime", "ordertimestamp", "orderpurchasetimestamp", "invoicedate",
			"purchasedate", "purchasedat", "transactiondate", "transactiontime", "saledate", "soldat", "datetime", "timestamp", "date", "createdat"),
		customerID,
		required("amount", money, "amount", "totalamount", "total", "revenue", "sales", "linetotal", "lineamount", "netamount", "dollarvalue", "spend", "price"),
		optional("order_id", aKey, "orderno", "ordernumber", "invoiceno", "invoiceid", "invoicenumber", "invoice", "transactionid", "receiptid", "basketid"),
		optional("quantity", number, "qty", "units", "numberofcds", "cds"),
		optional("unit_price", money, "priceperunit"),
		optional("cost", money, "totalcost", "linecost", "cogs"),
		optional("unit_cost", money, "costperunit"),
		optional("discount", money, "discountamount"),
		optional("product_id", text, "product", "stockcode", "sku", "itemid", "productcode"),
		optional("category", text, "productcategory", "department"),
		optional("channel", text, "saleschannel", "source"),
		optional("store", text, "storeid", "shop", "shopid", "branch", "storename"),
		optional("region", text, "country", "state"),
		optional("currency", text, "currencycode"),
		optional("employee", text, "employeeid", "salesperson", "cashier", "staffid"),
	},
	"surveys": {
		required("answered_at", aDate, "date", "answered", "answerdate", "reviewcreationdate", "responsedate", "respondedat", "surveydate",
			"submittedat", "datetime", "timestamp", "date", "createdat"),
		customerID,
		required("experience", number, "experience", "score", "rating", "reviewscore", "satisfaction", "satisfactionscore", "csat", "stars"),
		optional("dimension", text, "aspect", "topic", "question"),
		optional("expectation", number, "expected"),
		optional("importance", number, "weight"),
		optional("ideal", number),
		optional("scale_min", number),
		optional("scale_max", number),
		optional("recommend", number, "nps", "npsscore", "likelihoodtorecommend"),
		optional("repurchase_intent", number),
		optional("competitor", text),
		optional("competitor_experience", number),
		optional("price_too_cheap", number),
		optional("price_cheap", number),
		optional("price_expensive", number),
		optional("price_too_expensive", number),
		optional("comment", text, "comments", "feedback", "reviewcommentmessage"),
		optional("store", text, "storeid", "shop", "shopid", "branch", "storename"),
		optional("employee", text, "employeeid"),
		optional("channel", text),
		optional("region", text, "country", "state"),
	},
	"complaints": {
		required("opened_at", aDate, "date", "opened", "openedon", "complaintdate", "createdat", "datetime", "timestamp", "date"),
		required("complaint_id", aKey, "complaint", "ticketid", "caseid", "complaintno", "id"),
		customerID,
		optional("closed_at", aDate, "closed", "closedon", "resolvedat", "closedate"),
		optional("category", text, "topic", "reason"),
		optional("channel", text),
		optional("outcome", text, "status", "resolution"),
		optional("satisfaction_after", number),
		optional("compensation", money),
	},
	"referrals": {
		required("referred_at", aDate, "date", "referraldate", "createdat", "datetime", "timestamp", "date"),
		required("referrer_id", aKey, "referrer", "referrer", "referringcustomerid"),
		required("referred_id", aKey, "referred", "referred", "referredcustomerid", "refereeid"),
	},
	"identities": {
		required("source", text, "source", "system", "sourcesystem"),
		required("source_id", aKey, "source_id", "accountid", "recordid"),
		optional("phone", text, "phonenumber", "mobile", "telephone"),
		optional("email", text, "emailaddress", "mail"),
		optional("name", text, "fullname", "customername"),
		optional("birthday", aDate, "birthdate", "dateofbirth", "dob"),
		optional("consent", flag, "marketingconsent", "optin"),
		optional("qualified", flag),
		optional("updated_at", aDate, "updated", "modifiedat", "lastmodified"),
	},
	"costs": {
		required("period", aDate, "date", "month", "date"),
		required("kind", text, "kind", "type", "costkind", "costtype"),
		required("amount", money, "amount", "cost", "spend", "total"),
		optional("channel", text),
		optional("customer_id", aKey, "customer", "custid", "clientid", "userid"),
	},
	"wallet": {
		required("period", aDate, "date", "month", "date"),
		customerID,
		required("amount", money, "amount", "spend", "total"),
	},
	"contacts": {
		customerID,
		required("list", text, "list", "listname", "campaign", "campaignname"),
		optional("contacted_at", aDate, "contacted", "contactedon", "contactdate", "sentat", "calledat", "date"),
		optional("held_out", flag, "holdout", "heldback", "control", "controlgroup"),
	},
	"events": {
		required("date", aDate, "date", "from", "start", "startdate", "day"),
		required("name", text, "name", "event", "eventname", "title"),
		optional("name_zh", text),
		optional("until", aDate, "to", "end", "enddate"),
	},
	"employees": {
		required("period", aDate, "date", "month", "date"),
		required("store", text, "store", "storeid", "shop", "shopid", "branch", "storename", "unit"),
		required("satisfaction", number, "satisfaction", "score", "rating"),
	},
}

// defaults are the values of columns that a table may leave out but that its readers always need.
var defaults = map[string]map[string]string{"surveys": {"dimension": "overall"}}

// plainName is a name as common names are compared: letters and digits only, in lower case.
func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func find(table, name string) (column, bool) {
	for _, c := range tables[table] {
		if c.name == name {
			return c, true
		}
	}
	return column{}, false
}
