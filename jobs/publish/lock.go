package publish

import (
	"errors"
	"fmt"
	"io/fs"
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
		return nil, fmt.Errorf("cannot make the folder %s, choose another: %w", out, err)
	}
	path := filepath.Join(out, ".lock")
	if err := ownLock(path); err != nil {
		return nil, err
	}
	l := flock.New(path)
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("cannot lock %s: %w", path, err)
	}
	if !ok {
		holder, _ := os.ReadFile(path)
		return nil, fmt.Errorf("%w %s (process %s): wait until it has finished", ErrLocked, path, strings.TrimSpace(string(holder)))
	}
	_ = os.WriteFile(path, fmt.Appendln(nil, os.Getpid()), 0o644) // only tells others who holds it; Windows lets nobody write to what is locked
	return func() { _ = l.Unlock() }, nil
}

// ownLock makes sure that a lock is not there yet or was made by a run, since it is written to: a link may lead anywhere, and a pipe waits.
func ownLock(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("cannot lock %s: %w", path, err)
	case info.Mode().IsRegular() && info.Size() < 32:
		if b, err := os.ReadFile(path); err != nil || strings.Trim(string(b), "0123456789\r\n") == "" { // what cannot be read is locked
			return nil
		}
	}
	return fmt.Errorf("%s is not a lock that this program made: move it away, then run again", path)
}
