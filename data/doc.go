// Package data reads Parquet files of any common layout into Arrow record batches with one canonical schema per table.
package data
