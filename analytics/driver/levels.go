package driver

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"regulars/analytics"
)

// Place is where a dimension belongs among the drivers of the course text: to a first level (product, brand, relationship) and, within it, a second
// (quality, price, convenience …).
type Place struct{ First, Second string }

// Levels are the places of dimensions, by name in small letters.
type Levels map[string]Place

// Unplaced is the first level of dimensions that have no place.
const Unplaced = "other"

// UsualLevels are the places of the built-in dimensions.
func UsualLevels() Levels {
	levels := Levels{}
	for _, p := range []struct {
		en, zh string
		place  Place
	}{
		{"product", "产品", Place{"product", "quality"}}, {"service", "服务", Place{"product", "quality"}}, {"price", "价格", Place{"product", "price"}},
		{"convenience", "便利性", Place{"product", "convenience"}}, {"brand image", "品牌形象", Place{"brand", "attitude"}}, {"relationship", "关系", Place{"relationship", "emotional bond"}},
	} {
		levels[p.en], levels[p.zh] = p.place, p.place
	}
	return levels
}

// PlaceOf reads a place, first level first: "product/quality".
func PlaceOf(text string) (Place, error) {
	first, second, ok := strings.Cut(text, "/")
	first, second = strings.TrimSpace(first), strings.TrimSpace(second)
	if !ok || first == "" || second == "" {
		return Place{}, fmt.Errorf("%q is no place of a driver: write its first and second level, as in product/quality", text)
	}
	return Place{first, second}, nil
}

// of is the place of a dimension; one without is a second level of its own.
func (l Levels) of(dimension string) Place {
	if p, ok := l[strings.ToLower(dimension)]; ok {
		return p
	}
	return Place{Unplaced, dimension}
}

// LevelRow is the share of a level in a target. It is a row of the table driver_levels.
type LevelRow struct {
	Target Target  `col:"target" en:"what is explained: overall (satisfaction) or repurchase" zh:"被解释的对象：overall 总体满意度，repurchase 再次购买"`
	Level  int     `col:"level" unit:"number" en:"1 for first levels, 2 for second levels; the third are the dimensions of the table drivers" zh:"1 为一级、2 为二级；三级即表 drivers 的各方面"`
	First  string  `col:"first" en:"first level: product, brand, relationship, or other" zh:"一级：product 产品、brand 品牌、relationship 关系，或 other 其他"`
	Second string  `col:"second,nullzero" en:"second level; empty for first levels" zh:"二级；一级则为空"`
	Share  float64 `col:"share" unit:"share" en:"share of R²: the sum of its dimensions' shares; each level adds up to 1" zh:"占 R² 的比例：所属各方面之和；每一级合计为 1"`
	Low    float64 `col:"low" unit:"share" en:"lower end of the share's 95 % interval (jackknife over blocks of customers)" zh:"该比例的 95% 区间下限（按客户分块刀切）"`
	High   float64 `col:"high" unit:"share" en:"upper end of the share's 95 % interval" zh:"该比例的 95% 区间上限"`
}

// LevelsSchema describes the table driver_levels.
var LevelsSchema = analytics.SchemaOf[LevelRow](analytics.Schema{
	Name:      "driver_levels",
	Row:       "target × level",
	RowZH:     "对象 × 层级",
	Meaning:   "what drives satisfaction and coming back, added up level by level",
	MeaningZH: "满意与再次购买的驱动因素，逐级汇总",
})

// groups adds up the shares of dimensions, in the order in which the values without each block are given.
func (l Levels) groups(drivers []Driver, without [][]float64) (rows []LevelRow) {
	members := map[LevelRow][]int{}
	for j, d := range drivers {
		p := l.of(d.Dimension)
		for _, key := range []LevelRow{{Target: d.Target, Level: 1, First: p.First}, {Target: d.Target, Level: 2, First: p.First, Second: p.Second}} {
			members[key] = append(members[key], j)
		}
	}
	for key, of := range members {
		value, rest := 0.0, make([]float64, blocks)
		for _, j := range of {
			value += drivers[j].Share
			for b := range rest {
				rest[b] += without[j][b]
			}
		}
		share := jackknife(value, rest)
		key.Share, key.Low, key.High = value, max(0, share.Low), min(1, share.High)
		rows = append(rows, key)
	}
	slices.SortFunc(rows, func(a, b LevelRow) int {
		return cmp.Or(a.Level-b.Level, -cmp.Compare(a.Share, b.Share), cmp.Compare(a.First, b.First), cmp.Compare(a.Second, b.Second))
	})
	return rows
}
