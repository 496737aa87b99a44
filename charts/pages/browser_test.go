package pages

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"regulars/charts"
)

var (
	shots = flag.String("shots", "", "write screenshots of the pages into this folder")
	given = flag.String("report", "", "look at the pages of this report too")
)

// browser is a running Chromium and what it complained about.
type browser struct {
	ctx        context.Context
	mu         sync.Mutex
	host       string                // the web server of the pages, where there is one
	script     page.ScriptIdentifier // sets the language before a page is read
	complaints []string
	requests   []string
}

func startBrowser(t *testing.T) *browser {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("needs chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	b := &browser{}
	ctx, cancel := chromedp.NewContext(allocator, chromedp.WithListener(b.listen))
	t.Cleanup(func() { cancel(); stop() })
	b.ctx = ctx
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		args, _ := json.Marshal(e.Args)
		b.complaints = append(b.complaints, "console: "+string(args))
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, "exception: "+exceptionText(e.ExceptionDetails))
	case *log.EventEntryAdded:
		b.complaints = append(b.complaints, "log: "+e.Entry.Text)
	case *page.EventJavascriptDialogOpening:
		b.complaints = append(b.complaints, "dialog: "+e.Message)
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, "file://") && !strings.HasPrefix(u, "data:") && !(b.host != "" && strings.HasPrefix(u, b.host)) {
			b.requests = append(b.requests, u)
		}
	}
}

func exceptionText(d *runtime.ExceptionDetails) string {
	if d.Exception != nil {
		return d.Text + " " + d.Exception.Description
	}
	return d.Text
}

// open shows a page in a window of a width, in a language and a colour scheme, with every chart drawn.
func (b *browser) open(t *testing.T, file string, width int64, lang, scheme string) {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	if b.script != "" {
		if _, err := chromedp.Call(b.ctx, page.RemoveScriptToEvaluateOnNewDocument, page.RemoveScriptToEvaluateOnNewDocumentParams{Identifier: b.script}); err != nil {
			t.Fatal(err)
		}
	}
	source := page.AddScriptToEvaluateOnNewDocumentParams{Source: `localStorage.setItem('regulars.lang', '` + lang + `')`}
	added, err := chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, source)
	if err != nil {
		t.Fatal(err)
	}
	b.script = added.Identifier
	err = chromedp.Do(b.ctx,
		chromedp.EmulateViewport(width, 900),
		chromedp.Navigate("file://"+file),
		chromedp.Evaluate[chromedp.Void](drawAll, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// drawAll scrolls to every chart, as a reader would, and waits until it is drawn.
const drawAll = `(async () => {
	for (const c of document.querySelectorAll('.chart')) {
		c.scrollIntoView({behavior: 'instant', block: 'center'});
		for (let i = 0; i < 100 && !c.dataset.drawn; i++) await new Promise(r => setTimeout(r, 20));
	}
	scrollTo({top: 0, behavior: 'instant'});
	await new Promise(r => setTimeout(r, 50));
})()`

// asks evaluates an expression.
func asks[T any](t *testing.T, b *browser, js string) T {
	t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return v
}

func TestPagesInBrowser(t *testing.T) {
	look(t, written(t))
}

// TestGivenReport looks at a report that a run has made.
func TestGivenReport(t *testing.T) {
	if *given == "" {
		t.Skip("needs -report")
	}
	look(t, *given)
}

// look opens every page of a report on a wide and a narrow screen, in both languages, light and dark.
func look(t *testing.T, dir string) {
	t.Helper()
	b := startBrowser(t)
	files, _ := filepath.Glob(filepath.Join(dir, "*.html"))
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".html")
		if slices.ContainsFunc(Moved(), func(m charts.Moved) bool { return m.From == name }) {
			continue // it shows another page
		}
		for _, width := range []int64{1280, 375} {
			for _, lang := range []string{"en", "zh"} {
				scheme := "light"
				if (width == 375) == (lang == "en") {
					scheme = "dark"
				}
				b.open(t, file, width, lang, scheme)
				where := fmt.Sprintf("%s at %d in %s", name, width, lang)
				b.shoot(t, fmt.Sprintf("%s-%d-%s-%s.png", name, width, lang, scheme))
				b.checkPage(t, where, lang, width)
			}
		}
	}
	b.quiet(t)
}

