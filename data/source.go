package data

import (
	"fmt"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

// source is a top-level column as a file stores it.
type source struct {
	name     string
	plain    string // name as common names are compared
	physical format.Type
	width    int // bytes of one value, where that is fixed
	nullable bool
	nested   bool
	meaning  meaning
	scale    int   // of a decimal
	perUnit  int64 // of a timestamp: units in a second
	instant  bool  // a timestamp on the world's clock, not on a local one
}

// meaning is what a column's logical type makes of its physical one.
type meaning int

const (
	plain meaning = iota
	unsigned
	textual
	decimal
	date
	timestamp
	uuid
	half
	unusable // times of day, intervals, columns of nulls only
)

var widths = map[format.Type]int{format.Boolean: 1, format.Int32: 4, format.Int64: 8, format.Int96: 12, format.Float: 4, format.Double: 8}

func sourceOf(e *schemaElement) source {
	s := source{
		name:     e.Name,
		plain:    plainName(e.Name),
		nullable: e.RepetitionType.V == format.Optional,
		nested:   e.isGroup() || e.RepetitionType.V == format.Repeated,
		physical: e.Type.V,
	}
	s.width = widths[s.physical]
	if s.physical == format.FixedLenByteArray {
		s.width = int(e.TypeLength.V)
	}
	s.meaning = plain
	if s.physical == format.ByteArray || s.physical == format.FixedLenByteArray {
		s.meaning = textual
	}
	if s.physical == format.Int96 { // Spark, Hive and Impala write nothing but times this way
		s.meaning, s.instant = timestamp, true
	}
	if e.LogicalType.Value != nil {
		s.setLogical(e)
	} else if e.ConvertedType.Valid {
		s.setConverted(e)
	}
	if s.physical == format.FixedLenByteArray && (s.width <= 0 || s.width > 1<<16) {
		s.meaning = unusable
	}
	return s
}

func (s *source) setLogical(e *schemaElement) {
	switch t := e.LogicalType.Value.(type) {
	case *format.DecimalType:
		s.setDecimal(int(t.Scale))
	case *format.DateType:
		s.expect(date, format.Int32)
	case *format.TimestampType:
		s.expect(timestamp, format.Int64)
		s.instant = t.IsAdjustedToUTC
		switch t.Unit.Value.(type) {
		case *format.MilliSeconds:
			s.perUnit = 1e3
		case *format.MicroSeconds:
			s.perUnit = 1e6
		case *format.NanoSeconds:
			s.perUnit = 1e9
		default:
			s.meaning = unusable
		}
	case *format.IntType:
		if !t.IsSigned {
			s.meaning = unsigned
		}
	case *format.UUIDType:
		s.expect(uuid, format.FixedLenByteArray)
		if s.width != 16 {
			s.meaning = unusable
		}
	case *format.Float16Type:
		s.expect(half, format.FixedLenByteArray)
		if s.width != 2 {
			s.meaning = unusable
		}
	case *format.TimeType, *format.NullType, *format.BsonType, *format.GeometryType, *format.GeographyType:
		s.meaning = unusable
	}
}

func (s *source) setConverted(e *schemaElement) {
	switch e.ConvertedType.V {
	case deprecated.Decimal:
		s.setDecimal(int(e.Scale.V))
	case deprecated.Date:
		s.expect(date, format.Int32)
	case deprecated.TimestampMillis:
		s.expect(timestamp, format.Int64)
		s.instant, s.perUnit = true, 1e3
	case deprecated.TimestampMicros:
		s.expect(timestamp, format.Int64)
		s.instant, s.perUnit = true, 1e6
	case deprecated.Uint8, deprecated.Uint16, deprecated.Uint32, deprecated.Uint64:
		s.meaning = unsigned
	case deprecated.TimeMillis, deprecated.TimeMicros, deprecated.Bson, deprecated.Interval:
		s.meaning = unusable
	}
}

// expect takes a meaning where it fits the physical type.
func (s *source) expect(m meaning, physical format.Type) {
	s.meaning = m
	if s.physical != physical {
		s.meaning = unusable
	}
}

func (s *source) setDecimal(scale int) {
	s.meaning, s.scale = decimal, scale
	switch s.physical {
	case format.Int32, format.Int64, format.ByteArray, format.FixedLenByteArray:
		if scale >= 0 && scale <= 76 {
			return
		}
	}
	s.meaning = unusable
}

// String names the type as a user would.
func (s *source) String() string {
	if s.nested {
		return "a nested column"
	}
	switch s.meaning {
	case textual:
		return "text"
	case decimal:
		return fmt.Sprintf("decimal with %d places", s.scale)
	case date:
		return "date"
	case timestamp:
		if s.instant {
			return "timestamp with time zone"
		}
		return "timestamp"
	case uuid:
		return "UUID"
	case half:
		return "16-bit float"
	}
	name := map[format.Type]string{format.Boolean: "boolean", format.Int32: "32-bit integer", format.Int64: "64-bit integer",
		format.Float: "32-bit float", format.Double: "64-bit float"}[s.physical]
	if name == "" || s.meaning == unusable {
		return "of an unsupported type"
	}
	if s.meaning == unsigned {
		return "unsigned " + name
	}
	return name
}
