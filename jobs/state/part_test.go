package state

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"regulars/analytics"
)

// What is written is read again, and takes hardly more room than it does in memory.
func TestPart(t *testing.T) {
	dir, random := t.TempDir(), rand.NewChaCha8([32]byte{})
	var want []analytics.Piece
	held := 0
	for i := range 300 {
		entries := make([]byte, 1+i*37%(64<<10))
		_, _ = random.Read(entries)
		want = append(want, analytics.Piece{Bucket: i * 7 % 1024, Entries: entries})
		held += len(entries)
	}
	p, err := writePart(dir, func(yield func(analytics.Piece, error) bool) {
		for _, piece := range want {
			if !yield(piece, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, p.Name)
	if hash, err := HashFile(path); err != nil || hash != p.Hash {
		t.Errorf("hash %s, %v; want %s", hash, err, p.Hash)
	}
	i := 0
	err = readPart(path, func(bucket int, entries []byte) error {
		if bucket != want[i].Bucket || !bytes.Equal(entries, want[i].Entries) {
			t.Errorf("piece %d came back otherwise", i)
		}
		i++
		return nil
	})
	if err != nil || i != len(want) {
		t.Errorf("%d pieces of %d, %v", i, len(want), err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() > int64(held)*101/100 {
		t.Errorf("%d bytes in memory take %d, %v", held, info.Size(), err)
	}
}

// TestFailedWrite leaves nothing behind, for what is left of nights like it would fill the disk.
func TestFailedWrite(t *testing.T) {
	dir, full := t.TempDir(), errors.New("no space left on device")
	_, err := writePart(dir, func(yield func(analytics.Piece, error) bool) {
		_ = yield(analytics.Piece{Entries: make([]byte, 100)}, nil) && yield(analytics.Piece{}, full)
	})
	if left, _ := os.ReadDir(dir); !errors.Is(err, full) || len(left) > 0 {
		t.Errorf("%v, left are %v", err, left)
	}
}

// TestUnsaved has a state that can be extended and not saved: the parts written for it go, those in use stay.
func TestUnsaved(t *testing.T) {
	dir := t.TempDir()
	used := part{Name: partPrefix + "used.parquet"}
	for _, name := range []string{used.Name, partPrefix + "new.parquet", "." + partPrefix + "123", "mine.parquet"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, manifestName), 0o755); err != nil {
		t.Fatal(err)
	}
	s := &State{dir: dir, old: []part{used}}
	if err := s.Save(analytics.NewLedger()); err == nil {
		t.Error("saved")
	}
	left, _ := filepath.Glob(filepath.Join(dir, "*ledger*"))
	if _, err := os.Stat(filepath.Join(dir, "mine.parquet")); err != nil || len(left) != 1 || filepath.Base(left[0]) != used.Name {
		t.Errorf("%v, left are %v", err, left)
	}
}
