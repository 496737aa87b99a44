// Package segment names the 125 combinations of RFM scores, and adds up who is in which segment and where customers moved
// since an earlier date.
//
// The usual eleven segments stand in [Standard]; the user can replace them by a table of his own, which [New] checks to
// put every combination into exactly one segment.
package segment