// quiet fails for everything the browser complained about and every request that left the folder.
func (b *browser) quiet(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.complaints {
		t.Error(c)
	}
	for _, r := range b.requests {
		t.Error("request: ", r)
	}
}

func (b *browser) checkPage(t *testing.T, where, lang string, width int64) {
	t.Helper()
	if w := asks[int64](t, b, `document.documentElement.scrollWidth`); w > width {
		t.Errorf("%s: %d pixels wide; too wide: %s", where, w, asks[string](t, b, `[...document.querySelectorAll('main *, header *')].filter(e => e.getBoundingClientRect().right > innerWidth && !e.closest('.scroll, nav')).slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join('\n')`))
	}
	if cut := asks[string](t, b, `[...document.querySelectorAll('.value, .change, .card h2')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent).join(', ')`); cut != "" {
		t.Errorf("%s: cut: %s", where, cut)
	}
	if n := asks[int](t, b, `[...document.querySelectorAll('.chart')].filter(c => c.querySelectorAll('svg path, svg rect, svg polygon').length < 2).length`); n > 0 {
		t.Errorf("%s: %d charts are not drawn", where, n)
	}
	if n := asks[int](t, b, `(document.querySelectorAll('details').forEach(d => d.open = true), [...document.querySelectorAll('h1, h2, p, th, summary, button, nav a')].filter(e => !e.closest('noscript') && !e.innerText.trim()).length)`); n > 0 {
		t.Errorf("%s: %d texts are empty", where, n)
	}
	for _, fault := range asks[[]string](t, b, labelFaults) {
		t.Errorf("%s: %s", where, fault)
	}
	if got := asks[string](t, b, `document.documentElement.lang.slice(0, 2)`); got != lang {
		t.Errorf("%s: shows %s", where, got)
	}
}

// labelFaults lists texts of charts that are cut off by the edge of their drawing or lie over each other; slanted ones
// may touch in their corners.
const labelFaults = `[...document.querySelectorAll('.chart')].flatMap(c => {
	const plot = c.querySelector('svg').getBoundingClientRect(), faults = [];
	const texts = [...c.querySelectorAll('svg text')].filter(e => e.textContent.trim()).map(e => {
		const m = e.getCTM(), r = e.getBoundingClientRect();
		return {t: e.textContent, r, slanted: Math.abs(m.a) > 0.01 && Math.abs(m.b) > 0.01};
	});
	for (const {t, r} of texts) {
		if (r.left < plot.left - 1 || r.right > plot.right + 1 || r.top < plot.top - 2 || r.bottom > plot.bottom + 2) faults.push(c.id + ' cuts “' + t + '”');
	}
	texts.forEach((a, i) => texts.slice(i + 1).forEach(b => {
		const w = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left), h = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top);
		if (w > 2 && h > 4 && !a.slanted && !b.slanted) faults.push(c.id + ' has “' + a.t + '” over “' + b.t + '”');
	}));
	return faults;
})`

