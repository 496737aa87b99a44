// Package state keeps what was made of input files from night to night, so that a night reads what is new: the log of the ledger in Parquet
// files, and a manifest of the files that are in it.
//
//	DIR/state.json             the manifest, replaced in one step
//	DIR/_ledger-<hash>.parquet parts of the log, each written once, named by its content
//	DIR/.lock                  held while a run uses the folder
package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2"

	"regulars/analytics"
	"regulars/data"
)

// State is what a folder holds of earlier nights. It is empty where Why says so.
type State struct {
	dir   string
	basis map[string]string
	found manifest
	marks []*analytics.Mark // where each part began in the ledger

	Why string // it cannot be used; "" if it can
}

// manifest says what the log was made of.
type manifest struct {
	Basis  map[string]string // what the log depends on beside the files: the program, mapping, filter …
	Facts  analytics.Facts
	Tables map[string]Table
	Parts  []part
}

// Table is what is in the log of a table.
type Table struct {
	Files  []data.File
	Counts data.Counts
}

const manifestName = "state.json"

// sealed is the manifest as it is stored, with a hash by which damage shows.
type sealed struct {
	Hash     string
	Manifest json.RawMessage
}

// Open reads what is in a folder. Whatever is damaged, or was made on another basis, is not used.
func Open(dir string, basis map[string]string) *State {
	s := &State{dir: dir, basis: basis}
	if s.Why = s.load(); s.Why == "" {
		s.Why = s.differs()
	}
	if s.Why != "" {
		s.found = manifest{}
	}
	return s
}

// load reads the manifest and checks the parts, and says what is wrong.
func (s *State) load() (why string) {
	b, err := os.ReadFile(filepath.Join(s.dir, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return "there was no state yet"
	}
	var file sealed
	if err == nil {
		err = json.Unmarshal(b, &file)
	}
	if err != nil || hashOf(file.Manifest) != file.Hash || json.Unmarshal(file.Manifest, &s.found) != nil {
		return "the state was damaged"
	}
	for _, p := range s.found.Parts {
		if got, err := hashFile(filepath.Join(s.dir, p.Name)); err != nil || got != p.Hash {
			return "the state was damaged"
		}
	}
	return ""
}

// differs says what else the log was made on, if anything.
func (s *State) differs() string {
	for _, name := range sortedKeys(s.basis, s.found.Basis) {
		if s.basis[name] != s.found.Basis[name] {
			return "another " + name
		}
	}
	return ""
}

// Table is what the state has of a table.
func (s *State) Table(name string) Table { return s.found.Tables[name] }

// Drop gives up what was found, because of what has happened to the files since.
func (s *State) Drop(why string) { s.Why, s.found = why, manifest{} }

// Tables are the names of the tables of which the state has files.
func (s *State) Tables() []string { return sortedKeys(s.found.Tables) }

// Restore fills an empty ledger with the log.
func (s *State) Restore(l *analytics.Ledger) error {
	if s.Why == "" {
		l.Restore(s.found.Facts)
	}
	for i := 0; ; i++ {
		m, err := l.Mark()
		if s.marks = append(s.marks, m); err != nil || i == len(s.found.Parts) {
			return err
		}
		if err := readPart(filepath.Join(s.dir, s.found.Parts[i].Name), l.Relog); err != nil {
			return fmt.Errorf("%s of --state cannot be read, remove the folder %s: %w", s.found.Parts[i].Name, s.dir, err)
		}
	}
}

// Save keeps a ledger that was restored as it is now, all of it made of the files of these tables. Parts that are not twice as long as what
// follows them are written anew together with that, so that there are few of them and no entry is rewritten often.
func (s *State) Save(l *analytics.Ledger, tables map[string]Table) error {
	now, err := l.Mark()
	if err != nil {
		return err
	}
	keep := len(s.found.Parts)
	for keep > 0 && s.marks[keep].Bytes-s.marks[keep-1].Bytes < 2*(now.Bytes-s.marks[keep].Bytes) {
		keep--
	}
	next := manifest{Basis: s.basis, Facts: l.Facts(), Tables: tables, Parts: slices.Clone(s.found.Parts[:keep])}
	if now.Bytes > s.marks[keep].Bytes {
		p, err := writePart(s.dir, l.Logged(s.marks[keep]))
		if err != nil {
			return fmt.Errorf("cannot keep the state: %w", err)
		}
		next.Parts = append(next.Parts, p)
	}
	if err := next.write(s.dir); err != nil {
		return fmt.Errorf("cannot keep the state: %w", err)
	}
	return next.tidy(s.dir)
}

// write replaces the manifest in one step.
func (m *manifest) write(dir string) error {
	inner, err := json.Marshal(m)
	if err != nil {
		return err
	}
	outer, err := json.Marshal(sealed{hashOf(inner), inner})
	if err != nil {
		return err
	}
	return renameio.WriteFile(filepath.Join(dir, manifestName), outer, 0o600)
}

// tidy removes parts that are no longer in use, or that a killed run left.
func (m *manifest) tidy(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		used := slices.ContainsFunc(m.Parts, func(p part) bool { return p.Name == e.Name() })
		ours := strings.HasPrefix(e.Name(), partPrefix) || strings.HasPrefix(e.Name(), "."+partPrefix) || strings.HasPrefix(e.Name(), "."+manifestName)
		if ours && !used {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return fmt.Errorf("cannot tidy up the state: %w", err)
			}
		}
	}
	return nil
}

func sortedKeys[V any](of ...map[string]V) []string {
	all := map[string]V{}
	for _, m := range of {
		maps.Copy(all, m)
	}
	return slices.Sorted(maps.Keys(all))
}
