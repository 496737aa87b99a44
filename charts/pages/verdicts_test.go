package pages

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What is noise and what is certain is decided in analytics, so that tables and run.json have it: neither pages nor the job compare the ends
// of an interval or a p-value with anything. Whether an estimate has an interval at all (low < high of the same) may be asked.
func TestVerdictsAreNotMadeHere(t *testing.T) {
	looked := 0
	for _, folder := range []string{".", "../../jobs/night"} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				return err
			}
			looked++
			for _, at := range judgements(f) {
				t.Errorf("%s judges by itself: let a verdict of package analytics do it", set.Position(at))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if looked < 60 {
		t.Errorf("only %d files were read", looked)
	}
}

// judgements are where a file compares an end of an interval or a p-value.
func judgements(f *ast.File) (at []token.Pos) {
	ast.Inspect(f, func(n ast.Node) bool {
		e, ok := n.(*ast.BinaryExpr)
		if !ok || e.Op != token.LSS && e.Op != token.GTR && e.Op != token.LEQ && e.Op != token.GEQ {
			return true
		}
		of, end := ended(e.X)
		other, otherEnd := ended(e.Y)
		if !(end || otherEnd) || of != "" && of == other {
			return true
		}
		at = append(at, e.Pos())
		return true
	})
	return at
}

// ended says whether an expression has an end of an interval or a p-value in it, and of what.
func ended(e ast.Expr) (of string, ends bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if ok && (strings.HasSuffix(s.Sel.Name, "Low") || strings.HasSuffix(s.Sel.Name, "High") || slices.Contains([]string{"P", "SE", "Error", "Noise"}, s.Sel.Name)) {
			ends = true
			if x, ok := s.X.(*ast.Ident); ok {
				of = x.Name
			}
		}
		if ok && s.Sel.Name == "Z" {
			ends = true
		}
		return true
	})
	return of, ends
}

func TestJudgementsAreSeen(t *testing.T) {
	for code, want := range map[string]int{
		"a.Low > 0": 1, "b.x.High < c.Low": 1, "a.Low < a.High": 0, "a.Low <= b.High": 1, "!(x.P >= 0.05)": 1, "a.Low/a.CAC > b.High": 1,
		"a.Verdict() == more": 0, "n > 3": 0, "math.Abs(d) > analytics.Z*s": 1,
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nvar _ = "+code, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(judgements(f)); got != want {
			t.Errorf("%s: %d judgements, want %d", code, got, want)
		}
	}
}
