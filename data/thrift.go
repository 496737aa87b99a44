package data

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// errShort says that a structure does not end within the bytes at hand.
var errShort = errors.New("the structure is cut off")

// maxStructs bounds the structures in one footer: a million columns over all row groups is far beyond real files.
const maxStructs = 2_000_000

// thriftWalk measures a structure in Thrift's compact protocol without building it, because a decoder believes the list
// lengths it reads and allocates for them.
type thriftWalk struct {
	b       []byte
	at      int
	structs int
}

// thriftLen is the length of the structure at the start of b; errShort where b ends before it.
func thriftLen(b []byte) (int, error) {
	w := thriftWalk{b: b}
	err := w.structure(0)
	return w.at, err
}

const (
	thriftStop   = 0
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftI16    = 4
	thriftI64    = 6
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
)

func (w *thriftWalk) structure(depth int) error {
	if w.structs++; w.structs > maxStructs || depth > 32 {
		return errors.New("the structure is too large or too deep")
	}
	for {
		head, err := w.byte()
		if err != nil || head == thriftStop {
			return err
		}
		if head>>4 == 0 { // the field's number follows where it is not a small step from the last
			if _, err := w.varint(); err != nil {
				return err
			}
		}
		if typ := head & 15; typ != thriftTrue && typ != thriftFalse { // a field's boolean is in its type
			if err := w.value(typ, depth); err != nil {
				return err
			}
		}
	}
}

func (w *thriftWalk) value(typ byte, depth int) error {
	switch {
	case typ == thriftTrue, typ == thriftFalse, typ == thriftByte:
		return w.skip(1)
	case typ >= thriftI16 && typ <= thriftI64:
		_, err := w.varint()
		return err
	case typ == thriftDouble:
		return w.skip(8)
	case typ == thriftBinary:
		n, err := w.varint()
		if err != nil {
			return err
		}
		return w.skip(n)
	case typ == thriftList, typ == thriftSet:
		return w.list(depth)
	case typ == thriftMap:
		return w.table(depth)
	case typ == thriftStruct:
		return w.structure(depth + 1)
	}
	return fmt.Errorf("there is no Thrift type %d", typ)
}

func (w *thriftWalk) list(depth int) error {
	head, err := w.byte()
	if err != nil {
		return err
	}
	n := uint64(head >> 4)
	if n == 15 {
		if n, err = w.varint(); err != nil {
			return err
		}
	}
	return w.values(n, depth, head&15)
}

func (w *thriftWalk) table(depth int) error {
	n, err := w.varint()
	if err != nil || n == 0 {
		return err
	}
	types, err := w.byte()
	if err != nil {
		return err
	}
	return w.values(n, depth, types>>4, types&15)
}

// values walks n entries of the given types; each takes at least a byte, so n cannot exceed what is left.
func (w *thriftWalk) values(n uint64, depth int, types ...byte) error {
	if n > uint64(len(w.b)-w.at) {
		return errShort
	}
	for range n {
		for _, typ := range types {
			if err := w.value(typ, depth); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *thriftWalk) byte() (byte, error) {
	if w.at >= len(w.b) {
		return 0, errShort
	}
	w.at++
	return w.b[w.at-1], nil
}

func (w *thriftWalk) varint() (uint64, error) {
	v, n := binary.Uvarint(w.b[w.at:])
	if n < 0 {
		return 0, errors.New("a number is too long")
	}
	if n == 0 {
		return 0, errShort
	}
	w.at += n
	return v, nil
}

func (w *thriftWalk) skip(n uint64) error {
	if n > uint64(len(w.b)-w.at) {
		return errShort
	}
	w.at += int(n)
	return nil
}
