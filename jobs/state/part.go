package state

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/parquet-go/parquet-go"
	"github.com/zeebo/xxh3"

	"regulars/analytics"
)

// part is a file of the log.
type part struct {
	Name string
	Hash string // of its content
}

const (
	partPrefix = "_ledger-" // with an underscore in front no reader takes it for a file of a folder
	groupBytes = 16 << 20   // of a row group
)

// row is a piece of the log. Its entries are packed, so that compressing them costs more than it saves.
type row struct {
	Bucket  int32  `parquet:"bucket"`
	Entries []byte `parquet:"entries,plain"`
}

// writePart writes pieces to a new file, which is named when it is whole.
func writePart(dir string, pieces iter.Seq2[analytics.Piece, error]) (p part, err error) {
	f, err := os.CreateTemp(dir, "."+partPrefix)
	if err != nil {
		return p, err
	}
	defer func() {
		if err != nil {
			_ = errors.Join(f.Close(), os.Remove(f.Name())) // Windows removes nothing that is open
		}
	}()
	sum := xxh3.New()
	w := parquet.NewGenericWriter[row](io.MultiWriter(f, sum), parquet.SkipPageBounds("entries"), parquet.DataPageStatistics(false), parquet.CreatedBy("regulars", "", ""))
	held := 0
	for piece, err := range pieces {
		if err != nil {
			return p, err
		}
		if _, err := w.Write([]row{{int32(piece.Bucket), piece.Entries}}); err != nil {
			return p, err
		}
		if held += len(piece.Entries); held >= groupBytes {
			held = 0
			if err := w.Flush(); err != nil {
				return p, err
			}
		}
	}
	if err := w.Close(); err != nil {
		return p, err
	}
	hash := fmt.Sprintf("%016x", sum.Sum64())
	p = part{partPrefix + hash + ".parquet", hash}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return p, err
	}
	return p, os.Rename(f.Name(), filepath.Join(dir, p.Name))
}

// readPart hands over the pieces of a file, whose bytes may be kept.
func readPart(path string, each func(bucket int, entries []byte) error) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	file, err := parquet.OpenFile(f, info.Size(), parquet.SkipBloomFilters(true))
	if err != nil {
		return err
	}
	for _, g := range file.RowGroups() {
		var buckets []int32
		err := eachPage(g.ColumnChunks()[0], func(p parquet.Page) error {
			values := p.Data()
			buckets = append(buckets, values.Int32()...)
			return nil
		})
		if err != nil {
			return err
		}
		err = eachPage(g.ColumnChunks()[1], func(p parquet.Page) error {
			values := p.Data()
			bytes, offsets := values.ByteArray()
			for i := range int(p.NumRows()) {
				entries := bytes[offsets[i]:offsets[i+1]]
				if err := each(int(buckets[i]), append(make([]byte, 0, len(entries)), entries...)); err != nil {
					return err
				}
			}
			buckets = buckets[p.NumRows():]
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func eachPage(c parquet.ColumnChunk, do func(parquet.Page) error) error {
	pages := c.Pages()
	defer pages.Close()
	for {
		p, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		err = do(p)
		parquet.Release(p)
		if err != nil {
			return err
		}
	}
}

func hashOf(b []byte) string { return fmt.Sprintf("%016x", xxh3.Hash(b)) }

// HashFile is a hash (XXH3, 64 bits) of the content of a file, by which chance damage shows.
func HashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := xxh3.New()
	if _, err := io.CopyBuffer(struct{ io.Writer }{sum}, f, make([]byte, 1<<20)); err != nil {
		return "", err
	}
	return fmt.Sprintf("%016x", sum.Sum64()), nil
}
