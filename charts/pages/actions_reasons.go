package pages

import (
	"regulars/analytics/winback"
	"regulars/charts"
)

// segmentName is a segment's name as the other pages write it.
func (in ActionsInput) segmentName(segment string) charts.Text {
	if name, ok := in.Names[segment]; ok {
		return name
	}
	return charts.Same(segment)
}

// reasonAbout is a reason with what it was about.
func reasonAbout(r winback.Reason, about string) charts.Text {
	if about == "" || r == winback.ByPrice {
		return reasonText(r)
	}
	return charts.Sentence("%s: %s", "%s：%s", reasonText(r), aboutText(about))
}

// aboutText is a complaint's category or a dimension, as the data name it or, for the usual ones, in the reader's language.
func aboutText(name string) charts.Text {
	if t, ok := aboutWords[name]; ok {
		return t
	}
	return charts.Same(name)
}

var aboutWords = map[string]charts.Text{
	"price": both("price", "价格"), "brand image": both("brand image", "品牌形象"), "relationship": both("relationship", "关系"), "service": both("service", "服务"),
	"product": both("product", "产品"), "convenience": both("convenience", "便利性"), "quality": both("quality", "质量"), "delivery": both("delivery", "配送"), "billing": both("billing", "账单"),
}

// boughtLast is what was bought last, and where.
func boughtLast(category, channel string) charts.Text {
	switch {
	case category != "" && channel != "":
		return charts.Sentence("%s (%s)", "%s（%s）", charts.Same(category), charts.Same(channel))
	case category != "":
		return charts.Same(category)
	case channel != "":
		return charts.Same(channel)
	default:
		return charts.None
	}
}

func reasonText(r winback.Reason) charts.Text {
	switch r {
	case winback.ByComplaint:
		return both("unresolved complaint", "投诉未解决")
	case winback.ByPrice:
		return both("price", "价格")
	case winback.ByLowScore:
		return both("low score", "评分低")
	case winback.BySilence:
		return both("no reason known", "原因不明")
	default:
		return charts.Same(string(r))
	}
}
