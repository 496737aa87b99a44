package pages

import (
	"strings"
	"testing"
)

func TestValueMonths(t *testing.T) {
	in := valueInput(t)
	if len(in.Months) != 12 {
		t.Fatalf("%d months", len(in.Months))
	}
	if title := in.months().Title; !strings.Contains(title.EN, "less than two whole years") {
		t.Errorf("%q", title.EN)
	}
	saysBoth(t, "no years", in.months().Title)
	in.Models.Season.Told = true
	for i := range in.Months {
		in.Months[i].Index = 1
		switch in.Months[i].From.Time().Month() {
		case 12:
			in.Months[i].Index = 1.6
		case 2:
			in.Months[i].Index = 0.7
		}
	}
	title := in.months().Title
	saysBoth(t, "season", title)
	if !strings.Contains(title.EN, "December brings 160% of an even month, February only 70%") || !strings.Contains(title.ZH, "12月为平均月份的 160%") {
		t.Errorf("%q, %q", title.EN, title.ZH)
	}
	checkValuePage(t, Value(in))
}
