package loyalty

import (
	"math"

	"regulars/analytics"
)

// Tables are the results to take away. The columns of loyalty_curve named in omit are left out.
func (r *Result) Tables(omit ...string) []analytics.Table {
	list := []analytics.Table{analytics.TableOf(CurveSchema, r.Levels, omit...), analytics.TableOf(TrapSchema, r.Trap.rows())}
	if r.Stake != nil {
		list = append(list, analytics.TableOf(StakeSchema, r.Stake.rows()))
	}
	return list
}

// fitRow is a line of loyalty_trap: one fitted line, and what the search came to beside the chosen one.
type fitRow struct {
	Breaks   int     `col:"breaks" unit:"number" en:"how often the line is bent: 0, 1 or 2" zh:"折线的转折数：0、1 或 2"`
	Break1   float64 `col:"break_1" unit:"points" en:"score at the first bend" zh:"第一个转折处的评分"`
	Break1SE float64 `col:"se_break_1" unit:"points" en:"standard error of break_1" zh:"break_1 的标准误"`
	Break2   float64 `col:"break_2" unit:"points" en:"score at the second bend" zh:"第二个转折处的评分"`
	Break2SE float64 `col:"se_break_2" unit:"points" en:"standard error of break_2" zh:"break_2 的标准误"`
	Slope1   float64 `col:"slope_1" unit:"share" en:"rise of the repurchase rate for a point of the score before the first bend" zh:"第一个转折前评分每高一分再次购买率的变化"`
	Slope1SE float64 `col:"se_slope_1" unit:"share" en:"standard error of slope_1" zh:"slope_1 的标准误"`
	Slope2   float64 `col:"slope_2" unit:"share" en:"rise of the repurchase rate for a point of the score behind the first bend" zh:"第一个转折后评分每高一分再次购买率的变化"`
	Slope2SE float64 `col:"se_slope_2" unit:"share" en:"standard error of slope_2" zh:"slope_2 的标准误"`
	Slope3   float64 `col:"slope_3" unit:"share" en:"rise of the repurchase rate for a point of the score behind the second bend" zh:"第二个转折后评分每高一分再次购买率的变化"`
	Slope3SE float64 `col:"se_slope_3" unit:"share" en:"standard error of slope_3" zh:"slope_3 的标准误"`
	SSE      float64 `col:"sse" unit:"number" en:"sum of squared residuals" zh:"残差平方和"`
	BIC      float64 `col:"bic" unit:"number" en:"Bayesian information criterion; smaller is better" zh:"贝叶斯信息准则（越小越好）"`
	Chosen   bool    `col:"chosen" en:"the line that fits best by bic" zh:"按 bic 最优的折线"`
	Verdict  string  `col:"verdict,nullzero" en:"found, not found or too small to tell; of the chosen line alone" zh:"found 发现、not found 未发现、too small to tell 客户太少无法判断；仅见于选中的折线"`
	Reason   string  `col:"reason,nullzero" en:"why the verdict is as it is" zh:"作出该结论的理由"`
	Needed   int64   `col:"n_needed,nullzero" unit:"customers" en:"customers it would take to tell; empty where there are enough" zh:"作出判断所需的客户数；已足够则为空"`
}

// TrapSchema describes the table loyalty_trap.
var TrapSchema = analytics.SchemaOf[fitRow](analytics.Schema{
	Name:      "loyalty_trap",
	Row:       "line fitted: straight, bent once, bent twice",
	RowZH:     "所拟合的线：直线、一次转折、两次转折",
	Meaning:   "whether there is a range of scores over which coming back does not rise",
	MeaningZH: "是否存在评分升高而再次购买不升的区间（满意陷阱）",
})

func (t *Trap) rows() (rows []fitRow) {
	for i, f := range t.Fits {
		at := func(list []float64, k int) float64 {
			if k < len(list) {
				return list[k]
			}
			return math.NaN()
		}
		row := fitRow{
			Breaks: i, Break1: at(f.Breaks, 0), Break1SE: at(f.BreakSE, 0), Break2: at(f.Breaks, 1), Break2SE: at(f.BreakSE, 1),
			Slope1: at(f.Slopes, 0), Slope1SE: at(f.SlopeSE, 0), Slope2: at(f.Slopes, 1), Slope2SE: at(f.SlopeSE, 1),
			Slope3: at(f.Slopes, 2), Slope3SE: at(f.SlopeSE, 2), SSE: f.SSE, BIC: f.BIC, Chosen: i == t.Chosen,
		}
		if row.Chosen {
			row.Verdict, row.Reason, row.Needed = string(t.Verdict), string(t.Reason), t.Needed
		}
		rows = append(rows, row)
	}
	return rows
}

type stakeRow struct {
	Figure  string            `col:"figure" en:"customers_inside, customers_above and customers_compared (inside and comparable); spend_inside, share_of_spend; more_above, more_above_alike (how much more a customer above spent, of all and of those alike before)" zh:"customers_inside 陷阱内客户、customers_above 其上客户、customers_compared 可比客户；spend_inside 陷阱内花费、share_of_spend 其占比；more_above 与 more_above_alike 其上客户人均多花多少（全部、此前相似者）"`
	Value   float64           `col:"value" unit:"varies" en:"customers, units of the currency, or a share, as the figure says" zh:"客户数、货币金额或占比，依 figure 而定"`
	Low     float64           `col:"low" unit:"varies" en:"lower end of the 95 % interval, where there is one" zh:"95% 区间下限（如有）"`
	High    float64           `col:"high" unit:"varies" en:"upper end of the 95 % interval, where there is one" zh:"95% 区间上限（如有）"`
	Verdict analytics.Verdict `col:"verdict" en:"more, less, or chance where the interval holds zero; empty where there is none" zh:"more 更多、less 更少；区间含零为 chance（可能偶然）；无区间则为空"`
}

// StakeSchema describes the table loyalty_stake.
var StakeSchema = analytics.SchemaOf[stakeRow](analytics.Schema{
	Name:      "loyalty_stake",
	Row:       "figure",
	RowZH:     "指标",
	Meaning:   "the satisfaction trap in money, where one was found",
	MeaningZH: "满意陷阱折合的金额（仅在发现陷阱时）",
})

func (s *Stake) rows() []stakeRow {
	figure := func(name string, value float64) stakeRow {
		return stakeRow{Figure: name, Value: value, Low: math.NaN(), High: math.NaN()}
	}
	more := func(name string, e Estimate) stakeRow { return stakeRow{name, e.Value, e.Low, e.High, e.Verdict()} }
	return []stakeRow{
		figure("customers_inside", float64(s.Customers)), figure("customers_above", float64(s.Above)), figure("customers_compared", float64(s.Compared)),
		figure("spend_inside", s.Spend), figure("share_of_spend", s.Share), more("more_above", s.Raw), more("more_above_alike", s.Matched),
	}
}
