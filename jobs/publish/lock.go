package publish

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

// ErrLocked says that another run is under way.
var ErrLocked = errors.New("another run holds the lock")

// Lock makes sure that only one run publishes in a folder, which it makes. The lock goes with the process, however that ends.
func Lock(out string) (unlock func(), err error) {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, fmt.Errorf("cannot make the output folder, choose another with --out: %w", err)
	}
	path := filepath.Join(out, ".lock")
	l := flock.New(path)
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("cannot lock %s: %w", path, err)
	}
	if !ok {
		holder, _ := os.ReadFile(path)
		return nil, fmt.Errorf("%w %s (process %s): wait until it has finished", ErrLocked, path, strings.TrimSpace(string(holder)))
	}
	if err := os.WriteFile(path, fmt.Appendln(nil, os.Getpid()), 0o644); err != nil {
		_ = l.Unlock()
		return nil, fmt.Errorf("cannot write %s: %w", path, err)
	}
	return func() { _ = l.Unlock() }, nil
}
