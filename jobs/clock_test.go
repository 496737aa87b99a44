package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"regulars/jobs/night"
)

// TestTheFirstPurchaseWins has customers who buy on the web at 08:00 and in the app at 20:00 of one day: the web won them in every table,
// though the app comes first by name, by order id and in the order of files; what they bought last they bought in the app.
func TestTheFirstPurchaseWins(t *testing.T) {
	const customers = 60
	dir := t.TempDir()
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "customer_id", Type: arrow.BinaryTypes.String}, {Name: "order_id", Type: arrow.BinaryTypes.String},
		{Name: "ordered_at", Type: &arrow.TimestampType{Unit: arrow.Microsecond}}, {Name: "amount", Type: arrow.PrimitiveTypes.Float64},
		{Name: "channel", Type: arrow.BinaryTypes.String}, {Name: "category", Type: arrow.BinaryTypes.String},
	}, nil)
	write := func(name, who, channel, category string, order, hour int) {
		b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
		for i := range customers {
			for visit := range 3 {
				at := time.Date(2024, 1, 1+i+visit*(10+i%7), hour, 0, 0, 0, time.UTC)
				b.Field(0).(*array.StringBuilder).Append(fmt.Sprint(who, i))
				b.Field(1).(*array.StringBuilder).Append(fmt.Sprintf("O%06d", order+10*(visit*customers+i)))
				b.Field(2).(*array.TimestampBuilder).Append(arrow.Timestamp(at.UnixMicro()))
				b.Field(3).(*array.Float64Builder).Append(10)
				b.Field(4).(*array.StringBuilder).Append(channel)
				b.Field(5).(*array.StringBuilder).Append(category)
			}
		}
		writeRecord(t, filepath.Join(dir, name), b.NewRecord())
	}
	write("1-evening.parquet", "a", "app", "books", 1, 20)
	write("2-morning.parquet", "a", "web", "tea", 2, 8)
	write("3-others.parquet", "b", "store", "toys", 3, 12)
	_, latest := overnight(t, func(c *night.Config) {
		transactions(c, []string{filepath.Join(dir, "*.parquet")}, nil)
	})

	equity := readTable(t, latest, "equity")
	won := map[string]string{}
	for i := range int(equity.NumRows()) {
		if text(equity, "by", i) == "channel" {
			won[text(equity, "name", i)] = text(equity, "customers", i)
		}
	}
	if n := fmt.Sprint(customers); len(won) != 2 || won["web"] != n || won["store"] != n {
		t.Errorf("equity: won by %v", won)
	}
	survival, groups := readTable(t, latest, "survival"), map[string]bool{}
	for i := range int(survival.NumRows()) {
		if group := text(survival, "group", i); strings.HasPrefix(group, "channel=") || strings.HasPrefix(group, "category=") {
			groups[group] = true
		}
	}
	if !groups["channel=web"] || !groups["channel=store"] || !groups["category=tea"] || !groups["category=toys"] || len(groups) != 4 {
		t.Errorf("survival: groups %v", groups)
	}
	winback := readTable(t, latest, "winback")
	if winback.NumRows() == 0 {
		t.Fatal("nobody is to be won back")
	}
	for i := range int(winback.NumRows()) {
		got := text(winback, "last_channel", i) + " " + text(winback, "last_category", i)
		if want := map[byte]string{'a': "app books", 'b': "store toys"}[text(winback, "customer_id", i)[0]]; got != want {
			t.Fatalf("winback: last bought %s, not %s", got, want)
		}
	}
}
