package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// readingOrder is the order in which the files of each package are read, from what the program is told to do down to what everything rests on. A
// file refers to files below it: a reference to one above it runs upwards, and whoever reads it has to look back. A new file gets a place here.
// References between packages are left out, for imports cannot run in circles.
var readingOrder = map[string][]string{
	".": {"main.go", "run.go", "check.go", "writeconfig.go", "customer.go", "tables.go", "sample.go", "help.go", "command.go", "config.go", "configfile.go", "settings.go"},
	"night": {
		"portrait.go", "pipeline.go", "schemas.go", "runfile.go", "surveyfile.go", "report.go", "topics.go", "config.go", "customers.go",
		"lists.go", "actions.go", "queue.go", "complaints.go", "loyalty.go", "comments.go", "satisfaction.go", "classes.go", "value.go", "forecast.go", "retention.go",
		"segments.go", "status.go", "quality.go", "base.go", "people.go",
		"scope.go", "pass.go", "row.go", "workbook.go", "tablefiles.go", "remember.go", "read.go", "reading.go", "scales.go", "outcomes.go", "seal.go", "gate.go", "doubts.go", "advice.go", "refused.go", "memory.go", "progress.go", "usage.go",
	},
	"publish": {"edition.go", "prune.go", "lock.go"},
	"state":   {"state.go", "part.go"},
	"bench":   {"main.go", "fits.go", "plan.go", "measure.go", "summary.go"},
}

// TestReferencesRunDown counts the uses of what another file of the package declares: types, functions, methods, fields, variables. At most one
// in ten runs upwards.
func TestReferencesRunDown(t *testing.T) {
	for dir, order := range readingOrder {
		up, all := 0, 0
		arrows := map[string]int{}
		for _, r := range references(t, dir) {
			from, to := slices.Index(order, r.from), slices.Index(order, r.to)
			if from < 0 || to < 0 {
				t.Fatalf("%s: %s and %s need a place in the order of files", dir, r.from, r.to)
			}
			if all++; to < from {
				up++
				arrows[r.from+" to "+r.to+" for "+r.name]++
			}
		}
		t.Logf("%s: of %d references between files %d run upwards: %v", dir, all, up, arrows)
		if up*10 > all {
			t.Errorf("%s: more than one in ten runs upwards", dir)
		}
	}
}

// reference is a use of something that another file declares.
type reference struct{ from, to, name string }

func references(t *testing.T, dir string) (list []reference) {
	t.Helper()
	fset, files := token.NewFileSet(), []*ast.File{}
	paths, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	for _, p := range paths {
		if strings.HasSuffix(p, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, p, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	cfg := types.Config{Importer: nothing{}, Error: func(error) {}} // what other packages have is not known here, nor needed
	pkg, _ := cfg.Check(dir, fset, files, info)
	for use, of := range info.Uses {
		if of.Pkg() != pkg || !ofThePackage(pkg, of) {
			continue
		}
		from, to := filepath.Base(fset.Position(use.Pos()).Filename), filepath.Base(fset.Position(of.Pos()).Filename)
		if from != to {
			list = append(list, reference{from, to, of.Name()})
		}
	}
	return list
}

// ofThePackage tells whether something is declared for the whole package: at its top, as a field or as a method.
func ofThePackage(pkg *types.Package, of types.Object) bool {
	switch of := of.(type) {
	case *types.Var:
		return of.IsField() || of.Parent() == pkg.Scope()
	case *types.Func:
		return true
	default:
		return of.Parent() == pkg.Scope()
	}
}

// nothing imports every package as an empty one.
type nothing struct{}

func (nothing) Import(name string) (*types.Package, error) {
	p := types.NewPackage(name, path.Base(name))
	p.MarkComplete()
	return p, nil
}

// longest is how many lines a function may have.
const longest = 60

// TestFunctionsAreShort measures every function of the repository, tests aside. Lines of literals with several lines, such as tables of
// settings, do not count.
func TestFunctionsAreShort(t *testing.T) {
	functions := 0
	err := filepath.WalkDir("..", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return err
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, p, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				functions++
				if n := lines(fset, fn) - literals(fset, fn.Body); n > longest {
					t.Errorf("%s: %s has %d lines", fset.Position(fn.Pos()), fn.Name.Name, n)
				}
			}
		}
		return nil
	})
	if err != nil || functions < 1000 {
		t.Errorf("%d functions are measured: %v", functions, err)
	}
}

func lines(fset *token.FileSet, n ast.Node) int {
	return fset.Position(n.End()).Line - fset.Position(n.Pos()).Line + 1
}

// literals are the lines inside composite literals, but for those of functions in them.
func literals(fset *token.FileSet, body ast.Node) (n int) {
	ast.Inspect(body, func(node ast.Node) bool {
		literal, ok := node.(*ast.CompositeLit)
		if !ok {
			return true
		}
		n += lines(fset, literal) - 1
		ast.Inspect(literal, func(inner ast.Node) bool {
			if fn, ok := inner.(*ast.FuncLit); ok {
				n -= lines(fset, fn) - 1
				return false
			}
			return true
		})
		return false
	})
	return n
}
