package pages

import (
	"crypto/sha256"
	"encoding/base64"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"regulars/charts"
)

var keep = flag.String("pages", "", "write the gallery of pages into this folder and keep it")

// written writes the gallery and says where.
func written(t *testing.T) string {
	dir := t.TempDir()
	if *keep != "" {
		dir = *keep
	}
	if err := charts.Write(dir, gallery()); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestSameReportSameBytes(t *testing.T) {
	a, b := written(t), t.TempDir()
	if err := charts.Write(b, gallery()); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(b, "*.html"))
	if len(files) != 7+len(Moved()) {
		t.Fatalf("%d pages", len(files))
	}
	for _, f := range files {
		x, _ := os.ReadFile(filepath.Join(a, filepath.Base(f)))
		y, _ := os.ReadFile(f)
		if string(x) != string(y) {
			t.Errorf("%s differs between two writes", filepath.Base(f))
		}
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPagesAreLightAndClosed(t *testing.T) {
	dir := written(t)
	var names []string
	for _, p := range gallery().Pages {
		names = append(names, p.Name)
	}
	for _, m := range Moved() {
		names = append(names, m.From)
	}
	for _, name := range names {
		html := read(t, dir, name+".html")
		if len(html) > 150<<10 {
			t.Errorf("%s: %d bytes", name, len(html))
		}
		if m := regexp.MustCompile(`(src|href)="(https?:)?//`).FindString(html); m != "" {
			t.Errorf("%s refers to the network: %s", name, m)
		}
		if strings.Count(html, "<script") != strings.Count(html, "</script>") || strings.Count(html, "boom()</script>") > 0 {
			t.Errorf("%s: a name became a script", name)
		}
		boot := html[strings.Index(html, "<script>")+8:]
		boot = boot[:strings.Index(boot, "</script>")]
		sum := sha256.Sum256([]byte(boot))
		if !strings.Contains(html, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
			t.Errorf("%s: the policy does not name the script", name)
		}
	}
}

func TestOneLanguage(t *testing.T) {
	r := gallery()
	r.Header.Langs = []string{"en"}
	dir := t.TempDir()
	if err := charts.Write(dir, r); err != nil {
		t.Fatal(err)
	}
	html := read(t, dir, "retention.html")
	body := html[strings.Index(html, "<body"):]
	for _, zh := range []string{"留存", "定义", "zh-Hans", "首次购买"} {
		if strings.Contains(body, zh) {
			t.Errorf("an English page says %s", zh)
		}
	}
	r.Header.Langs = []string{"de"}
	if err := charts.Write(dir, r); err == nil {
		t.Error("German is no error")
	}
}

// BenchmarkRender writes a report with every kind of page and chart.
func BenchmarkRender(b *testing.B) {
	dir, report := b.TempDir(), gallery()
	for b.Loop() {
		if err := charts.Write(dir, report); err != nil {
			b.Fatal(err)
		}
	}
}
