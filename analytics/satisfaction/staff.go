package satisfaction

import (
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"regulars/analytics"
)

// StoreStaff is a store by its employees and its customers.
type StoreStaff struct {
	Store     string
	Employees Estimate // over the periods that were scored
	Customers Estimate // experience, of the whole
}

// Staff is how the stores' employees and customers go together.
type Staff struct {
	Stores      []StoreStaff // with employees' scores and enough answers, by name
	Left        int          // stores with employees' scores but too few answers
	Slope       Estimate     // of the customers' experience, a point of the employees' satisfaction; N counts stores
	Intercept   float64
	Correlation float64 // Pearson's
}

// StaffOf sets the stores' employees' mean scores up to a day against their customers' experience, in groups with at least so many
// answers. The slope is that of ordinary least squares with stores as points, each counting once, and its interval Student's on
// n − 2 degrees of freedom; it is unknown with fewer than three stores, or where employees are alike everywhere.
func StaffOf(scores []analytics.EmployeeScore, q analytics.Question, groups []Group) Staff {
	customers := map[string]Estimate{}
	for _, g := range groups {
		if e := g.Whole.Experience; g.Cut == ByStore && e.N >= int64(max(1, q.MinGroup)) {
			customers[g.Name] = e
		}
	}
	var s Staff
	staff := staffScores(scores, q)
	for _, store := range slices.Sorted(maps.Keys(staff)) {
		if c, ok := customers[store]; ok {
			s.Stores = append(s.Stores, StoreStaff{store, ofPeriods(staff[store]), c})
		} else {
			s.Left++
		}
	}
	s.fit()
	return s
}

func staffScores(scores []analytics.EmployeeScore, q analytics.Question) map[string][]float64 {
	means := map[string][]float64{}
	for _, e := range scores {
		store := q.Labels.Name(e.Store)
		if e.Day > q.AsOf || store == "" || !(math.Abs(e.Satisfaction) <= limit) {
			continue
		}
		means[store] = append(means[store], e.Satisfaction)
	}
	return means
}

// ofPeriods is the mean of a store's periods with Student's interval.
func ofPeriods(scores []float64) Estimate {
	n := float64(len(scores))
	mean, deviation := stat.MeanStdDev(scores, nil)
	e := Estimate{N: int64(n), Mean: mean, Low: math.NaN(), High: math.NaN()}
	if n > 1 && deviation > 1e-9 {
		half := analytics.StudentQuantile(n-1) * deviation / math.Sqrt(n)
		e.Low, e.High = mean-half, mean+half
	}
	return e
}

// fit is the line through the stores.
func (s *Staff) fit() {
	n := float64(len(s.Stores))
	var x, y float64
	for _, p := range s.Stores {
		x, y = x+p.Employees.Mean/n, y+p.Customers.Mean/n
	}
	var xx, xy, yy float64
	for _, p := range s.Stores {
		dx, dy := p.Employees.Mean-x, p.Customers.Mean-y
		xx, xy, yy = xx+dx*dx, xy+dx*dy, yy+dy*dy
	}
	s.Slope, s.Intercept, s.Correlation = unknown, math.NaN(), math.NaN()
	if n < 3 || xx < 1e-12 {
		return
	}
	slope := xy / xx
	half := analytics.StudentQuantile(n-2) * math.Sqrt(math.Max(0, yy-slope*xy)/(n-2)/xx)
	s.Slope = Estimate{N: int64(n), Mean: slope, Low: slope - half, High: slope + half}
	s.Intercept, s.Correlation = y-slope*x, xy/math.Sqrt(xx*yy)
}

type staffRow struct {
	Store         string  `col:"store" en:"store" zh:"门店"`
	Employees     float64 `col:"employees" unit:"points" en:"mean satisfaction of its employees" zh:"门店员工的平均满意度"`
	EmployeesLow  float64 `col:"employees_low" unit:"points" en:"lower end of the 95 % interval of employees (Student's t)" zh:"employees 的 95% 区间下限（学生 t）"`
	EmployeesHigh float64 `col:"employees_high" unit:"points" en:"upper end of the 95 % interval of employees (Student's t)" zh:"employees 的 95% 区间上限（学生 t）"`
	Periods       int64   `col:"periods" unit:"periods" en:"periods with a figure for its employees" zh:"有员工满意度数据的期数"`
	N             int64   `col:"n" unit:"answers" en:"answers about the store with an experience" zh:"该门店有体验评分的回答数"`
	Customers     float64 `col:"customers" unit:"points" en:"mean experience of its customers" zh:"该门店客户的平均体验"`
	Low           float64 `col:"low" unit:"points" en:"lower end of the 95 % interval of customers (Student's t)" zh:"customers 的 95% 区间下限（学生 t）"`
	High          float64 `col:"high" unit:"points" en:"upper end of the 95 % interval of customers (Student's t)" zh:"customers 的 95% 区间上限（学生 t）"`
}

// StaffSchema describes the table employee_value.
var StaffSchema = analytics.SchemaOf[staffRow](analytics.Schema{
	Name:      "employee_value",
	Row:       "store",
	RowZH:     "门店",
	Meaning:   "satisfaction of a store's employees beside that of its customers",
	MeaningZH: "门店员工满意度与客户体验对照",
})

type staffSlopeRow struct {
	Stores      int64   `col:"stores" unit:"stores" en:"stores compared" zh:"所比较的门店数"`
	Slope       float64 `col:"slope" unit:"ratio" en:"points of the customers' experience for a point of the employees' satisfaction" zh:"员工满意度每高一分，客户体验高多少分"`
	Low         float64 `col:"low" unit:"ratio" en:"lower end of the slope's 95 % interval (Student's t)" zh:"斜率的 95% 区间下限（学生 t）"`
	High        float64 `col:"high" unit:"ratio" en:"upper end of the slope's 95 % interval (Student's t)" zh:"斜率的 95% 区间上限（学生 t）"`
	Intercept   float64 `col:"intercept" unit:"points" en:"customers' experience where the line meets zero" zh:"直线在零点处的客户体验"`
	Correlation float64 `col:"correlation" unit:"number" en:"correlation of both over the stores" zh:"两者在门店间的相关系数"`
}

// StaffSlopeSchema describes the table employee_slope.
var StaffSlopeSchema = analytics.SchemaOf[staffSlopeRow](analytics.Schema{
	Name:      "employee_slope",
	Row:       "one row",
	RowZH:     "只有一行",
	Meaning:   "whether stores with happier employees have happier customers; an association, not an effect",
	MeaningZH: "员工更满意的门店客户是否也更满意（相关，而非因果）",
})

// Tables are employee_value, store by store, and employee_slope.
func (s *Staff) Tables() []analytics.Table {
	var rows []staffRow
	for _, p := range s.Stores {
		e, c := p.Employees, p.Customers
		rows = append(rows, staffRow{p.Store, e.Mean, e.Low, e.High, e.N, c.N, c.Mean, c.Low, c.High})
	}
	slope := []staffSlopeRow{{int64(len(s.Stores)), s.Slope.Mean, s.Slope.Low, s.Slope.High, s.Intercept, s.Correlation}}
	return []analytics.Table{analytics.TableOf(StaffSchema, rows), analytics.TableOf(StaffSlopeSchema, slope)}
}
