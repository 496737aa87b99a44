package main

import (
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"regulars/analytics"
	"regulars/analytics/identity"
)

// keyColumns are the columns that hold ids of customers.
var keyColumns = []string{"customer_id", "referrer_id", "referred_id", "source_id"}

// rekeying brings the batches of one worker under the ids of the people.
type rekeying struct {
	dictionaries map[string]rekeyed // by column
}

// rekeyed is the last dictionary of a column, which many batches share.
type rekeyed struct {
	from arrow.ArrayData
	to   arrow.Array
}

// unify is the batch with the ids of its customers' other accounts replaced; the caller releases it.
func (k *rekeying) unify(batch arrow.Record, people *identity.Result) (arrow.Record, error) {
	columns := slices.Clone(batch.Columns())
	fields := slices.Clone(batch.Schema().Fields())
	for i := range fields {
		if !slices.Contains(keyColumns, fields[i].Name) {
			continue
		}
		unified, err := k.column(fields[i].Name, columns[i], people)
		if err != nil {
			return nil, err
		}
		defer unified.Release()
		columns[i], fields[i].Type = unified, unified.DataType()
	}
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, batch.NumRows()), nil
}

func (k *rekeying) column(name string, a arrow.Array, people *identity.Result) (arrow.Array, error) {
	switch a := a.(type) {
	case *array.Dictionary:
		return k.dictionary(name, a, people), nil
	case *array.String, *array.Int64:
		return unifiedTexts(a, people), nil
	default:
		return nil, fmt.Errorf("column %s comes as %s, in which no ids can be unified", name, a.DataType())
	}
}

func (k *rekeying) dictionary(name string, a *array.Dictionary, people *identity.Result) arrow.Array {
	last := k.dictionaries[name]
	if last.from != a.Data().Dictionary() {
		last = rekeyed{a.Data().Dictionary(), unifiedTexts(a.Dictionary(), people)}
		if k.dictionaries == nil {
			k.dictionaries = map[string]rekeyed{}
		}
		k.dictionaries[name] = last
	}
	return array.NewDictionaryArray(a.DataType(), a.Indices(), last.to)
}

// unifiedTexts are ids as text, those of other accounts of a person replaced.
func unifiedTexts(a arrow.Array, people *identity.Result) arrow.Array {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	defer b.Release()
	b.Reserve(a.Len())
	for i := range a.Len() {
		if a.IsNull(i) {
			b.AppendNull()
			continue
		}
		id := a.ValueStr(i)
		if to, ok := people.Customer(analytics.TextKey(id)); ok {
			id = to
		}
		b.Append(id)
	}
	return b.NewArray()
}
