package main

import (
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
)

// TestSampleMemoryDoesNotGrow makes a sample of ten times the customers, which must take hardly more memory.
func TestSampleMemoryDoesNotGrow(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	small, large := samplePeak(t, 40_000), samplePeak(t, 400_000)
	t.Logf("peak %d MB, with ten times the customers %d MB", small>>10, large>>10)
	if large > small+small/3 {
		t.Errorf("ten times the customers take %d MB, against %d MB", large>>10, small>>10)
	}
}

// samplePeak is the most memory the program holds while it makes a sample, in KiB.
func samplePeak(t *testing.T, customers int) int64 {
	c := program("sample", "--customers", fmt.Sprint(customers), "--months", "6", "--out", filepath.Join(t.TempDir(), "shop"))
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
}
