package data

import (
	"encoding/binary"
	"testing"
)

// TestPaddedRuns checks that the last packed run may hold more values than the page, as DuckDB writes it, 256 at a time.
func TestPaddedRuns(t *testing.T) {
	packed := binary.AppendUvarint(nil, 512/8<<1|1)
	packed = append(packed, make([]byte, 512*14/8)...)
	if got, err := runs(packed, 14, 300); err != nil || len(got) != len(packed) {
		t.Errorf("512 packed values for 300 give %d bytes and %v", len(got), err)
	}
	if _, err := runs(append(binary.AppendUvarint(nil, 1<<40), 0), 14, 300); err == nil {
		t.Error("a run of a billion values for 300 is taken")
	}
}
