package night

import (
	"reflect"
	"testing"

	"regulars/analytics"
)

// TestEveryTopicIsTold looks for topics that are left out of the list of all, and for tables whose columns are not described.
func TestEveryTopicIsTold(t *testing.T) {
	r := rehearse(t, shop(t, 1), unsplit)
	r.finish()
	listed := map[topic]bool{}
	for _, one := range r.topics.all() {
		listed[one] = true
	}
	topics := reflect.ValueOf(&r.topics).Elem()
	for i := range topics.NumField() {
		one, ok := reflect.NewAt(topics.Field(i).Type(), topics.Field(i).Addr().UnsafePointer()).Elem().Interface().(topic)
		if ok && !listed[one] {
			t.Errorf("nothing is told of %s", topics.Type().Field(i).Name)
		}
	}
	described := map[string]analytics.Schema{}
	for _, s := range Schemas() {
		described[s.Name] = s
	}
	tables := r.told().tables
	if len(tables) < 50 {
		t.Errorf("only %d tables are told", len(tables))
	}
	for _, table := range tables {
		if _, ok := described[table.Name]; !ok {
			t.Errorf("the table %s is not among the schemas", table.Name)
		}
	}
}
