package main

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how many rows have been read, on a terminal only; a nil progress shows nothing.
type progress struct{ bar *progressbar.ProgressBar }

func newProgress(cfg Config, w io.Writer) *progress {
	f, ok := w.(*os.File)
	if !ok || cfg.Quiet || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return &progress{progressbar.NewOptions64(-1, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription("reading"),
		progressbar.OptionShowIts(), progressbar.OptionSetItsString("rows"), progressbar.OptionClearOnFinish())}
}

func (p *progress) add(rows int64) {
	if p != nil {
		_ = p.bar.Add64(rows)
	}
}

func (p *progress) finish() {
	if p != nil {
		_ = p.bar.Finish()
	}
}
