package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"regulars/analytics"
	"regulars/analytics/driver"
	"regulars/analytics/identity"
	"regulars/analytics/lifetime"
	"regulars/analytics/rfm"
	"regulars/analytics/satisfaction"
	"regulars/data"
	"regulars/jobs/night"
)

// version is set by the build.
var version = "dev"

// Config is everything a command is told, by flags, environment or file.
type Config struct {
	night.Config
	LogFormat string // text or json
	Quiet     bool

	told map[string]*yaml.Node // what was said, by key, as a config file has it
}

// tell keeps what was said.
func (c *Config) tell(key string, value *yaml.Node) {
	if c.told == nil {
		c.told = map[string]*yaml.Node{}
	}
	c.told[key] = value
}

// setting is one thing a user can say as --name, as REGULARS_NAME, or as a key of the config file.
type setting struct {
	name, usage string
	repeat      bool // may be said several times
	isSwitch    bool // true without a value
	set         func(c *Config, value string) error
}

// settings are all of them, in the order that help lists them.
func settings() []setting {
	var all []setting
	for _, t := range night.Tables {
		all = append(all, setting{name: t, usage: "`PATH` of the " + t + ": a file, glob or folder; repeatable", repeat: true, set: func(c *Config, v string) error {
			c.Inputs[t] = append(c.Inputs[t], v)
			return nil
		}})
	}
	all = append(all, readingSettings()...)
	all = append(all, analysisSettings()...)
	return append(all, runningSettings()...)
}

// analysisSettings say where the report goes, what it is about, and what is forecast.
func analysisSettings() []setting {
	return []setting{
		one("out", "`DIR` that reports are published in (default: out)", func(c *Config, v string) error { c.Out = v; return nonempty(v) }),
		one("as-of", "report as of the end of this `DATE`; an earlier one gives that night's tables from today's files (default: the last date in the data)", day(func(c *Config) *analytics.Day { return &c.AsOf })),
		one("compare", "earlier `DATE` for changes and migration (default: the same day of the month before)", day(func(c *Config) *analytics.Day { return &c.Compare })),
		one("tz", "reporting time `ZONE`, such as Europe/London; times with a zone are converted to it, times without are taken as they are (default: UTC)", setZone),
		one("currency", "`CODE` of the reporting currency, such as EUR, shown with every amount; amounts in another are refused, or converted with --rates (default: that of all amounts, and then as in the last report)", setCurrency),
		one("lang", "`LANGUAGE` of the pages: en, zh or both (default: both)", choice(func(c *Config) *string { return &c.Lang }, "en", "zh", "both")),
		one("cohort", "`GRAIN` of cohorts: day, week, month, quarter or year (default: month)", setCohort),
		one("churn-after", "`DAYS` of silence that mean churn (default: each customer's own rhythm)", whole(func(c *Config) *int { return &c.ChurnAfter }, 1, 36500)),
		one("horizon", "`DAYS` that forecasts look ahead (default: 365)", whole(func(c *Config) *int { return &c.Horizon }, 1, 36500)),
		one("discount-rate", "yearly `RATE` (default: 0.10)", setRate),
		one("value-years", "`N` years for which a customer stays by the value formula of the course books (default: 10)", whole(func(c *Config) *int { return &c.ValueYears }, 1, 100)),
		one("response", "`P%` of those contacted who are supposed to buy because of it, until contacts show it (default: 5%)", share(func(c *Config) *float64 { return &c.Response })),
		one("hold-out", "`P%` of the customers that exported lists leave out at random, to measure what lists achieve (default: 10%)", share(func(c *Config) *float64 { return &c.HoldOut })),
		one("contact-cost", "`AMOUNT` that one contact costs, which an action has to gain (default: 0)", setContactCost),
		one("answer-value", "`AMOUNT` that one answer or complaint is worth in the relationship value (default: 0)", setAnswerValue),
		one("model", "purchase `MODEL`: bgnbd, mbgnbd, paretonbd, auto (of these the one that forecast best at earlier dates), or bgbb for purchases at fixed occasions, such as a donation a year (default: auto)", func(c *Config, v string) error { c.Model = v; return lifetime.CheckModel(v) }),
		one("season", "whether forecasts carry the `SEASON`: auto (where it can be told) or none (the plain models) (default: auto)", choice(func(c *Config) *string { return &c.Season }, "auto", "none")),
		one("horizons", "further `DAYS` over which purchases and the probability of none are told for each customer, such as 45,60,120: six at most (default: none)", setHorizons),
		one("calibration-end", "last `DATE` that forecasts are fitted to when they are checked, besides the rolling origins (default: about the first half)", day(func(c *Config) *analytics.Day { return &c.Calibration })),
		one("parameters", "`FILE` of fitted parameters, parameters.json of an edition, to apply to these customers (default: the models are fitted)", setParameters),
		one("period", "`GRAIN` of the opportunities that --model bgbb counts, each with a purchase or without; spend is then per period: day, week, month, quarter or year (default: month)", setPeriod),
	}
}

