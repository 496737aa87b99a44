package night

import (
	"strings"

	"regulars/analytics"
)

// refusedRow is a row of the table refused.
type refusedRow struct {
	Table  string `col:"table" en:"input table" zh:"输入表"`
	File   string `col:"file" en:"file the row is in" zh:"该行所在文件"`
	Group  int    `col:"row_group" unit:"number" en:"its row group, counted from 0" zh:"行组，自 0 起计"`
	Row    int64  `col:"row" unit:"number" en:"its place in the row group, counted from 0" zh:"行组内的行号，自 0 起计"`
	Reason string `col:"reason" en:"why it could not be used" zh:"无法使用的原因"`
	Column string `col:"column,nullzero" en:"column of the file that is the reason" zh:"造成原因的源列"`
	Value  string `col:"value,nullzero" en:"what stands in it, as text; empty where nothing does" zh:"其中的值（文本）；无值则为空"`
}

// RefusedSchema describes the table refused.
var RefusedSchema = analytics.SchemaOf[refusedRow](analytics.Schema{
	Name:      "refused",
	Row:       "refused row of an input, the first 10,000 of each reason of a table",
	RowZH:     "被拒绝的输入行，每表每种原因取前 10,000 行",
	Meaning:   "which rows could not be used, and why, for whoever delivers the data",
	MeaningZH: "哪些行无法使用及其原因，供数据提供方查核",
})

func (t *qualityTopic) told() told { return told{tables: []analytics.Table{t.refusedTable()}} }

// refusedTable is for whoever delivers the data. What may name a person is no reason to refuse a row, so that no value here is a contact or a comment.
func (t *qualityTopic) refusedTable() analytics.Table {
	var rows []refusedRow
	for _, in := range t.inputs {
		for _, x := range in.Rows {
			if t.hashed && strings.HasSuffix(x.Reason, "_customer") { // who asks for hashed ids wants none in clear
				x.Value = ""
			}
			rows = append(rows, refusedRow{in.Table, x.Path, x.Group, x.Row, x.Reason, x.Column, x.Value})
		}
	}
	return analytics.TableOf(RefusedSchema, rows)
}

// qualitySchemas describe the tables of the topic.
var qualitySchemas = []analytics.Schema{RefusedSchema}
