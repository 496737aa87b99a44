// Package data reads Parquet files of any common layout into Arrow record batches with one canonical schema per table, and
// writes tables as Parquet and CSV.
//
// # Reading
//
// [Read] finds the files (files, globs, folders; the names of folders of the form key=value are columns), reads and checks
// their footers, and binds the table's canonical columns to what each file has: by the user's mapping, else by a common name
// ([Inspect] stops here and says what it found). Workers then take row groups, one at a time. In a row group every column has
// a lane: a cursor that reads pages, a conversion to the canonical type, and the page laid out by row. As many rows as all
// lanes have make a batch; rows that cannot be used are counted by reason and left out; the rest is wrapped as Arrow
// arrays, without a copy where nothing was left out. A batch is therefore good only until the callback returns.
//
// What the columns come as:
//
//   - ids: Int64 where all files have whole numbers (integers, unscaled decimals, floats without a fraction), else String or
//     Dictionary<Uint32, String>, page by page as the file has it. UUIDs come in their usual form. NaN and the empty text
//     are no id.
//   - dates: Timestamp in microseconds, without zone: the wall clock of the reporting zone. Instants (UTC-adjusted timestamps, texts
//     with an offset, INT96 as Spark, Hive and Impala write it) are converted to it; local timestamps and dates are taken as they
//     are. Texts are 2011-12-09, 2011/12/09, 20111209 or 2011-12, with a time behind a space or T; whole numbers are 20111209.
//     Nanoseconds are cut off. Years before 1900 and after 2200 are bad dates.
//   - amounts: Int64 millionths of the currency, exact from integers and decimals (more than six places round half to
//     even), to the nearest from floats; 32-bit floats count as the shortest decimal they print as. More than 9e12 units, NaN and
//     infinity are bad amounts. A product of two columns is rounded once, except that decimals of more than six places
//     are rounded before.
//   - numbers: Float64; NaN is null.
//   - texts: String or Dictionary<Uint32, String>; numbers and booleans as they are written; the empty text is null. A byte
//     that is not UTF-8 stands as \xNN.
//   - flags: Boolean, from booleans, 0 and 1.
//
// A bad value in a required column refuses its row; in an optional one it is passed on as null and counted as blanked.
//
// # Files that lie
//
// The libraries that decode Parquet believe what they read: a length in a few bytes makes them allocate gigabytes, hang or
// panic. So the metadata are measured before they are decoded, pages are decompressed here into buffers of the size their
// header gives, with a ceiling on size and expansion, and the runs and deltas in them are walked and counted before they are
// unpacked. The decoders of parquet-go then run on what is left, in goroutines of ours, where a panic becomes an
// error. Rows are counted against the footer. Checksums are verified where there are any.
package data
