package night

import (
	"regulars/analytics"
	"regulars/analytics/alert"
	"regulars/analytics/complaint"
	"regulars/analytics/concentration"
	"regulars/analytics/driver"
	"regulars/analytics/identity"
	"regulars/analytics/kpi"
	"regulars/analytics/lifetime"
	"regulars/analytics/loyalty"
	"regulars/analytics/portfolio"
	"regulars/analytics/price"
	"regulars/analytics/recovery"
	"regulars/analytics/referral"
	"regulars/analytics/retention"
	"regulars/analytics/rfm"
	"regulars/analytics/satisfaction"
	"regulars/analytics/segment"
	"regulars/analytics/stage"
	"regulars/analytics/value"
)

// Schemas describe all tables, in the order in which a reader meets them. A table that a run writes and that is not among them fails a test.
func Schemas() []analytics.Schema {
	return []analytics.Schema{
		CustomersSchema, kpi.Schema,
		segment.SegmentsSchema, segment.MigrationSchema, segment.GridSchema, rfm.ScaleSchema, portfolio.ABCDSchema, portfolio.WorthSchema,
		portfolio.LevelsSchema, stage.StagesSchema, stage.FlowsSchema, concentration.Schema, concentration.SummarySchema,
		retention.CohortsSchema, retention.CurveSchema, retention.RollingSchema, retention.ProjectionSchema, retention.ModelSchema,
		retention.LeverSchema, retention.SurvivalSchema, retention.SurvivalSummarySchema, retention.MovementSchema,
		lifetime.ModelsSchema, lifetime.TrackingSchema, lifetime.HoldoutSchema, lifetime.AccuracySchema, lifetime.ForecastSchema,
		lifetime.OnceSchema, lifetime.TenthsSchema, lifetime.BandsSchema, lifetime.CohortsSchema, value.EquitySchema, value.PaybackSchema,
		value.CostsSchema, value.RelationshipSchema, value.WalletSchema, value.TextbookSchema, referral.Schema,
		satisfaction.DimensionsSchema, satisfaction.MeasuresSchema, satisfaction.TrendSchema, satisfaction.NPSSchema,
		satisfaction.CompetitorsSchema, satisfaction.DeliveredSchema, satisfaction.StaffSchema, satisfaction.StaffSlopeSchema,
		price.ToleranceSchema, price.CurvesSchema, driver.DriversSchema, driver.ContrastSchema,
		loyalty.CurveSchema, loyalty.TrapSchema, loyalty.StakeSchema, loyalty.SegmentsSchema, loyalty.TypesSchema,
		complaint.TimesSchema, complaint.FunnelSchema, complaint.EndsSchema, complaint.RecoverySchema, complaint.DifferenceSchema,
		recovery.WinBackSchema, recovery.ReturnsSchema, recovery.CallsSchema, alert.Schema,
		identity.LinksSchema, identity.ReasonsSchema, GoldenSchema, ExportsSchema, ListSchema.Beside(ContactsSchema),
		analytics.DictionarySchema,
	}
}