func (b *browser) shoot(t *testing.T, name string) {
	if *shots == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// A reader who hovers over hostile names sees them as they are, in the tooltip as on the axis.
func TestHostileNamesStayNames(t *testing.T) {
	b := startBrowser(t)
	dir := written(t)
	b.open(t, filepath.Join(dir, "value.html"), 1280, "en", "light")
	asks[bool](t, b, `(document.querySelector('#hostile-c').scrollIntoView({behavior: 'instant', block: 'start'}), true)`)
	seen := map[string]bool{}
	type box struct{ X, Y, W, H float64 }
	r := asks[box](t, b, `(r => ({X: r.x, Y: r.y, W: r.width, H: r.height}))(document.querySelector('#hostile-c .plot').getBoundingClientRect())`)
	for y := r.Y + 10; y < r.Y+r.H-30 && y < 880; y += 12 {
		_, err := chromedp.Call(b.ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseMoved, X: r.X + r.W/2, Y: y})
		if err != nil {
			t.Fatal(err)
		}
		tip := `document.querySelector('#hostile-c .plot > div:last-child')`
		seen[asks[string](t, b, tip+`?.querySelector('strong')?.textContent || ''`)] = true
		if n := asks[int](t, b, tip+`?.querySelectorAll(':not(strong, br, span)').length || 0`); n > 0 {
			t.Fatalf("markup in a tooltip: %s", asks[string](t, b, tip+`.innerHTML`))
		}
	}
	for _, name := range hostile[:22] {
		if !seen[name] && !strings.ContainsAny(name, "\n\t\u2028") {
			t.Errorf("no tooltip shows %q; seen: %q", name, slices.Sorted(maps.Keys(seen)))
			break
		}
	}
	for _, page := range []string{"value", "actions"} {
		b.open(t, filepath.Join(dir, page+".html"), 1280, "zh", "light")
		if n := asks[int](t, b, `document.querySelectorAll('main img, main script:not([type="application/json"]), main b, main style, [onerror]').length`); n > 0 {
			t.Errorf("%s: %d elements came from names", page, n)
		}
	}
	b.open(t, filepath.Join(dir, "value.html"), 1280, "en", "light")
	if got := asks[string](t, b, `(() => { const r = []; for (const k in {}) r.push(k); return r.join(' ') })()`); got != "" {
		t.Errorf("a name wrote %q into Object.prototype", got)
	}
	b.quiet(t)
}

