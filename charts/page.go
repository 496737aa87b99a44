// Package charts is the kit that pages are made of: a [Page] of cards and sections, texts in both languages, tables and kinds of charts.
// [Write] turns pages into files that open from a folder, a mail attachment or a web server and ask the network for nothing. What the
// pages say is package pages.
//
// Charts are made with go-echarts options and drawn by the ECharts beside the pages. No text from the data ever becomes
// markup or script: options travel as JSON in an inert script element, every text in them as a number of a word list,
// and functions only as names of a fixed list.
package charts

import "regulars/analytics"

// Report is everything that Write writes.
type Report struct {
	Header Header
	Pages  []Page  // in the order of the navigation; the one named "index" is the start page
	Moved  []Moved // pages that had another name
}

// Header stands on top of every page.
type Header struct {
	AsOf     analytics.Day // everything is as of the end of this day
	Compare  analytics.Day // changes are against this day; NoDay where there is none
	Start    analytics.Day // the first day in the data
	Run      string        // id of the run
	Version  string        // version of the program
	Rows     int64         // rows kept of all inputs
	Currency Currency      // code of the reporting currency
	Zone     string        // reporting time zone, such as "Europe/London"
	Langs    []string      // languages of the pages, "en" and "zh", the default first; empty means both
	Badge    Badge         // can today's figures be trusted
}

// Badge is the verdict on the data in a word and a sentence; it stands beside the header and leads to the page of its data.
type Badge struct {
	Level  Tone   // Good, Watch or Bad
	Word   Text   // "Good", "Check", "Poor"
	Reason Text   // one sentence
	Page   string // name of the page that explains it
}

// Page answers one question. The answer stands on top, the evidence below it.
type Page struct {
	Name     string    // the file without .html: "customers"; "index" is the start page
	Title    Text      // "Customers", "客群"
	Question Text      // the question the page answers
	Answer   Text      // the most important finding, one or two sentences
	Brief    Text      // what the start page quotes, as short as can be; empty means Answer
	Cards    []Card    // headline figures, at most six
	Findings []Finding // further findings that lead to other pages (start page only, as a rule)
	Actions  []Action  // what to do, most valuable first (start page only, as a rule)
	Sections []Section
	Absent   *Absent // set where the page's table was not given; the page then shows nothing else
}

// Section is one piece of evidence: a finding, what is drawn, the chart, its table, its definition and its n.
type Section struct {
	ID         string // unique within the page, letters and dashes: "by-segment"
	Title      Text   // the finding as a sentence: a figure, its comparison, what it implies
	What       Text   // what is drawn, in a few words
	Chart      *Chart // nil where there is only a table
	Table      *Grid  // the figures behind the chart
	Open       bool   // the table is shown opened, as where it is the evidence itself
	Note       Text   // "n = 4,339 customers", and what was left out
	Definition Text   // terms and formulas; lines are paragraphs
	Small      Text   // set where the group is too small to show: the sentence that stands in place of chart and table
}

// AddRow adds a row to the table of a section, which it makes with the first.
func (s *Section) AddRow(row []any, columns ...Column) {
	if s.Table == nil {
		s.Table = &Grid{Columns: columns}
	}
	s.Table.Rows = append(s.Table.Rows, row)
}

// Finding is a sentence on the start page that leads to the page it comes from.
type Finding struct {
	Text Text
	Page string // name of the page with the evidence
}

// Finding is what the start page quotes from p.
func (p Page) Finding() Finding {
	if p.Brief.IsZero() {
		return Finding{p.Answer, p.Name}
	}
	return Finding{p.Brief, p.Name}
}

// Action is something to do, with what it is worth.
type Action struct {
	Title Text    // an imperative: "Win back 120 lapsed regulars"
	Why   Text    // the reason in one sentence
	Value float64 // value at stake in units of the currency; NaN where it is not known
	Page  string  // name of the page with the list
}

// Absent says what a page would need.
type Absent struct {
	Table   string   // "surveys"
	Flag    string   // "--surveys"
	Gives   Text     // what the page would show then, one sentence
	Columns []Column // its columns; required ones first
	Need    int      // how many of the columns are required
}

// Tone is what a colour or a mark means: good and bad are judgements, not directions.
type Tone string

// The tones.
const (
	Neutral Tone = ""
	Good    Tone = "good"
	Watch   Tone = "watch"
	Bad     Tone = "bad"
)
