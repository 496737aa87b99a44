package main

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how much has been done, on a terminal only; a nil progress shows nothing.
type progress struct{ bar *progressbar.ProgressBar }

// newProgress counts things of which there are total, or -1 where that is not known.
func newProgress(w io.Writer, doing, things string, total int64) *progress {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return &progress{progressbar.NewOptions64(total, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(doing),
		progressbar.OptionShowIts(), progressbar.OptionSetItsString(things), progressbar.OptionClearOnFinish())}
}

// reading is the progress of reading the inputs.
func reading(cfg Config, w io.Writer) *progress {
	if cfg.Quiet {
		return nil
	}
	return newProgress(w, "reading", "rows", -1)
}

func (p *progress) set(done int64) {
	if p != nil {
		_ = p.bar.Set64(done)
	}
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
