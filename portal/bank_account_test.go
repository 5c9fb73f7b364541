package portal_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"exchequer/portal"
)

func TestABankAccountIsReadByItsChecksum(t *testing.T) {
	for _, c := range []struct {
		routing, account       string
		routingFits, accountOK bool
	}{
		{"021000021", "123456789", true, true}, {"0210-0002-1", " 12 34-56 ", true, true}, {"322271627", "AB12CD34", true, true},
		{"021000021", "1234", true, true}, {"021000021", strings.Repeat("9", 17), true, true},
		{"021000022", "123456789", false, true}, {"120000021", "123456789", false, true}, {"000000000", "123456789", false, true}, {"995555555", "123456789", false, true},
		{"02100002", "123456789", false, true}, {"0210000210", "123456789", false, true}, {"02100002A", "123456789", false, true}, {"", "", false, false},
		{"021000021", "123", true, false}, {"021000021", strings.Repeat("9", 18), true, false}, {"021000021", "0000000", true, false}, {"021000021", "12*45", true, false}, {"021000021", "", true, false},
	} {
		b, routing, account := portal.ReadBankAccount(c.routing, c.account)
		if routing != c.routingFits || account != c.accountOK || b.IsZero() == (c.routingFits && c.accountOK) {
			t.Errorf("%q and %q: %t, %t, %t", c.routing, c.account, routing, account, b.IsZero())
		}
	}
	one, _, _ := portal.ReadBankAccount("021000021", "12 34-56")
	same, _, _ := portal.ReadBankAccount("02-1000021", "123456")
	if one.Reveal() != same.Reveal() || one.Last4() != "3456" {
		t.Errorf("%q is not %q, or ends in %q", one.Reveal(), same.Reveal(), one.Last4())
	}
}

func TestABankAccountIsNeverSeenByAccident(t *testing.T) {
	b, _, _ := portal.ReadBankAccount("021000021", "987654321")
	row := struct{ Bank portal.BankAccount }{b}
	encoded, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	seen := fmt.Sprintf("%v %+v %#v %s %q %d %x %v %+v %s", b, b, b, b, b, b, b, row, row, b.LogValue()) + string(encoded)
	if strings.Contains(seen, "987654321") || strings.Contains(seen, "021000021") {
		t.Errorf("it shows: %s", seen)
	}
}
