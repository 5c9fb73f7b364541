package views_test

import (
	"slices"
	"strings"
	"testing"

	"exchequer/portal"
	"exchequer/templ/layout"
	"exchequer/views"
)

// linksOf are the links of a navigation, the current one with a star.
func linksOf(groups []layout.NavGroup) (links []string) {
	for _, g := range groups {
		for _, l := range g.Links {
			text := l.Address
			if l.Current {
				text += " *"
			}
			links = append(links, text)
		}
	}
	return links
}

func TestTheDeskLinksOnlyToWhatThisAccountMayOpen(t *testing.T) {
	office := func(address string) bool { return address == "/desk" || strings.HasPrefix(address, "/office/") }
	d := views.NewDesk(staffPage("Staff", "/office/staff"), "/office/staff/0199/security?page=2", nil, office)
	if got, want := linksOf(d.Nav), []string{"/desk", "/office/queues", "/office/topics", "/office/modules", "/office/holds", "/office/staff *", "/office/imports", "/office/reviewers", "/office/pages", "/office/terms", "/office/audit", "/office/mail", "/office/mail/bounces"}; !slices.Equal(got, want) {
		t.Errorf("links %q, want %q", got, want)
	}
	for _, g := range d.Nav {
		for _, l := range g.Links {
			if l.Count != layout.Uncounted {
				t.Errorf("%s shows %d, but nobody counted", l.Text, l.Count)
			}
		}
	}
}

func TestTheDeskSaysHowManyCasesWaitForASecondPerson(t *testing.T) {
	d := views.NewDesk(staffPage("", "/desk/accounts/recoveries"), "/desk/accounts/recoveries", nil, func(string) bool { return true })
	d.TellCases(2, portal.CountedUpTo+1)
	told := map[string]layout.NavLink{}
	for _, g := range d.Nav {
		for _, l := range g.Links {
			told[l.Address] = l
		}
	}
	if l := told["/desk/accounts/recoveries"]; l.Count != 2 || l.More || !l.Current {
		t.Errorf("recoveries are told as %+v", l)
	}
	if l := told["/desk/accounts/suspensions"]; l.Count != portal.CountedUpTo || !l.More {
		t.Errorf("suspensions are told as %+v", l)
	}
	if l := told["/desk/accounts"]; l.Count != layout.Uncounted {
		t.Errorf("accounts are counted: %+v", l)
	}
}

func TestOneLinkOfTheDeskIsCurrent(t *testing.T) {
	anything := func(string) bool { return true }
	for here, want := range map[string]string{
		"/desk":                                       "/desk",
		"/desk/accessibility":                         "/desk/accessibility",
		"/desk/accessibility?format=audio":            "/desk/accessibility",
		"/desk/accessibility/AR-2026-000123":          "/desk/accessibility",
		"/desk/accessibility?state=overdue":           "/desk/accessibility?state=overdue",
		"/desk/accessibility?whose=mine&format=audio": "/desk/accessibility?whose=mine",
		"/desk/accessibility/defects?state=open":      "/desk/accessibility/defects",
		"/desk/accounts?search=rosa":                  "/desk/accounts",
		"/desk/accounts/0199?act=hold":                "/desk/accounts",
		"/desk/accounts/recoveries/0199":              "/desk/accounts/recoveries",
		"/desk/elsewhere":                             "",
	} {
		var current []string
		for _, l := range linksOf(views.NewDesk(staffPage("", here), here, nil, anything).Nav) {
			if address, ok := strings.CutSuffix(l, " *"); ok {
				current = append(current, address)
			}
		}
		if strings.Join(current, " ") != want {
			t.Errorf("at %s current is %q, want %q", here, current, want)
		}
	}
}

func TestQueuesAreCountedUpToWhereNobodyNeedsTheNumber(t *testing.T) {
	counts := views.DeskCounts{"/desk/accessibility": views.NewQueueCounts([]int{100, 3, 0, 99})}
	d := views.NewDesk(staffPage("", "/desk"), "/desk", counts, func(string) bool { return true })
	shown := map[string]layout.NavLink{}
	for _, g := range d.Nav {
		for _, l := range g.Links {
			shown[l.Address] = l
		}
	}
	if q := shown["/desk/accessibility"]; q.Count != 99 || !q.More || q.Urgent {
		t.Errorf("the queue shows %+v", q)
	}
	if o := shown["/desk/accessibility?state=overdue"]; o.Count != 3 || o.More || !o.Urgent {
		t.Errorf("overdue shows %+v", o)
	}
	if n := shown["/desk/accessibility?whose=nobodys"]; n.Count != 99 || n.More {
		t.Errorf("nobody's shows %+v", n)
	}
	if out := draw(t, layout.Desk(d.Page, d.Nav)); !strings.Contains(out, "99+") || !strings.Contains(out, "some overdue") {
		t.Error("the numbers are not on the page")
	}
}
