package night

import (
	"runtime"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"

	"regulars/analytics"
)

// limit makes the run take no more processors than it has threads, and the ledger spill into a folder and the runtime collect garbage before it
// takes more memory than it may: what --max-memory says, else, where that is 0, three quarters of what the machine or its cgroup has.
func limit(cfg *Config, ledger *analytics.Ledger, scratch string) {
	limitThreads(cfg.Threads)
	most := cfg.MaxMemory
	if most == 0 {
		have, err := memlimit.ApplyRatio(memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem), 0.75)()
		if err != nil {
			return
		}
		most = int64(have)
	}
	debug.SetMemoryLimit(most)
	// An eighth goes to the ledger: what it writes away comes back cheaply, while the models need three times as much as that and the heap
	// may be half garbage.
	ledger.SpillAbove(most/8, scratch)
}

// limitThreads is for what runs beside the threads that work, such as the collector of garbage.
func limitThreads(n int) {
	if n < runtime.GOMAXPROCS(0) {
		runtime.GOMAXPROCS(n)
	}
}
