package night

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"regulars/analytics"
	"regulars/data"
)

// saleLine and answerLine are rows of the files of random histories of nights.
type saleLine struct {
	Customer *string   `parquet:"customer_id,optional"`
	At       time.Time `parquet:"ordered_at,timestamp(microsecond)"`
	Amount   float64   `parquet:"amount"`
	Order    int64     `parquet:"order_id"`
	Channel  string    `parquet:"channel"`
}

type answerLine struct {
	Customer  string    `parquet:"customer_id"`
	At        time.Time `parquet:"answered_at,timestamp(microsecond)"`
	Dimension string    `parquet:"dimension"`
	Score     float64   `parquet:"experience"`
}

// history is a folder of inputs that changes from night to night, and the state that is kept of it.
type history struct {
	t    *rapid.T
	dir  string
	cfg  Config
	made int // files so far
	last int // day of the last sale
}

var firstNight = time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)

func (h *history) draw(most int, what string) int { return rapid.IntRange(0, most).Draw(h.t, what) }

func (h *history) sales() []saleLine {
	rows := make([]saleLine, 1+h.draw(30, "lines"))
	for i := range rows {
		who := fmt.Sprint([]string{"", "c", "00"}[h.draw(2, "kind of id")], h.draw(9, "customer"))
		day := h.last + h.draw(2, "day")
		h.last = day
		rows[i] = saleLine{&who, firstNight.AddDate(0, 0, day).Add(time.Duration(h.draw(23, "hour")) * time.Hour), float64(h.draw(900, "cents")-100) / 100,
			int64(h.draw(200, "order")), []string{"web", "shop", "", "电话"}[h.draw(3, "channel")]}
		if h.draw(15, "customer known") == 0 {
			rows[i].Customer = nil
		}
	}
	return rows
}

func (h *history) answers() []answerLine {
	rows := make([]answerLine, 1+h.draw(10, "answers"))
	for i := range rows {
		rows[i] = answerLine{fmt.Sprint("c", h.draw(9, "customer")), firstNight.AddDate(0, 0, max(0, h.last+h.draw(30, "day of answer")-20)),
			[]string{"overall", "service", "price", "speed", "web"}[h.draw(4, "dimension")], float64(h.draw(5, "score"))}
	}
	return rows
}

// add adds a file, under a name before or behind those of earlier nights.
func (h *history) add(must func(error)) {
	h.made++
	name := fmt.Sprintf("%02d-%d.parquet", h.draw(99, "place among names"), h.made)
	if h.draw(2, "table") == 0 {
		must(parquet.WriteFile(filepath.Join(h.dir, "surveys", name), h.answers()))
	} else {
		must(parquet.WriteFile(filepath.Join(h.dir, "sales", name), h.sales(), parquet.MaxRowsPerRowGroup(int64(5+h.draw(20, "row group")))))
	}
}

func (h *history) pick(pattern string) string {
	found, _ := filepath.Glob(filepath.Join(h.dir, pattern))
	if len(found) == 0 {
		return ""
	}
	return rapid.SampledFrom(found).Draw(h.t, pattern)
}

// befall is what happens between two nights, most often nothing but new files.
func (h *history) befall(must func(error)) {
	for range h.draw(3, "new files") {
		h.add(must)
	}
	switch h.draw(27, "what else") {
	case 14, 15, 16:
		must(parquet.WriteFile(h.pick("surveys/*.parquet"), h.answers()))
	case 17:
		if found, _ := filepath.Glob(filepath.Join(h.dir, "surveys", "*.parquet")); len(found) > 1 {
			must(os.Remove(found[h.draw(len(found)-1, "gone")]))
		}
	case 0:
		must(parquet.WriteFile(h.pick("sales/*.parquet"), h.sales()))
	case 1:
		if found, _ := filepath.Glob(filepath.Join(h.dir, "sales", "*.parquet")); len(found) > 1 {
			must(os.Remove(found[h.draw(len(found)-1, "gone")]))
		}
	case 2:
		h.cfg.Zone = []*time.Location{time.UTC, time.FixedZone("east", 9*3600), time.FixedZone("west", -7*3600)}[h.draw(2, "zone")]
	case 3:
		h.cfg.Where = map[string][]string{"channel": {"web", ""}}
	case 4:
		h.cfg.Where = map[string][]string{}
	case 5:
		must(os.Truncate(h.pick("state/state.json"), int64(h.draw(200, "cut"))))
	case 6:
		if path := h.pick("state/_*"); path != "" {
			b, err := os.ReadFile(path)
			must(err)
			b[h.draw(len(b)-1, "damaged byte")] ^= 1 << h.draw(7, "damaged bit")
			must(os.WriteFile(path, b, 0o644))
		}
	case 7:
		if path := h.pick("state/_*"); path != "" {
			must(os.Remove(path))
		}
	case 8:
		h.cfg.Survey.Coding.Missing = []float64{float64(h.draw(5, "missing code"))}
	case 9, 10:
		h.cfg.AsOf = analytics.NoDay
	case 11, 12, 13:
		h.cfg.AsOf = analytics.DayOf(firstNight.AddDate(0, 0, h.last-h.draw(30, "days back")+10))
	}
}