// runningSettings say how a night runs, and how surveys, accounts and exports are treated.
func runningSettings() []setting {
	return []setting{
		one("threads", "`N` threads (default: all processors)", whole(func(c *Config) *int { return &c.Threads }, 1, 1024)),
		one("max-memory", "`SIZE` of memory to stay below, such as 2G; beyond an eighth of it the ledger is kept in a scratch file in --out, with the same result (default: three quarters of the machine or its cgroup)", func(c *Config, v string) (err error) { c.MaxMemory, err = parseSize(v); return err }),
		one("state", "`DIR` that keeps what was read, so that a night reads new files only (default: all are read)", func(c *Config, v string) error { c.State = v; return nonempty(v) }),
		one("max-bad-rows", "`N or P%` of refused rows of a table above which nothing is published (default: 1%)", func(c *Config, v string) (err error) { c.MaxBadRows, err = night.ParseLimit(v); return err }),
		one("log-format", "`FORMAT` of the log on standard error: text or json (default: text)", choice(func(c *Config) *string { return &c.LogFormat }, "text", "json")),
		one("keep", "`N` reports to keep in the output folder; older ones are removed, the latest never (default: 30)", whole(func(c *Config) *int { return &c.Keep }, 1, math.MaxInt32)),
		one("min-group", "`N` below which groups are not shown on pages (default: 10)", whole(func(c *Config) *int { return &c.MinGroup }, 1, math.MaxInt32)),
		one("scoring", "`METHOD` of RFM scores: quantile (by rank) or fixed (by the cut points of the config file) (default: quantile)", func(c *Config, v string) error { c.Scoring = rfm.Method(v); return oneOf(v, "quantile", "fixed") }),
		setting{name: "survey-scale", usage: "`MIN-MAX` of the scores in surveys that do not state theirs, such as 1-5, or 5-1 where 1 is the best; of one column: recommend=1-5, complaints.satisfaction_after=0-10; repeatable (default: what the scores show, and then as in the last report)", repeat: true, set: setSurveyScale},
		setting{name: "survey-missing", usage: "`CODE` in surveys that stands for no answer, as in --survey-missing=-99, but not for a recommendation of 0 to 10 or a positive price; repeatable (default: none)", repeat: true, set: setSurveyMissing},
		one("survey-answers", "which of a customer's several answers about a dimension count on the Satisfaction page: last (the last of the last 365 days), all, or mean (one with the mean scores) (default: last)", func(c *Config, v string) error {
			c.Survey.Repeated = analytics.Repeated(v)
			return oneOf(v, "all", "last", "mean")
		}),
		setting{name: "survey-question", usage: "`NAME=COLUMN` of surveys with a column for each question; repeatable", repeat: true, set: setSurveyQuestion},
		setting{name: "delivered-value", usage: "`DIMENSION=PART` of delivered value: product, service, personnel, image, money, time, energy or mind; repeatable (default: product, service, relationship=personnel, brand image=image, price=money, convenience=time)", repeat: true, set: setDelivered},
		setting{name: "driver-levels", usage: "`DIMENSION=FIRST/SECOND` level of what drives satisfaction, such as delivery=product/convenience; repeatable (default: product and service=product/quality, price=product/price, convenience=product/convenience, brand image=brand/attitude, relationship=relationship/emotional bond)", repeat: true, set: setLevels},
		one("alert-below", "`SHARE` of a scale, from its lower end, in which a score opens a case (default: 0.4)", setAlertBelow),
		one("alert-days", "`DAYS` in which somebody should look into a low score (default: 7)", whole(func(c *Config) *int { return &c.AlertDays }, 0, 90)),
		one("phone-region", "`REGION` of phones without a country code, such as FR (default: such phones are not used)", setPhoneRegion),
		setting{name: "dots-ignored", usage: "`DOMAIN`, besides gmail.com, where dots in an e-mail address make no difference; repeatable", repeat: true, set: func(c *Config, v string) error {
			c.Identity.Dotless = append(c.Identity.Dotless, strings.ToLower(v))
			return nonempty(v)
		}},
		one("shared-key", "`N` accounts above which a phone or e-mail address is shared and joins nobody (default: 4)", whole(func(c *Config) *int { return &c.Identity.Most }, 2, 100)),
		setting{name: "export", usage: "`LIST` of customers to write for other programs: a segment, a class (A, keep, repeat, inertia, or abcd=A where several have that name), queue, an action of the queue (win back, hold, second purchase, settle, share of wallet, referral or thank), or by their old names winback, calls or alerts; repeatable", repeat: true, set: func(c *Config, v string) error {
			c.Export = append(c.Export, v)
			return nonempty(v)
		}},
		one("hash-key-file", "`FILE` with the key that hashes contacts in exports (or the key itself in REGULARS_HASH_KEY; default: contacts are left out)", setHashKeyFile),
		onOff("hash-ids", "hash customer ids with the key of --hash-key-file wherever they stand: for ids that are e-mail addresses or phones", func(c *Config) *bool { return &c.HashIDs }),
		onOff("clear-contacts", "write contacts into exports in clear, in a folder that only you can open", func(c *Config) *bool { return &c.Contacts.Clear }),
		onOff("drop-duplicates", "drop lines that repeat another in every column", func(c *Config) *bool { return &c.DropDuplicates }),
		onOff("quiet", "log only warnings and errors, without a progress bar", func(c *Config) *bool { return &c.Quiet }),
	}
}

