package night

import (
	"errors"
	"fmt"
)

// ErrUsage marks what the user has to say differently.
var ErrUsage = errors.New("usage")

type usage struct{ error }

func (usage) Is(target error) bool { return target == ErrUsage }

func (u usage) Unwrap() error { return u.error }

// Usagef is an error that is ErrUsage, in words of its own.
func Usagef(format string, args ...any) error { return usage{fmt.Errorf(format, args...)} }
