package sample

import "github.com/apache/arrow/go/v17/arrow"

var (
	text    = arrow.BinaryTypes.String
	number  = arrow.PrimitiveTypes.Int64
	score   = arrow.PrimitiveTypes.Float64
	flag    = arrow.FixedWidthTypes.Boolean
	date    = arrow.FixedWidthTypes.Date32
	instant = &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}
	money   = &arrow.Decimal128Type{Precision: 18, Scale: 2}
)

// column names a column of a type; schema makes a table of them, all of which may be null.
func column(t arrow.DataType, names ...string) (fields []arrow.Field) {
	for _, name := range names {
		fields = append(fields, arrow.Field{Name: name, Type: t, Nullable: true})
	}
	return fields
}

func schema(columns ...[]arrow.Field) *arrow.Schema {
	var all []arrow.Field
	for _, c := range columns {
		all = append(all, c...)
	}
	return arrow.NewSchema(all, nil)
}

var (
	transactions = schema(column(text, "customer_id"), column(number, "order_id"), column(instant, "ordered_at"),
		column(text, "product_id", "category"), column(number, "quantity"), column(money, "unit_price", "unit_cost", "discount", "amount"),
		column(text, "channel", "store", "region", "currency", "employee"))
	costs     = schema(column(date, "period"), column(text, "kind", "channel"), column(money, "amount"), column(text, "customer_id"))
	events    = schema(column(date, "date"), column(text, "name", "name_zh"), column(date, "until"))
	employees = schema(column(text, "store"), column(date, "period"), column(score, "satisfaction"))
)

// The tables that are written customer by customer.
const (
	surveys = iota
	complaints
	referrals
	identities
	wallet
	contacts
	interviews
	truthCustomers
	truthAccounts
)

var books = []struct {
	name   string
	schema *arrow.Schema
}{
	surveys: {"surveys", schema(column(text, "customer_id"), column(instant, "answered_at"), column(text, "dimension"),
		column(score, "experience", "expectation", "importance", "ideal", "scale_min", "scale_max", "recommend", "repurchase_intent"),
		column(text, "competitor"), column(score, "competitor_experience"),
		column(money, "price_too_cheap", "price_cheap", "price_expensive", "price_too_expensive"), column(text, "comment", "channel", "store", "employee"))},
	complaints: {"complaints", schema(column(number, "complaint_id"), column(text, "customer_id"), column(instant, "opened_at", "closed_at"),
		column(text, "category", "channel", "outcome"), column(score, "satisfaction_after"), column(money, "compensation"),
		column(instant, "replied_at", "promised_at"))},
	referrals: {"referrals", schema(column(text, "referrer_id", "referred_id"), column(instant, "referred_at"))},
	identities: {"identities", schema(column(text, "source", "source_id", "phone", "email", "name"), column(date, "birthday"),
		column(flag, "consent", "qualified"), column(instant, "updated_at"))},
	wallet:   {"wallet", schema(column(text, "customer_id"), column(date, "period"), column(money, "amount"))},
	contacts: {"contacts", schema(column(text, "customer_id"), column(instant, "contacted_at"), column(text, "list"), column(flag, "held_out"))},
	interviews: {"interviews", schema(column(text, "customer_id"), column(instant, "answered_at"), column(text, "dimension"),
		column(score, "experience", "scale_min", "scale_max"), column(text, "comment"))},
	truthCustomers: {"truth/customers", schema(column(number, "person"), column(text, "customer_id"), column(date, "first_day", "leaves"),
		column(score, "lifetime_days", "lambda", "mu", "mean_spend", "satisfaction", "loyalty"), column(text, "channel", "store", "favourite"),
		column(flag, "deal_seeker"), column(text, "referrer_id"), column(number, "orders", "complaints"), column(flag, "loss_maker"))},
	truthAccounts: {"truth/accounts", schema(column(number, "person"), column(text, "source", "source_id"))},
}
