package charts

import "regulars/analytics"

// OverviewInput is what the start page is made of.
type OverviewInput struct {
	Currency Currency
	AsOf     analytics.Day
	Compare  analytics.Day // NoDay where there is no earlier date
	Length   int           // days of a period: of the figures that are sums over one, and of the sparklines
	Figures  []Figure      // headline figures, most important first; the first six that are known are shown
	Findings []Finding     // of the other pages (Page.Finding), most important first; the first three are shown
	Actions  []Action      // the first three are shown; see ActionsInput.Top
	Badge    Badge         // see QualityInput.Badge
}

// Figure is a headline figure.
type Figure struct {
	Key       FigureKey
	Now       float64   // a share is a fraction of 1; NaN where it is not known
	Before    float64   // at the comparison date, or over the period before; NaN where it is not known
	Low, High float64   // interval of an estimate; both zero where it is not one
	N         int       // how many it rests on, where that is worth saying; 0 means it is not said
	Spark     []float64 // the figure of recent periods, oldest first, this one last
}

// FigureKey names a headline figure the program knows.
type FigureKey string

// The headline figures.
const (
	FigureRevenue      FigureKey = "revenue"      // net revenue of the period
	FigureBuyers       FigureKey = "buyers"       // customers who bought in the period
	FigureNew          FigureKey = "new"          // of these, for the first time
	FigureReturning    FigureKey = "returning"    // share of the period's buyers who had bought before
	FigureOrders       FigureKey = "orders"       // orders of the period
	FigureOrderValue   FigureKey = "order_value"  // net revenue per order
	FigureActive       FigureKey = "active"       // customers likely still active (sum of P(alive))
	FigureFuture       FigureKey = "future"       // expected value of the customers of today over the horizon
	FigureRetained     FigureKey = "retained"     // share of new customers who came back
	FigureSatisfaction FigureKey = "satisfaction" // share of answers in the top two boxes
	FigureNPS          FigureKey = "nps"          // promoters less detractors, as a fraction of 1
	FigureLoyal        FigureKey = "loyal"        // share of loyal customers
)
