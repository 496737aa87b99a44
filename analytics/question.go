package analytics

// Question is what a run is asked: the dates, grains and horizons that analyses share.
type Question struct {
	AsOf           Day      // everything is computed as of the end of this day
	Compare        Day      // the earlier day for changes and migration
	Start          Day      // the first day in the data
	Cohort         Grain    // grain of the cohorts
	ChurnAfter     int      // days of silence that mean churn; 0 means each customer's own rhythm
	Horizon        int      // days that forecasts look ahead
	Horizons       []int    // further ones, over which purchases and the probability of none are told
	DiscountRate   float64  // yearly
	Model          string   // auto, bgnbd, mbgnbd, paretonbd or bgbb
	Season         string   // none for models that know no season
	Period         Grain    // the purchase opportunity of bgbb
	Repeated       Repeated // which of a customer's several answers count; empty means all
	MinGroup       int      // groups smaller than this are suppressed on pages
	CalibrationEnd Day      // the last day that forecasts are fitted to when they are checked; 0 means about the first half
	HasCost        bool     // transactions carry costs, so margins are known
	Labels         *Labels  // names of channels, stores and survey dimensions
}