// found is all that reading gives: what becomes of every row, and every customer.
type found struct {
	Reports   []*data.Report
	First     analytics.Day
	Last      analytics.Day
	Labels    []string
	Customers string
}

// customersText gathers customers as text.
type customersText struct{ strings.Builder }

func (c *customersText) Add(x *analytics.Customer) {
	fmt.Fprintf(c, "%v %+v %+v %+v\n", x.Key, x.Rows, x.Categories, x.Answers)
}
func (c *customersText) Merge(o *customersText) { c.WriteString(o.String()) }

func readOnce(cfg Config, must func(error)) (found, *remembered) {
	ledger := analytics.NewLedger()
	defer ledger.Discard()
	if cfg.MaxMemory > 0 {
		ledger.SpillAbove(cfg.MaxMemory, cfg.Out)
	}
	reports, n, err := read(context.Background(), &cfg.Reading, ledger, slog.New(slog.NewTextHandler(io.Discard, nil)), nil)
	must(err)
	must(ledger.Close())
	f := found{Reports: reports}
	f.First, f.Last = ledger.Span()
	for i := range ledger.Labels().Len() {
		f.Labels = append(f.Labels, ledger.Labels().Name(analytics.Label(i)))
	}
	all, err := analytics.Scan(context.Background(), ledger, cfg.Threads, func() *customersText { return &customersText{} })
	must(err)
	f.Customers = all.String()
	return f, n
}

// TestNightsEqualFullRuns holds nights that read what is new against full ones over random histories: new, changed and lost files, other
// zones, filters, codes and as-of dates, and damage.
func TestNightsEqualFullRuns(t *testing.T) {
	known, rebuilt, unused := 0, map[string]bool{}, 0
	rapid.Check(t, func(rt *rapid.T) {
		must := func(err error) {
			if err != nil {
				rt.Fatal(err)
			}
		}
		dir, err := os.MkdirTemp(t.TempDir(), "")
		must(err)
		h := &history{t: rt, dir: dir, cfg: DefaultConfig()}
		h.cfg.Threads, h.cfg.State = 2, filepath.Join(dir, "state")
		h.cfg.Inputs["transactions"], h.cfg.Inputs["surveys"] = []string{filepath.Join(dir, "sales")}, []string{filepath.Join(dir, "surveys")}
		for _, sub := range []string{"sales", "surveys"} {
			must(os.Mkdir(filepath.Join(dir, sub), 0o755))
		}
		must(parquet.WriteFile(filepath.Join(dir, "sales", "50-first.parquet"), h.sales()))
		must(parquet.WriteFile(filepath.Join(dir, "surveys", "50-first.parquet"), h.answers()))
		for range 1 + h.draw(7, "nights") {
			full := h.cfg
			full.State = ""
			h.cfg.MaxMemory, h.cfg.Out = int64(h.draw(1, "spilling"))<<16, dir
			want, _ := readOnce(full, must)
			got, n := readOnce(h.cfg, must)
			if d := cmp.Diff(want, got, cmp.AllowUnexported(analytics.Key{})); d != "" {
				rt.Fatalf("%+v: %s", n, d)
			}
			known += n.Known
			rebuilt[strings.TrimPrefix(n.Rebuilt[strings.LastIndex(n.Rebuilt, "/")+1:], "50-")] = true
			if n.Unused != "" {
				unused++
			}
			h.befall(must)
		}
	})
	if !testing.Short() && (known == 0 || unused == 0 || len(rebuilt) < 5) {
		t.Errorf("the histories show too little: %d files known, %d nights left the state alone, rebuilt because %v", known, unused, rebuilt)
	}
}

// TestNightsReadWhatIsNew counts the files that are read over two months of nights, and the files of the state.
func TestNightsReadWhatIsNew(t *testing.T) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	cfg := DefaultConfig()
	cfg.State = filepath.Join(dir, "state")
	cfg.Inputs["transactions"] = []string{filepath.Join(dir, "sales")}
	must(os.Mkdir(filepath.Join(dir, "sales"), 0o755))
	for night := range 60 {
		who := fmt.Sprint("c", night%7)
		must(parquet.WriteFile(filepath.Join(dir, "sales", fmt.Sprintf("%03d.parquet", night)), []saleLine{{&who, firstNight.AddDate(0, 0, night), 1, int64(night), "web"}}))
		f, n := readOnce(cfg, must)
		if n.Known != night || n.Read != 1 || (n.Rebuilt != "") != (night == 0) || n.Unused != "" || f.Reports[0].Kept != int64(night+1) {
			t.Fatalf("night %d: %+v, %d lines", night, n, f.Reports[0].Kept)
		}
		if parts, _ := filepath.Glob(filepath.Join(cfg.State, "_*")); len(parts) > 7 {
			t.Fatalf("night %d: the state has %d parts", night, len(parts))
		}
	}
}