// readingSettings say what is left out of the inputs, and how they are read.
func readingSettings() []setting {
	return []setting{
		setting{name: "map", usage: "`TABLE.COLUMN=SOURCE` names the source of a column; an amount may be quantity*unit_price or price / 100, a constant is 'text' in quotes, and '' leaves a column out; repeatable (default: usual names)", repeat: true, set: setMap},
		setting{name: "where", usage: "`COLUMN=VALUE` keeps matching lines only: any of one column's values, all of the columns; COLUMN!=VALUE keeps the others; of another table: complaints.channel=web; repeatable", repeat: true, set: setWhere},
		setting{name: "except", usage: "`COLUMN=VALUE` leaves matching lines out; customer_id in all tables; repeatable", repeat: true, set: rule("except", func(c *Config) map[string][]string { return c.Except })},
		one("since", "leave out all rows dated before this `DATE` (default: none but those far from all others)", day(func(c *Config) *analytics.Day { return &c.Since })),
		one("until", "leave out all rows dated after this `DATE` (default: none but those far from all others)", day(func(c *Config) *analytics.Day { return &c.Until })),
		setting{name: "refund-where", usage: "`COLUMN=VALUE` of lines that are refunds, whatever the sign of their amounts, such as type=refund; repeatable", repeat: true, set: rule("refund-where", func(c *Config) map[string][]string { return c.RefundWhere })},
		setting{name: "latest-by", usage: "`COLUMN` of dates or numbers by which only the last version of an order's line is kept; of another table, with its name: complaints.updated_at; repeatable", repeat: true, set: setLatestBy},
		onOff("order-id-per-day", "order ids begin anew each day, as receipt numbers do", func(c *Config) *bool { return &c.OrdersByDay }),
		setting{name: "date-format", usage: "`FORM` of dates in texts that give the day before the month or the year last: DD/MM/YYYY or MM/DD/YYYY; of one column: complaints.opened_at=DD.MM.YYYY; repeatable", repeat: true, set: setDateFormat},
		onOff("decimal-comma", "numbers in texts have a comma before the fraction: 1.234,50", func(c *Config) *bool { return &c.DecimalComma }),
		setting{name: "rates", usage: "`PATH` of a table of date, currency and rate that converts amounts into --currency: units of it for one of the other, from that date on; repeatable", repeat: true, set: func(c *Config, v string) error {
			c.Rates = append(c.Rates, v)
			return nonempty(v)
		}},
	}
}

