package portal

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCardsByMailMoveOnlyAsTheTableSays(t *testing.T) {
	all := []PostedCardState{CardOrdered, CardPrinted, CardMailed, CardArrived, CardVoid}
	allowed := map[[2]PostedCardState]bool{
		{CardOrdered, CardPrinted}: true, {CardOrdered, CardVoid}: true,
		{CardPrinted, CardPrinted}: true, {CardPrinted, CardMailed}: true, {CardPrinted, CardArrived}: true, {CardPrinted, CardVoid}: true,
		{CardMailed, CardPrinted}: true, {CardMailed, CardArrived}: true, {CardMailed, CardVoid}: true,
	}
	for _, from := range all {
		for _, to := range all {
			if from.May(to) != allowed[[2]PostedCardState{from, to}] {
				t.Errorf("%s → %s: %v", from, to, from.May(to))
			}
		}
	}
}

func TestAddressOfALetterIsChecked(t *testing.T) {
	right := Recipient{Name: " Rosa Delgado ", Line1: "12 Alder Lane", Line2: "Apt 3", City: "Fernwick", State: "tx", ZIP: "75001 -1234"}
	if err := right.Check(""); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(right.Lines(), "|"); got != "Rosa Delgado|12 Alder Lane|Apt 3|Fernwick, TX 75001-1234" {
		t.Errorf("the envelope says %q", got)
	}
	if again := ReadRecipient(right.Kept()); again != right {
		t.Errorf("kept as %+v, read as %+v", right, again)
	}
	home := Recipient{Name: "Rosa", Line1: "1 Larch", City: "Fernwick", State: "TK", ZIP: "00501"}
	if err := home.Check("TK"); err != nil {
		t.Errorf("the department’s own state: %v", err)
	}
	for field, wrong := range map[string]func(*Recipient){
		"recipient": func(r *Recipient) { r.Name = "" },
		"line1":     func(r *Recipient) { r.Line1 = strings.Repeat("long ", 20) },
		"city":      func(r *Recipient) { r.City = " " },
		"state":     func(r *Recipient) { r.State = "TK" },
		"zip":       func(r *Recipient) { r.ZIP = "7500" },
	} {
		r := right
		wrong(&r)
		err, ok := r.Check("").(*Error)
		if !ok || len(err.Fields) != 1 || err.Fields[0].Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestCardsAreOrderedADayApartAndFourInAMonth(t *testing.T) {
	now := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	days := func(ago ...float64) (at []time.Time) {
		for _, d := range ago {
			at = append(at, now.Add(-time.Duration(d*24*float64(time.Hour))))
		}
		return at
	}
	for name, c := range map[string]struct {
		open    bool
		earlier []time.Time
		want    Code
	}{
		"the first":                {false, nil, ""},
		"one under way":            {true, days(3), Conflict},
		"23 hours later":           {false, days(0.96), TooMany},
		"a day later":              {false, days(1), ""},
		"the fourth in 30 days":    {false, days(2, 9, 29), ""},
		"the fifth within 30 days": {false, days(2, 9, 20, 29), TooMany},
	} {
		err := CheckOrder(c.open, c.earlier, now)
		if CodeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
		if e, ok := err.(*Error); ok && e.Code == TooMany && e.RetryAfter <= 0 {
			t.Errorf("%s: nobody is told when to come again", name)
		}
	}
	if !slices.Equal(ReadRecipient("a\nb").Lines(), []string{"a", "b", ",  "}) {
		t.Error("what was cut off is not read as far as it goes")
	}
}
