package charts

import (
	"bytes"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
)

// Moved is a page that had another name. A link to the old name leads on to the same section in the same language, and is a plain link where
// scripts are off.
type Moved struct {
	From, To string // names as of [Page]
}

// movedView is what the small page under the old name shows: a line in each language of the report.
type movedView struct {
	To      string
	Title   Text
	Lines   []movedLine
	Script  template.JS
	Scripts []string // the hash of the script
}

type movedLine struct{ Lang, Before, Link string }

// lead writes the page under an old name.
func (f *frame) lead(dir string, m Moved) error {
	html, err := f.moved(m)
	if err != nil {
		return fmt.Errorf("page %s, now %s: %w", m.From, m.To, err)
	}
	return os.WriteFile(filepath.Join(dir, m.From+".html"), html, 0o644)
}

func (f *frame) moved(m Moved) ([]byte, error) {
	if !name.MatchString(m.From) {
		return nil, fmt.Errorf("%q is not a file name: use small letters, digits and dashes", m.From)
	}
	v := movedView{To: m.To, Script: template.JS(bytes.TrimSpace(f.files["moved.js"]))}
	v.Scripts = []string{hash([]byte(v.Script))}
	for _, p := range f.report.Pages {
		switch p.Name {
		case m.From:
			return nil, fmt.Errorf("a page has the old name")
		case m.To:
			v.Title = p.Title
		}
	}
	if v.Title.IsZero() {
		return nil, fmt.Errorf("no page has the new name")
	}
	before := Text{"This page is now called", "本页面现名为"}
	for _, lang := range f.langs {
		v.Lines = append(v.Lines, movedLine{tag(lang), before.In(lang), v.Title.In(lang)})
	}
	var out bytes.Buffer
	err := f.template.ExecuteTemplate(&out, "moved", v)
	return out.Bytes(), err
}
