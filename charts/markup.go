package charts

import (
	"html/template"
	"strings"
	"unicode/utf8"
)

// functions are what the template may call.
func (f *frame) functions() template.FuncMap {
	return template.FuncMap{
		"t":          f.text,
		"paragraphs": paragraphs,
		"attr":       func(t Text) string { return t.In(f.langs[0]) },
		"en":         func(t Text) string { return t.EN },
		"zh":         func(t Text) string { return t.ZH },
		"lang":       func() string { return tag(f.langs[0]) },
		"both":       func() bool { return len(f.langs) > 1 },
		"text":       func(en, zh string) Text { return Text{en, zh} },
		"join":       Join,
		"count":      func(n int64) Text { return Count(n) },
		"int":        func(n int) Text { return Count(n) },
		"date":       Date,
		"money":      func(x float64) Text { return f.report.Header.Currency.Money(x) },
		"known":      Known,
		"asset":      f.asset,
		"scripts":    f.scripts,
		"script":     func(name string) template.JS { return template.JS(f.files[name]) },
		"style":      func(name string) template.CSS { return template.CSS(f.files[name]) },
		"spark":      spark,
		"head":       f.head,
		"label":      func(t Text) Text { return Sentence("Table: %s", "数据表：%s", t) },
		"number":     func(k Kind) bool { return k != KindText && k != KindDate },
		"wide":       func(t Text) bool { return utf8.RuneCountInString(t.EN) > 32 || utf8.RuneCountInString(t.ZH) > 18 },
		"arrow":      arrow,
		"rows":       func(g *gridView) Text { return Plural(len(g.Cells)+g.More, "row", "rows", "行") },
		"more":       more,
		"langs":      func() string { return strings.Join(f.langs, " ") },
	}
}

// tag is the language tag of a language.
func tag(lang string) string {
	if lang == "zh" {
		return "zh-Hans"
	}
	return lang
}

// text is a text as markup: plain where it is the same in all languages of the report, else one element for each, of
// which the style shows the reader's.
func (f *frame) text(t Text) template.HTML {
	if len(f.langs) == 1 || t.EN == t.ZH {
		return template.HTML(template.HTMLEscapeString(t.In(f.langs[0])))
	}
	var b strings.Builder
	for _, lang := range f.langs {
		b.WriteString(`<span lang="` + tag(lang) + `">` + template.HTMLEscapeString(t.In(lang)) + `</span>`)
	}
	return template.HTML(b.String())
}

// head is the title of a column; one of money carries the currency.
func (f *frame) head(c Column) Text {
	currency := string(f.report.Header.Currency)
	switch {
	case c.Kind == KindMoney && currency != "":
		return Text{c.Title.EN + " (" + currency + ")", c.Title.ZH + "（" + currency + "）"}
	case c.Kind == KindPoints:
		return Text{c.Title.EN + " (points)", c.Title.ZH + "（百分点）"}
	default:
		return c.Title
	}
}

// paragraphs splits a text at its line ends.
func paragraphs(t Text) []Text {
	en, zh := strings.Split(t.EN, "\n"), strings.Split(t.ZH, "\n")
	var out []Text
	for i := range max(len(en), len(zh)) {
		var p Text
		if i < len(en) {
			p.EN = en[i]
		}
		if i < len(zh) {
			p.ZH = zh[i]
		}
		out = append(out, p)
	}
	return out
}

// arrow shows which way a figure moved.
func arrow(up int) string {
	switch {
	case up > 0:
		return "▲"
	case up < 0:
		return "▼"
	default:
		return "■"
	}
}

// more says that a table has more rows than are shown.
func more(g *gridView) Text {
	shown, all := Count(len(g.Cells)), Count(len(g.Cells)+g.More)
	if g.Name == "" {
		return Sentence("%s of %s rows.", "%s 行，共 %s 行。", shown, all)
	}
	return Sentence("%s of %s rows; the CSV has all.", "%s 行，共 %s 行；CSV 含全部行。", shown, all)
}
