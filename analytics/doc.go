// Package analytics holds the ledger, the one table from which everything about a customer base is answered, and the
// vocabulary the analyses share.
//
// The pipeline in prose. Arrow batches of transaction lines are added to a [Ledger], which groups them by customer,
// order and day and splits customers into partitions by hash. [Scan] then walks the partitions, hands every [Customer]
// once to an [Accumulator] per partition and merges the accumulators in partition order, so that no result depends on
// the order of rows, the split into files or the number of threads. An earlier as-of date is a prefix of a customer's
// rows ([Customer.Until]), never another read. Each analysis is a package below this one; it imports this package and
// none of its siblings, and offers its results as plain structs and as [Table]s.
package analytics
