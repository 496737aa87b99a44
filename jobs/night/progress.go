package night

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Progress shows how much has been done, on a terminal only; a nil Progress shows nothing.
type Progress struct{ bar *progressbar.ProgressBar }

// NewProgress counts things of which there are total, or -1 where that is not known.
func NewProgress(w io.Writer, doing, things string, total int64) *Progress {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return &Progress{progressbar.NewOptions64(total, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(doing),
		progressbar.OptionShowIts(), progressbar.OptionSetItsString(things), progressbar.OptionClearOnFinish())}
}

// Set says how much has been done in all.
func (p *Progress) Set(done int64) {
	if p != nil {
		_ = p.bar.Set64(done)
	}
}

func (p *Progress) add(rows int64) {
	if p != nil {
		_ = p.bar.Add64(rows)
	}
}

// Finish clears the line.
func (p *Progress) Finish() {
	if p != nil {
		_ = p.bar.Finish()
	}
}