func one(name, usage string, set func(*Config, string) error) setting {
	return setting{name: name, usage: usage, set: set}
}

func onOff(name, usage string, at func(*Config) *bool) setting {
	return setting{name: name, usage: usage, isSwitch: true, set: func(c *Config, v string) (err error) {
		if *at(c), err = strconv.ParseBool(v); err != nil {
			return fmt.Errorf("%q is not true or false", v)
		}
		return nil
	}}
}

func setHashKeyFile(c *Config, path string) error {
	b, err := readSmall(path, 64<<10)
	if err != nil {
		return err
	}
	return c.Contacts.SetKey(strings.TrimRight(string(b), "\r\n"))
}

func setMap(c *Config, v string) error {
	at, source, ok := strings.Cut(v, "=")
	table, column, ok2 := strings.Cut(at, ".")
	if !ok || !ok2 || source == "" || column == "" {
		return fmt.Errorf("%q does not name a column and its source: write transactions.customer_id=CustomerID", v)
	}
	if !slices.Contains(night.Tables, table) {
		return fmt.Errorf("%q: there is no table %q; the tables are %s", v, table, strings.Join(night.Tables, ", "))
	}
	if c.Map[table] == nil {
		c.Map[table] = map[string]string{}
	}
	c.Map[table][column] = source
	return nil
}

func setWhere(c *Config, v string) error {
	column, value, ok := strings.Cut(v, "=")
	if !ok || column == "" {
		return fmt.Errorf("%q is not a filter: write channel=app", v)
	}
	if without, other := strings.CutSuffix(column, "!"); other && without != "" {
		c.Except[without] = append(c.Except[without], value)
		return nil
	}
	c.Where[column] = append(c.Where[column], value)
	return nil
}

// rule reads values of columns.
func rule(name string, at func(*Config) map[string][]string) func(*Config, string) error {
	return func(c *Config, v string) error {
		column, value, ok := strings.Cut(v, "=")
		if !ok || column == "" {
			return fmt.Errorf("%q does not name a column and its value: write --%s type=refund", v, name)
		}
		at(c)[column] = append(at(c)[column], value)
		return nil
	}
}

func setLatestBy(c *Config, v string) error {
	table, column, ok := strings.Cut(v, ".")
	if !ok || !slices.Contains(night.Tables, table) {
		table, column = "transactions", v
	}
	if c.LatestBy[table] != "" {
		return fmt.Errorf("%s has one column already: %s", table, c.LatestBy[table])
	}
	c.LatestBy[table] = column
	return nonempty(column)
}

func setDateFormat(c *Config, v string) error {
	column, form, ok := strings.Cut(v, "=")
	if !ok {
		column, form = "", v
	}
	table, name, _ := strings.Cut(column, ".")
	if column != "" && (!slices.Contains(night.Tables, table) || name != "" && !data.Has(table, name)) {
		return fmt.Errorf("%q: there is no column %s; write complaints.opened_at=DD.MM.YYYY", v, column)
	}
	order, err := data.DateOrder(form)
	c.DateOrders[column] = order
	return err
}

func setZone(c *Config, v string) (err error) {
	if c.Zone, err = time.LoadLocation(v); err != nil || v == "" || v == "Local" {
		return fmt.Errorf("%q is not a time zone: write a name such as Europe/London or Asia/Shanghai", v)
	}
	return nil
}

