package night

import (
	"maps"
	"slices"

	"regulars/analytics"
)

// topics are the subjects of the report.
type topics struct {
	*scope
	people       *peopleTopic
	base         *baseTopic
	segments     *segmentTopic
	status       *statusTopic
	retention    *retentionTopic
	forecast     *forecastTopic
	value        *valueTopic
	classes      *classTopic
	satisfaction *satisfactionTopic
	comments     *commentTopic
	loyalty      *loyaltyTopic
	complaints   *complaintTopic
	queue        *queueTopic
	actions      *actionTopic
	lists        *listTopic
	quality      *qualityTopic
	scoring      *scoring
}

// join registers what the topics want to know of the customers.
func (t *topics) join(second *pass) {
	t.base.second(second)
	t.segments.second(second)
	t.status.second(second)
	t.retention.second(second)
	t.forecast.second(second)
	t.value.second(second)
	t.classes.second(second)
	t.satisfaction.second(second)
	t.comments.second(second, t.satisfaction.scale)
	t.loyalty.second(second)
	t.complaints.second(second)
	t.queue.second(second)
	t.actions.second(second)
	t.lists.second(second, t.scoring.absent())
}

// finish draws the conclusions from the customers.
func (t *topics) finish() {
	t.segments.finish()
	t.satisfaction.finish()
	t.queue.finish()
	t.comments.finish()
	t.actions.finish()
	t.lists.finish()
}

// all are the topics in the order of their tables.
func (t *topics) all() []topic {
	return []topic{
		t.base, t.status, t.segments, t.retention, t.classes, t.forecast, t.value, t.satisfaction, t.comments, t.loyalty, t.complaints, t.queue, t.actions, t.people, t.lists, t.quality,
	}
}

// told is what all topics tell beside their pages.
func (t *topics) told() told {
	all := told{figures: map[string]float64{}, verdicts: map[string]analytics.Verdict{}}
	for _, one := range t.all() {
		of := one.told()
		all.tables = append(all.tables, of.tables...)
		all.checks = append(all.checks, of.checks...)
		maps.Copy(all.figures, of.figures)
		maps.Copy(all.verdicts, of.verdicts)
	}
	all.tables = slices.DeleteFunc(all.tables, func(t analytics.Table) bool { return t.Record == nil })
	schemas := []analytics.Schema{t.scoring.schema()}
	for _, table := range all.tables {
		schemas = append(schemas, table.Schema)
	}
	all.tables = append(all.tables, analytics.Dictionary(schemas))
	maps.DeleteFunc(all.figures, func(_ string, x float64) bool { return !known(x) })
	maps.DeleteFunc(all.verdicts, func(_ string, v analytics.Verdict) bool { return v == analytics.Untold })
	return all
}
