package charts

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var keep = flag.String("pages", "", "write the gallery of pages into this folder and keep it")

// written writes the gallery and says where.
func written(t *testing.T) string {
	dir := t.TempDir()
	if *keep != "" {
		dir = *keep
	}
	if err := Write(dir, gallery()); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestSameReportSameBytes(t *testing.T) {
	a, b := written(t), t.TempDir()
	if err := Write(b, gallery()); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(b, "*.html"))
	if len(files) != 7 {
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
