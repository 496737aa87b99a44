// Package analytics holds the ledger, the one table from which everything about a customer base is answered, and the
// vocabulary the analyses share.
//
// # The pipeline in prose
//
// Arrow batches of transaction lines are added to a [Ledger], which groups them by customer, order and day and splits customers
// into partitions by hash. [Scan] then walks the partitions, hands every [Customer] once to an [Accumulator] per partition and
// merges the accumulators in partition order, so that no result depends on the order of rows, the split into files or the number
// of threads. Each analysis is a package below this one; it imports this package and none of its siblings, and offers its results
// as plain structs and as [Table]s.
//
// A night (package jobs/night, whose pipeline.go is this in code) reads the inputs into the ledger; scans it once for what only the
// base as a whole tells, such as cut points, the rule of churn, and the histories that models are fitted to; derives that; then scans
// again and scores every customer, writing the table customers as it goes; and makes of the results tables, workbook, pages and
// run.json, which are published together or not at all.
//
// # Rules that no compiler knows
//
//   - An earlier date is a prefix. [Customer.Until] cuts a history at the end of a day; everything as of that day, the comparison
//     date or the calibration of a model comes from the cut, never from another read. Who looks past the cut lets the future leak
//     into the past.
//   - Accumulators don't know where customers come from: Add in any order and partition, then Merge, gives what one would have
//     given. A field that Merge forgets is missing from every figure, without an error.
//   - Money is exact: sums are of whole millionths ([Money], [Total]) and become floats at the end.
//   - A run is named by what decides its figures: the options of jobs/night feed the run's id. A setting that is not among them
//     makes two different reports share one name.
//   - A column says what it means where it is made; see [TableOf].
package analytics
