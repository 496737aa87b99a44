package night

import (
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"

	"regulars/analytics"
)

// limitMemory makes the ledger spill and the runtime collect garbage before the run takes more memory than it may: what --max-memory says,
// else, where that is 0, three quarters of what the machine or its cgroup has. An eighth goes to the ledger: what it writes away comes back cheaply, while
// the models need three times as much as that and the heap may be half garbage.
func limitMemory(most int64, scratch string, ledger *analytics.Ledger) {
	if most == 0 {
		have, err := memlimit.ApplyRatio(memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem), 0.75)()
		if err != nil {
			return
		}
		most = int64(have)
	}
	debug.SetMemoryLimit(most)
	ledger.SpillAbove(most/8, scratch)
}
