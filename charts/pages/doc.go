// Package pages says what a report found. Each page is a function of plain results, in one set of files that bears its name: it words the
// findings in both languages and hands back a [charts.Page], which package charts draws and writes.
package pages

import "regulars/charts"

// Moved are the pages that had other names in the first edition; links to those still arrive.
func Moved() []charts.Moved {
	return []charts.Moved{{From: "segments", To: "customers"}, {From: "quality", To: "data"}}
}

// both is a text in both languages.
func both(en, zh string) charts.Text { return charts.Text{EN: en, ZH: zh} }
