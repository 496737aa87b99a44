package analytics

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// rank is where an ident stands in the order of [Key.Compare]: by class, then the first 16 bytes; the rest of long texts is compared
// only where these are equal.
type rank struct {
	hi, lo uint64
	group  uint32
	class  identKind
}

func (d *ident) rank(group uint32) rank {
	if d.kind == numberIdent {
		return rank{group: group, class: numberIdent, hi: d.a ^ 1<<63}
	}
	var whole [40]byte
	var first [16]byte
	if d.kind == textIdent {
		copy(first[:], d.text)
	} else {
		copy(first[:], d.appendText(whole[:0]))
	}
	return rank{group: group, class: textIdent, hi: binary.BigEndian.Uint64(first[:]), lo: binary.BigEndian.Uint64(first[8:])}
}

// alikeRank is the rank among idents of one kind and, if they are serials, one shape.
func (d *ident) alikeRank(group uint32) rank {
	switch d.kind {
	case numberIdent:
		return rank{group: group, hi: d.a ^ 1<<63}
	case serialIdent:
		return rank{group: group, hi: d.a}
	case uuidIdent:
		return rank{group: group, hi: d.a, lo: d.b}
	default:
		return d.rank(group)
	}
}

func (r *rank) compare(o *rank) int {
	switch {
	case r.class != o.class:
		return cmp.Compare(r.class, o.class)
	case r.hi != o.hi:
		return cmp.Compare(r.hi, o.hi)
	default:
		return cmp.Compare(r.lo, o.lo)
	}
}

// sort puts the customers in the order of their ids.
func (g *grouper) sort() {
	g.ranks = g.ranks[:0]
	of := (*ident).rank
	if g.alike() {
		of = (*ident).alikeRank
	}
	for i := range g.members {
		g.ranks = append(g.ranks, of(&g.members[i].ident, uint32(i)))
	}
	g.sortByHigh()
	inOrder := func(a, b rank) int {
		if c := a.compare(&b); c != 0 {
			return c
		}
		return g.members[a.group].key().Compare(g.members[b.group].key())
	}
	for i := 1; i < len(g.ranks); i++ {
		a, b := &g.ranks[i-1], &g.ranks[i]
		if a.class != b.class || a.hi >= b.hi {
			slices.SortFunc(g.ranks, inOrder)
			return
		}
	}
}

// alike tells whether all idents are of one kind and, if they are serials, of one shape.
func (g *grouper) alike() bool {
	for i := range g.members {
		a, b := &g.members[0], &g.members[i]
		if a.kind != b.kind || a.kind == serialIdent && a.b != b.b {
			return false
		}
	}
	return true
}

// sortByHigh sorts the ranks by their high words, byte by byte from the lowest, passing over bytes that all share.
func (g *grouper) sortByHigh() {
	var differ uint64
	for i := range g.ranks {
		differ |= g.ranks[i].hi ^ g.ranks[0].hi
	}
	for shift := 0; shift < 64; shift += 8 {
		if differ>>shift&0xff == 0 {
			continue
		}
		var from [256]uint32
		for i := range g.ranks {
			from[byte(g.ranks[i].hi>>shift)]++
		}
		sum := uint32(0)
		for i, n := range from {
			from[i], sum = sum, sum+n
		}
		g.spare = slices.Grow(g.spare[:0], len(g.ranks))[:len(g.ranks)]
		for i := range g.ranks {
			to := &from[byte(g.ranks[i].hi>>shift)]
			g.spare[*to] = g.ranks[i]
			*to++
		}
		g.ranks, g.spare = g.spare, g.ranks
	}
}
