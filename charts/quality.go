package charts

import "regulars/analytics"

// QualityInput is what the Quality page is made of.
type QualityInput struct {
	Currency     Currency
	AsOf         analytics.Day
	LastDay      analytics.Day // the last day with a transaction
	Read, Kept   int64         // rows of all inputs
	Inputs       []Input
	Refused      []Refused
	Gate         Gate
	Unattributed float64 // net revenue of the rows without a customer (reason no_customer), in units of the currency
	Revenue      float64 // net revenue of the rows kept
	Mapping      []Mapped
	Checks       []Check
	Models       []ModelStatus
	Warnings     []Text
	Absent       []Absent // tables that were not given
	Options      []Option // the settings of the run
}

// Input is one input file.
type Input struct {
	Table       string
	Path        string
	Rows, Bytes int64
	SHA256      string
	First, Last analytics.Day // of the dates in it; NoDay where they are not known
}

// Refused are the rows of a table that could not be used, for one reason.
type Refused struct {
	Table   string
	Reason  string // no_customer, no_date, after_as_of, no_amount, …
	Rows    int64
	Revenue float64 // net amount on these rows; NaN where it cannot be known
	Counted bool    // held against the quality gate
}

// Gate is the quality gate: above Limit nothing is published.
type Gate struct {
	Rows    int64   // rows held against it
	Share   float64 // of the rows read
	Limit   string  // as the user wrote it: "1%" or "500"
	Allowed int64   // as many rows
}

// Mapped says which source column a column came from.
type Mapped struct {
	Table, Column, Source string
	How                   string // "given", "recognised" or "same name"
}

// Check is a check of the data or of the results, such as parts that must add up to a total.
type Check struct {
	Name   Text
	Passed bool
	Detail Text
}

// ModelStatus is how a model's fit ended.
type ModelStatus struct {
	Model     string // "bgnbd"
	Status    string // converged, boundary, not identified, too few customers, failed
	Sentence  Text
	Customers int
	Selected  bool
}

// Option is a setting of the run.
type Option struct{ Name, Value string }