func setPhoneRegion(c *Config, v string) error {
	if c.Identity.Region = v; !identity.Known(v) {
		return fmt.Errorf("%q is not a region whose numbers are known: write two capitals, such as FR, GB or CN", v)
	}
	return nil
}

func setCurrency(c *Config, v string) error {
	c.Currency = v
	if len(v) != 3 || strings.Trim(v, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return fmt.Errorf("%q is not a currency code: write three capitals, such as EUR or CNY", v)
	}
	return nil
}

func setCohort(c *Config, v string) error {
	c.Cohort = analytics.Grain(v)
	return oneOf(v, "day", "week", "month", "quarter", "year")
}

// setHorizons reads days apart by commas.
func setHorizons(c *Config, v string) error {
	c.Horizons = nil
	for _, part := range strings.Split(v, ",") {
		days, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || days < 1 || days > 36500 {
			return fmt.Errorf("%q is not a whole number of days from 1 to 36500", part)
		}
		c.Horizons = append(c.Horizons, days)
	}
	slices.Sort(c.Horizons)
	if c.Horizons = slices.Compact(c.Horizons); len(c.Horizons) > lifetime.MostHorizons {
		return fmt.Errorf("%d horizons: give %d at most", len(c.Horizons), lifetime.MostHorizons)
	}
	return nil
}

func setParameters(c *Config, v string) error {
	text, err := os.ReadFile(v)
	if err != nil {
		return err
	}
	if c.Parameters, err = lifetime.ParseParameters(text); err != nil {
		return fmt.Errorf("%s: %w: give parameters.json of an edition", v, err)
	}
	return nil
}

func setPeriod(c *Config, v string) error {
	c.Period = analytics.Grain(v)
	return oneOf(v, "day", "week", "month", "quarter", "year")
}

// share reads a share in per cent.
func share(at func(*Config) *float64) func(*Config, string) error {
	return func(c *Config, v string) error {
		digits, ok := strings.CutSuffix(v, "%")
		percent, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
		if !ok || err != nil || !(percent >= 0 && percent <= 100) {
			return fmt.Errorf("%q is not a share from 0%% to 100%%: write 10%%", v)
		}
		*at(c) = percent / 100
		return nil
	}
}

func setContactCost(c *Config, v string) (err error) {
	c.ContactCost, err = strconv.ParseFloat(v, 64)
	if err != nil || !(c.ContactCost >= 0 && c.ContactCost <= 1e6) {
		return fmt.Errorf("%q is not an amount from 0 to 1,000,000", v)
	}
	return nil
}

func setAnswerValue(c *Config, v string) (err error) {
	c.AnswerValue, err = strconv.ParseFloat(v, 64)
	if err != nil || !(c.AnswerValue >= 0 && c.AnswerValue <= 1e6) {
		return fmt.Errorf("%q is not an amount from 0 to 1,000,000", v)
	}
	return nil
}

func setSurveyScale(c *Config, v string) error {
	column, written, ok := strings.Cut(v, "=")
	if !ok {
		column, written = "experience", v
	}
	scale, err := data.ParseScale(written)
	if err != nil {
		return err
	}
	name, err := night.NameScale(column)
	c.Scales[name] = scale
	return err
}

func setSurveyMissing(c *Config, v string) error {
	code, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsNaN(code) {
		return fmt.Errorf("%q is not a code: write a number, such as -99", v)
	}
	c.Survey.Coding.Missing = append(c.Survey.Coding.Missing, code)
	return nil
}

func setSurveyQuestion(c *Config, v string) error {
	name, column, ok := strings.Cut(v, "=")
	if !ok || name == "" || column == "" || strings.Contains(name, "'") {
		return fmt.Errorf("%q does not name a question and its column: write 'seat comfort=Seat Comfort'", v)
	}
	if slices.ContainsFunc(c.Survey.Questions, func(q night.Question) bool { return q.Dimension == name }) {
		return fmt.Errorf("the question %q has a column already", name)
	}
	c.Survey.Questions = append(c.Survey.Questions, night.Question{Dimension: name, Column: column})
	return nil
}

