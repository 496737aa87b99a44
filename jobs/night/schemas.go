package night

import (
	"slices"

	"regulars/analytics"
)

// Schemas describe all tables, in the order in which a reader meets them. A table that a run writes and that is not among them fails a test.
func Schemas() []analytics.Schema {
	return slices.Concat(
		[]analytics.Schema{CustomersSchema}, baseSchemas, statusSchemas, segmentSchemas, classSchemas, retentionSchemas, forecastSchemas, valueSchemas,
		satisfactionSchemas, commentSchemas, loyaltySchemas, complaintSchemas, queueSchemas, actionSchemas, peopleSchemas, listSchemas, qualitySchemas, []analytics.Schema{analytics.DictionarySchema},
	)
}
