package charts

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed assets/page.html assets/moved.html assets/moved.js assets/boot.js assets/page.js assets/page.css assets/echarts.min.js assets/ECHARTS-LICENSE.txt assets/ECHARTS-VERSION
var assets embed.FS

// shared are the files that all pages use; they are written once, into assets/.
var shared = []string{"page.css", "page.js", "echarts.min.js", "ECHARTS-LICENSE.txt"}

// Write writes the pages of a report and what they share into a folder, which it makes if need be. The same report gives
// the same bytes. An error names the page and section that cannot be shown.
func Write(dir string, r Report) error {
	f, err := newFrame(r)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dir, "assets"), 0o755); err != nil {
		return err
	}
	for _, name := range shared {
		if err := os.WriteFile(filepath.Join(dir, "assets", name), f.files[name], 0o644); err != nil {
			return err
		}
	}
	for _, p := range r.Pages {
		html, err := f.render(p)
		if err != nil {
			return fmt.Errorf("page %s: %w", p.Name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, p.Name+".html"), html, 0o644); err != nil {
			return err
		}
	}
	for _, m := range r.Moved {
		if err := f.lead(dir, m); err != nil {
			return err
		}
	}
	return nil
}

// Single is one page as one file, which holds its script and style itself and has no links.
func Single(h Header, p Page) ([]byte, error) {
	f, err := newFrame(Report{Header: h, Pages: []Page{p}})
	if err != nil {
		return nil, err
	}
	f.single = true
	return f.render(p)
}

// frame is what the pages of a report have in common.
type frame struct {
	report   Report
	langs    []string
	files    map[string][]byte
	boot     template.JS
	single   bool // the page stands alone
	template *template.Template
}

func newFrame(r Report) (*frame, error) {
	f := &frame{report: r, langs: r.Header.Langs, files: map[string][]byte{}}
	if len(f.langs) == 0 {
		f.langs = []string{"en", "zh"}
	}
	for _, lang := range f.langs {
		if lang != "en" && lang != "zh" {
			return nil, fmt.Errorf("pages cannot be written in %q: only in en and zh", lang)
		}
	}
	for _, name := range append([]string{"page.html", "moved.html", "moved.js", "boot.js", "ECHARTS-VERSION"}, shared...) {
		b, err := assets.ReadFile("assets/" + name)
		if err != nil {
			return nil, err
		}
		f.files[name] = b
	}
	f.boot = template.JS(bytes.TrimSpace(f.files["boot.js"]))
	t, err := template.New("page").Funcs(f.functions()).Parse(string(f.files["page.html"]))
	if err != nil {
		return nil, err
	}
	f.template = t
	_, err = t.New("moved").Parse(string(f.files["moved.html"]))
	return f, err
}

var name = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// render is the page as HTML.
func (f *frame) render(p Page) ([]byte, error) {
	if !name.MatchString(p.Name) {
		return nil, fmt.Errorf("%q is not a file name: use small letters, digits and dashes", p.Name)
	}
	v := pageView{Page: p, Header: f.report.Header, Langs: f.langs, Boot: f.boot}
	v.Single = f.single
	v.ECharts = strings.TrimSpace(string(f.files["ECHARTS-VERSION"]))
	for _, other := range f.report.Pages {
		v.Nav = append(v.Nav, link{other.Name, other.Title, other.Name == p.Name, other.Absent != nil})
	}
	ids := map[string]bool{}
	rows := rowsShown(p.Sections)
	for _, s := range p.Sections {
		sv, err := f.section(s, rows)
		if err != nil {
			return nil, fmt.Errorf("section %s: %w", s.ID, err)
		}
		if !name.MatchString(s.ID) || ids[s.ID] {
			return nil, fmt.Errorf("section %q: an id is small letters, digits and dashes, and used once", s.ID)
		}
		ids[s.ID] = true
		v.Charts = v.Charts || sv.JSON != ""
		v.Sections = append(v.Sections, sv)
	}
	var out bytes.Buffer
	if err := f.template.Execute(&out, v); err != nil {
		return nil, err
	}
	return visible(out.Bytes()), nil
}

// visible puts the sign for what is not known in place of control characters, which HTML forbids and names from the data may have.
func visible(html []byte) []byte {
	hidden := func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\t\n\r", r) }
	if bytes.IndexFunc(html, hidden) < 0 {
		return html
	}
	return bytes.Map(func(r rune) rune {
		if hidden(r) {
			return utf8.RuneError
		}
		return r
	}, html)
}

type pageView struct {
	Page
	Header   Header
	Langs    []string
	Boot     template.JS
	ECharts  string
	Nav      []link
	Sections []sectionView
	Charts   bool // the page has at least one
	Single   bool // it stands alone
}

type link struct {
	Name   string
	Title  Text
	Here   bool
	Absent bool
}

type sectionView struct {
	Section
	JSON   template.JS // json.Marshal escapes <, >, &, U+2028 and U+2029, so it cannot end its element
	Height int
	Wide   bool
	Grid   *gridView
}

type gridView struct {
	Grid
	Cells [][]Text
	More  int // rows that are not shown
}

// maxCells keeps a page light: beyond it every table shows fewer rows.
const maxCells = 2400

// rowsShown is how many rows each table of a page shows at most: MaxRows, or less where the tables together are long.
func rowsShown(sections []Section) int {
	for rows := MaxRows; ; rows /= 2 {
		cells := 0
		for _, s := range sections {
			if s.Table != nil {
				cells += min(rows, len(s.Table.Rows)) * len(s.Table.Columns)
			}
		}
		if cells <= maxCells || rows <= 25 {
			return rows
		}
	}
}

func (f *frame) section(s Section, rows int) (sectionView, error) {
	v := sectionView{Section: s}
	if !s.Small.IsZero() {
		return v, nil
	}
	if s.Chart != nil {
		b, err := s.Chart.json(f.langs)
		if err != nil {
			return v, err
		}
		v.JSON, v.Height, v.Wide = template.JS(b), s.Chart.height, s.Chart.wide
	}
	if s.Table != nil {
		cells, err := s.Table.cells(rows)
		if err != nil {
			return v, err
		}
		v.Grid = &gridView{*s.Table, cells, max(len(s.Table.Rows), s.Table.Total) - len(cells)}
	}
	return v, nil
}

// hash is how a content-security policy names an inline script.
func hash(script []byte) string {
	sum := sha256.Sum256(script)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// scripts are the hashes of the inline scripts.
func (f *frame) scripts() []string {
	if !f.single {
		return []string{hash([]byte(f.boot))}
	}
	return []string{hash([]byte(f.boot)), hash(f.files["page.js"]), hash(f.files["echarts.min.js"])}
}

// asset is the address of a shared file, with a part that changes when the file does.
func (f *frame) asset(name string) string {
	sum := sha256.Sum256(f.files[name])
	return "assets/" + name + "?v=" + hex.EncodeToString(sum[:4])
}
