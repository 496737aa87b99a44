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
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2/maybe"

	"regulars/analytics"
	"regulars/data"
)

// State is what a folder holds of earlier nights. It is empty where Why says so.
type State struct {
	dir   string
	basis map[string]string
	found manifest
	spans map[string][]span // of each part of each table in the ledger
	old   []part            // in use as the state was found

	Why string // it cannot be used; "" if it can
}

// manifest says what the log was made of.
type manifest struct {
	Basis  map[string]string // what the log depends on beside the files: the program, mapping, filter …
	Facts  analytics.Facts
	Tables map[string]table
}

type table struct {
	Table
	Parts []part
}

// Table is what is in the log of a table.
type Table struct {
	Files  []data.File
	Counts data.Counts
	Labels []string // in use

	Currency string // of the amounts, where it is known
}

// span is where something stands in the ledger's log.
type span struct{ from, until *analytics.Mark }

func (s span) bytes() int64 { return s.until.Bytes - s.from.Bytes }

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
	s.old = s.found.parts()
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
	for _, p := range s.found.parts() {
		if got, err := HashFile(filepath.Join(s.dir, p.Name)); err != nil || got != p.Hash {
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
func (s *State) Table(name string) Table { return s.found.Tables[name].Table }

// Drop gives up what was found, because of what has happened since.
func (s *State) Drop(why string) { s.Why, s.found = why, manifest{} }

// DropTable gives up a table other than the transactions, of which the ledger knows more than what it logged.
func (s *State) DropTable(name string) { delete(s.found.Tables, name) }

// Tables are the names of the tables of which the state has files.
func (s *State) Tables() []string { return sortedKeys(s.found.Tables) }

// Restore fills an empty ledger with the log.
func (s *State) Restore(l *analytics.Ledger) error {
	s.spans = map[string][]span{}
	if s.Why != "" {
		return nil
	}
	var inUse []string
	for _, t := range s.found.Tables {
		inUse = append(inUse, t.Labels...)
	}
	l.Restore(s.found.Facts, inUse)
	from, err := l.Mark()
	if err != nil {
		return err
	}
	for _, name := range s.Tables() {
		for _, p := range s.found.Tables[name].Parts {
			if err := readPart(filepath.Join(s.dir, p.Name), l.Relog); err != nil {
				return fmt.Errorf("%s of --state cannot be read, remove the folder %s: %w", p.Name, s.dir, err)
			}
			until, err := l.Mark()
			if err != nil {
				return err
			}
			s.spans[name] = append(s.spans[name], span{from, until})
			from = until
		}
	}
	return nil
}

// Extend makes the state one of these files of a table, whose rows were entered into the restored ledger: those of the files that it did not
// have between the marks. Parts that are not twice as long as what follows them are written anew together with that, so that there are few
// of them and no entry is rewritten often.
func (s *State) Extend(l *analytics.Ledger, name string, now Table, from, until *analytics.Mark) error {
	parts, spans := s.found.Tables[name].Parts, s.spans[name]
	fresh := []span{{from, until}}
	length := fresh[0].bytes()
	keep := len(parts)
	for length > 0 && keep > 0 && spans[keep-1].bytes() < 2*length {
		keep--
		length += spans[keep].bytes()
	}
	next := table{now, slices.Clone(parts[:keep])}
	if length > 0 {
		p, err := writePart(s.dir, logged(l, append(slices.Clone(spans[keep:]), fresh...)))
		if err != nil {
			s.abandon()
			return fmt.Errorf("cannot keep the state: %w", err)
		}
		next.Parts = append(next.Parts, p)
	}
	if s.found.Tables == nil {
		s.found.Tables = map[string]table{}
	}
	s.found.Tables[name] = next
	return nil
}

func logged(l *analytics.Ledger, spans []span) iter.Seq2[analytics.Piece, error] {
	return func(yield func(analytics.Piece, error) bool) {
		for _, at := range spans {
			for piece, err := range l.Logged(at.from, at.until) {
				if !yield(piece, err) {
					return
				}
			}
		}
	}
}

// Save puts the extended state in place of the one before.
func (s *State) Save(l *analytics.Ledger) error {
	s.found.Basis, s.found.Facts = s.basis, l.Facts()
	if err := s.found.write(s.dir); err != nil {
		s.abandon()
		return fmt.Errorf("cannot keep the state: %w", err)
	}
	s.old = s.found.parts()
	return nil
}

// Tidy removes what is no longer in use after a state was saved.
func (s *State) Tidy() error { return tidy(s.dir, s.old) }

// abandon removes what was written for a state that cannot be saved, so that nights like this one don't fill the disk.
func (s *State) abandon() { _ = tidy(s.dir, s.old) }

func (m *manifest) parts() (all []part) {
	for _, t := range m.Tables {
		all = append(all, t.Parts...)
	}
	return all
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
	return maybe.WriteFile(filepath.Join(dir, manifestName), outer, 0o600)
}

// tidy removes parts that are not in use, or that a killed run left.
func tidy(dir string, parts []part) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		used := slices.ContainsFunc(parts, func(p part) bool { return p.Name == e.Name() })
		ours := strings.HasPrefix(e.Name(), partPrefix) || strings.HasPrefix(e.Name(), "."+partPrefix) || strings.HasPrefix(e.Name(), "."+manifestName)
		if ours && !used {
			if e := os.Remove(filepath.Join(dir, e.Name())); e != nil {
				err = errors.Join(err, fmt.Errorf("cannot tidy up the state: %w", e))
			}
		}
	}
	return err
}

func sortedKeys[V any](of ...map[string]V) []string {
	all := map[string]V{}
	for _, m := range of {
		maps.Copy(all, m)
	}
	return slices.Sorted(maps.Keys(all))
}
