package retention

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
)

// readBy is every figure of the oracles of survival and of the shifted-beta-geometric model, and the test that reads it.
var readBy = map[string]map[string]string{
	"survival_lifelines.json": {
		"lifelines":       "the version, no figure",
		"waltons/control": "TestCurveOfWaltonsAndRossi", "waltons/miR-137": "TestCurveOfWaltonsAndRossi", "waltons/all": "TestCurveOfWaltonsAndRossi",
		"waltons/logrank": "TestWeightedTests", "waltons/nelson_aalen_all": "TestHazard",
		"rossi/fin=0": "TestCurveOfWaltonsAndRossi", "rossi/fin=1": "TestCurveOfWaltonsAndRossi", "rossi/all": "TestCurveOfWaltonsAndRossi",
		"rossi/logrank_fin": "TestWeightedTests", "rossi/logrank_prio_0_1_2_3_4plus": "TestLogRankOfManyGroups", "rossi/cox_efron": "TestCoxAgainstLifelines",
		"cdnow_gap_after_purchase_1": "TestCurveOfGapsInCDNOW, TestLaterPurchasesInCDNOW",
		"cdnow_gap_after_purchase_2": "TestCurveOfGapsInCDNOW, TestLaterPurchasesInCDNOW",
		"cdnow_gap_after_purchase_3": "TestCurveOfGapsInCDNOW, TestLaterPurchasesInCDNOW",
		"edge/all_censored":          "TestCurveOfEdges", "edge/last_obs_is_event_S_to_0": "TestCurveOfEdges", "edge/tie_event_and_censor_same_time": "TestCurveOfEdges",
	},
	"survival_r.json": {
		"survival":      "the version, no figure",
		"waltons/plain": "TestCurveAgainstR", "waltons/log": "TestCurveAgainstR", "waltons/log-log": "TestCurveAgainstR", "waltons/by_group": "TestCurveAgainstR",
		"waltons/groups": "names, no figure", "waltons/logrank": "TestCurveAgainstR", "waltons/peto_rho1": "TestWeightedTests",
		"rossi/plain": "TestCurveAgainstR", "rossi/log": "TestCurveAgainstR", "rossi/log-log": "TestCurveAgainstR", "rossi/by_group": "TestCurveAgainstR",
		"rossi/groups": "names, no figure", "rossi/logrank": "TestCurveAgainstR", "rossi/peto_rho1": "TestWeightedTests",
		"cox/efron": "TestCoxAgainstR", "cox/breslow": "TestCoxAgainstR",
		"cox/exact": "none: days of a continuous time are no discrete model of ties, and its likelihood cannot be had for thousands of events a day",
		"cox_zph":   "TestCoxDriftAgainstR", "cdnow_gap1": "TestGapsAgainstR",
	},
	"sbg.json": {
		"regular|fit_years_0..4": "TestSBG", "regular|fit_years_0..7": "TestSBG", "regular|fit_years_0..12": "TestSBG",
		"high_end|fit_years_0..4": "TestSBG", "high_end|fit_years_0..7": "TestSBG, TestSBGHighEnd", "high_end|fit_years_0..12": "TestSBG",
		"hard|geometric_S=1000*.8^t": "TestSBGNotIdentified", "hard|no_churn": "TestSBGNotIdentified", "hard|all_lost_period1": "TestSBGNotIdentified",
	},
}

// atOnce are the parts of the oracles that one test reads as they are.
var atOnce = map[string]bool{"cdnow_gap_after_purchase_1": true, "cdnow_gap_after_purchase_2": true, "cdnow_gap_after_purchase_3": true, "cdnow_gap1": true}

// Nothing in the oracles is left unread without a word.
func TestOraclesAreRead(t *testing.T) {
	for file, want := range readBy {
		got := map[string]bool{}
		for key, text := range oracle[map[string]json.RawMessage](t, file) {
			var parts map[string]json.RawMessage
			if file == "sbg.json" || atOnce[key] || json.Unmarshal(text, &parts) != nil {
				got[key] = true
				continue
			}
			for part := range parts {
				got[key+"/"+part] = true
			}
		}
		if a, b := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(a, b) {
			t.Errorf("%s holds %q, the tests read %q", file, a, b)
		}
	}
}