// A page works on a web server as it does from a folder, and its button switches the language for good.
func TestOnAWebServer(t *testing.T) {
	b := startBrowser(t)
	server := httptest.NewServer(http.FileServer(http.Dir(written(t))))
	defer server.Close()
	b.host = server.URL
	language := `document.documentElement.lang + ' ' + document.title + ' ' + document.querySelector('#grid-c').getAttribute('aria-label').slice(0, 4)`
	err := chromedp.Do(b.ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(server.URL+"/customers.html"),
		chromedp.Evaluate[chromedp.Void](drawAll, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	if n := asks[int](t, b, `document.querySelectorAll('.chart[data-drawn]').length`); n != 4 {
		t.Errorf("%d charts are drawn", n)
	}
	if got := asks[string](t, b, language); got != "en Customers · regulars 41% " {
		t.Error(got)
	}
	asks[bool](t, b, `(document.querySelector('.switch').click(), true)`)
	if got := asks[string](t, b, language); got != "zh-Hans 客群 · regulars 7 月新" {
		t.Error(got)
	}
	if got := asks[string](t, b, `[...document.querySelectorAll('#grid-c text')].map(e => e.textContent).join(' ')`); !strings.Contains(got, "冠军客户") {
		t.Errorf("the chart says %s", got)
	}
	if err := chromedp.Do(b.ctx, chromedp.Navigate(server.URL+"/value.html")); err != nil {
		t.Fatal(err)
	}
	if got := asks[string](t, b, `document.documentElement.lang`); got != "zh-Hans" {
		t.Errorf("the next page is in %s", got)
	}
	b.quiet(t)
}

// Where the folder is swapped for that of a newer run between two clicks, the page that opens says so, and only then.
func TestPageOfAnotherRun(t *testing.T) {
	b := startBrowser(t)
	dir := written(t)
	hidden := `document.getElementById('other-run').hidden + ' ' + location.hash`
	b.open(t, filepath.Join(dir, "index.html"), 1280, "en", "light")
	if got := asks[string](t, b, hidden); got != "true " {
		t.Errorf("a page that was opened as such: %q", got)
	}
	b.follow(t, "customers.html")
	if got := asks[string](t, b, hidden); got != "true " {
		t.Errorf("a page of the same run: %q", got)
	}
	newer := gallery()
	newer.Header.Run = "2011-12-10-1"
	if err := charts.Write(dir, newer); err != nil {
		t.Fatal(err)
	}
	b.follow(t, "value.html")
	if got := asks[string](t, b, hidden); got != "false " {
		t.Errorf("a page of a newer run: %q", got)
	}
	b.follow(t, "index.html")
	if got := asks[string](t, b, hidden); got != "true " {
		t.Errorf("after beginning again: %q", got)
	}
	b.quiet(t)
}

// follow clicks on the link to a page in the navigation, and waits until that page has loaded: until then its answers
// could come from either page, or from none. The click comes after the answer to the click, which a page on its way out
// would not send.
func (b *browser) follow(t *testing.T, name string) {
	t.Helper()
	click := chromedp.Evaluate[chromedp.Void](`void setTimeout(() => document.querySelector('nav a[href^="` + name + `"]').click())`)
	if _, err := chromedp.Run(b.ctx, chromedp.WaitEvent(page.LoadEventFired, nil, click)); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if got := asks[string](t, b, `location.pathname`); !strings.HasSuffix(got, "/"+name) {
		t.Fatalf("%s does not open, but %s", name, got)
	}
}

// On paper every table is whole, every chart is drawn, and nothing is wider than the sheet.
func TestPrint(t *testing.T) {
	b := startBrowser(t)
	dir := written(t)
	b.open(t, filepath.Join(dir, "customers.html"), 1280, "en", "dark")
	asks[bool](t, b, `(document.querySelectorAll('.chart').forEach(c => delete c.dataset.drawn), true)`)
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPrintBackground()))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF")) || len(pdf) > 2<<20 {
		t.Errorf("a PDF of %d bytes", len(pdf))
	}
	if n := asks[int](t, b, `document.querySelectorAll('.chart:not([data-drawn])').length`); n > 0 {
		t.Errorf("%d charts were not drawn for the paper", n)
	}
	if *shots != "" {
		if err := os.WriteFile(filepath.Join(*shots, "customers.pdf"), pdf, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// A link to the old name of a page arrives at the same section of the page under its new name, in the language it asks for; where scripts
// are off there is a plain link.
func TestMovedPagesLeadOn(t *testing.T) {
	b := startBrowser(t)
	dir := written(t)
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	b.host = server.URL
	for _, from := range []string{"file://" + dir, server.URL} {
		for _, m := range Moved() {
			b.arrives(t, from+"/"+m.From+".html?lang=zh#main", from+"/"+m.To+".html?lang=zh#main")
			if got := asks[string](t, b, `document.documentElement.lang`); got != "zh-Hans" {
				t.Errorf("%s arrives in %s", m.From, got)
			}
			b.arrives(t, from+"/"+m.From+".html?lang=en", from+"/"+m.To+".html?lang=en")
			if got := asks[string](t, b, `document.documentElement.lang`); got != "en" {
				t.Errorf("%s arrives in %s", m.From, got)
			}
		}
		b.arrives(t, from+"/segments.html#stack", from+"/customers.html#stack")
		b.until(t, `document.querySelector('#stack').getBoundingClientRect().top < 450`, "true")
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	for _, m := range Moved() {
		if err := chromedp.Do(b.ctx, chromedp.Navigate("file://"+dir+"/"+m.From+".html")); err != nil {
			t.Fatal(err)
		}
		if got := asks[string](t, b, `[...document.querySelectorAll('a')].map(a => a.getAttribute('href') + ' ' + (a.offsetHeight > 0)).join(', ')`); got != m.To+".html true, "+m.To+".html true" {
			t.Errorf("without scripts %s shows %q", m.From, got)
		}
	}
	b.quiet(t)
}

// arrives opens an address and waits until the page that it leads to has loaded.
func (b *browser) arrives(t *testing.T, from, to string) {
	t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(from)); err != nil {
		t.Fatal(err)
	}
	b.until(t, `location.href + ' ' + document.readyState`, to+" complete")
}

// until waits until an expression has a value.
func (b *browser) until(t *testing.T, js, want string) {
	t.Helper()
	got := ""
	for range 100 {
		if got = asks[string](t, b, `String(`+js+`)`); got == want {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s is %s, want %s", js, got, want)
}