func setAlertBelow(c *Config, v string) (err error) {
	if c.AlertBelow, err = strconv.ParseFloat(v, 64); err != nil || !(c.AlertBelow >= 0 && c.AlertBelow < 1) {
		return fmt.Errorf("%q is not a share of a scale: write 0.4 for its lower 40 per cent", v)
	}
	return nil
}

func setDelivered(c *Config, v string) error {
	dimension, part, ok := strings.Cut(v, "=")
	if !ok || dimension == "" {
		return fmt.Errorf("%q does not name a dimension and its part: write 'delivery=time'", v)
	}
	p, err := satisfaction.PartOf(part)
	if err != nil {
		return err
	}
	if c.Survey.Parts == nil {
		c.Survey.Parts = map[string]satisfaction.Part{}
	}
	c.Survey.Parts[strings.ToLower(strings.TrimSpace(dimension))] = p
	return nil
}

func setLevels(c *Config, v string) error {
	dimension, place, ok := strings.Cut(v, "=")
	if !ok || strings.TrimSpace(dimension) == "" {
		return fmt.Errorf("%q does not name a dimension and its levels: write 'delivery=product/convenience'", v)
	}
	p, err := driver.PlaceOf(place)
	if err != nil {
		return err
	}
	if c.Survey.Levels == nil {
		c.Survey.Levels = driver.Levels{}
	}
	c.Survey.Levels[strings.ToLower(strings.TrimSpace(dimension))] = p
	return nil
}

func setRate(c *Config, v string) (err error) {
	c.DiscountRate, err = strconv.ParseFloat(v, 64)
	if err != nil || !(c.DiscountRate >= 0 && c.DiscountRate <= 1) {
		return fmt.Errorf("%q is not a yearly rate from 0 to 1: write 0.10 for ten per cent", v)
	}
	return nil
}

func day(at func(*Config) *analytics.Day) func(*Config, string) error {
	return func(c *Config, v string) (err error) {
		if *at(c), err = analytics.ParseDay(v); err == nil && (*at(c) < analytics.NewDay(1900, 1, 1) || *at(c) > analytics.NewDay(2200, 12, 31)) {
			err = fmt.Errorf("%s is not a date from 1900 to 2200, as those in the data are", v)
		}
		return err
	}
}

func whole(at func(*Config) *int, least, most int) func(*Config, string) error {
	return func(c *Config, v string) (err error) {
		if *at(c), err = strconv.Atoi(v); err != nil || *at(c) < least || *at(c) > most {
			return fmt.Errorf("%q is not a whole number from %d to %d", v, least, most)
		}
		return nil
	}
}

func choice(at func(*Config) *string, values ...string) func(*Config, string) error {
	return func(c *Config, v string) error {
		*at(c) = v
		return oneOf(v, values...)
	}
}

func oneOf(v string, values ...string) error {
	if slices.Contains(values, v) {
		return nil
	}
	return fmt.Errorf("%q is not one of %s", v, strings.Join(values, ", "))
}

func nonempty(v string) error {
	if v == "" {
		return fmt.Errorf("it is empty")
	}
	return nil
}

// parseSize reads a size in bytes with an optional unit: 500M, 2GiB.
func parseSize(s string) (int64, error) {
	digits := strings.TrimRight(strings.ToUpper(s), "KMGTIB")
	unit := strings.TrimSuffix(strings.TrimSuffix(strings.ToUpper(s)[len(digits):], "B"), "I")
	at := slices.Index([]string{"", "K", "M", "G", "T"}, unit)
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || at < 0 || !(n > 0) || n > 1<<50 {
		return 0, fmt.Errorf("%q is not a size: write 500M or 2G", s)
	}
	return int64(n * float64(int64(1)<<(10*at))), nil
}

// readSmall reads a file that cannot be long, for a device may be named that never ends.
func readSmall(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(b)) > most {
		err = fmt.Errorf("%s has more than %d bytes: name another file", path, most)
	}
	return b, err
}
