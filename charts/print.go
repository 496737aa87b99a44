package charts

import (
	"bufio"
	"io"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
)

// Print writes a page as plain text, for a terminal, in the first language of the report. What comes from the data cannot steer the
// terminal: control characters are shown as �.
func Print(w io.Writer, h Header, p Page) error {
	f, err := newFrame(Report{Header: h})
	if err != nil {
		return err
	}
	out := printer{Writer: bufio.NewWriter(w), lang: f.langs[0]}
	out.line(Join(p.Title, Sentence("(as of %s)", "（截至%s）", Date(h.AsOf))))
	out.line(p.Answer)
	out.gap()
	for _, c := range p.Cards {
		line := Sentence("%s: %s", "%s：%s", c.Label, c.Value)
		if !c.Note.IsZero() {
			line = Sentence("%s, %s", "%s，%s", line, c.Note)
		}
		out.line(line)
	}
	out.gap()
	for _, finding := range p.Findings {
		out.line(finding.Text)
	}
	for _, a := range p.Actions {
		out.line(Join(a.Title, Sentence("(%s at stake).", "（涉及 %s）。", h.Currency.Money(a.Value)), a.Why))
	}
	for _, s := range p.Sections {
		out.gap()
		out.line(s.Title)
		if err := out.grid(f, s.Table); err != nil {
			return err
		}
	}
	return out.Flush()
}

// printer writes lines; an error is kept until Flush.
type printer struct {
	*bufio.Writer
	lang string
}

func (p *printer) gap() { _ = p.WriteByte('\n') }

func (p *printer) line(t Text) {
	_, _ = p.WriteString(strings.TrimRight(plain(t.In(p.lang)), " ") + "\n")
}

// plain shows characters that a terminal would obey, and those that turn the direction of text, as replaced.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// grid writes a table in columns, numbers to the right.
func (p *printer) grid(f *frame, g *Grid) error {
	if g == nil {
		return nil
	}
	cells, err := g.cells(MaxRows)
	if err != nil {
		return err
	}
	head := make([]Text, len(g.Columns))
	for j, c := range g.Columns {
		head[j] = f.head(c)
	}
	cells = append([][]Text{head}, cells...)
	widths := make([]int, len(head))
	for _, row := range cells {
		for j, c := range row {
			widths[j] = max(widths[j], runewidth.StringWidth(plain(c.In(p.lang))))
		}
	}
	for _, row := range cells {
		var line strings.Builder
		for j, c := range row {
			fill := runewidth.FillRight
			if k := g.Columns[j].Kind; k != KindText && k != KindDate {
				fill = runewidth.FillLeft
			}
			line.WriteString("  " + fill(plain(c.In(p.lang)), widths[j]))
		}
		p.line(Same(line.String()))
	}
	if more := len(g.Rows) - (len(cells) - 1); more > 0 {
		p.line(Sentence("  … and %s", "  …… 另有 %s", Plural(more, "row", "rows", "行")))
	}
	return nil
}
