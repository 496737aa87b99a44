package queue

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"

	"regulars/analytics"
)

// HoldOut decides whom every list leaves out, so that what lists achieve can be measured: a share of the customers, by a keyed hash of customer and
// calendar quarter. The list is not in it, for who changes lists would be contacted after all.
type HoldOut struct {
	key     []byte
	quarter string
	below   float64
}

// NewHoldOut is the hold-out of the quarter that a day is in. Without a key of one's own anybody can repeat the draw.
func NewHoldOut(key []byte, share float64, day analytics.Day) HoldOut {
	if len(key) == 0 {
		key = []byte("regulars hold-out")
	}
	return HoldOut{key, analytics.ByQuarter.Label(analytics.ByQuarter.Period(day)), share * math.Exp2(64)}
}

// Holds tells whether a customer is held out.
func (h HoldOut) Holds(customer string) bool {
	mac := hmac.New(sha256.New, h.key)
	mac.Write([]byte(h.quarter + "\x00" + customer))
	return float64(binary.BigEndian.Uint64(mac.Sum(nil))) < h.below
}
