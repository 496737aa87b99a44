//go:build unix

package publish

import "syscall"

func pipe(path string) error { return syscall.Mkfifo(path, 0o644) }
