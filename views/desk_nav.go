package views

import (
	"strings"

	"exchequer/portal"
	"exchequer/templ/layout"
)

// DeskCounts are the numbers beside the links of the desk's navigation. layout.Uncounted says nothing.
type DeskCounts struct {
	Accessibility        int
	AccessibilityOverdue bool
}

// NoCounts is a navigation without numbers.
var NoCounts = DeskCounts{Accessibility: layout.Uncounted}

// DeskNav is what stands at the left of every page of the desk and the office: what this account may open, and no more.
func DeskNav(p Page, actor portal.Actor, counts DeskCounts) []layout.NavGroup {
	group := func(heading string, links ...deskLink) layout.NavGroup {
		g := layout.NavGroup{Heading: heading}
		for _, l := range links {
			if actor.Can(l.needs) {
				l.Current = p.Address == l.Address || strings.HasPrefix(p.Address, l.Address+"/")
				g.Links = append(g.Links, l.NavLink)
			}
		}
		return g
	}
	all := []layout.NavGroup{
		group("Queues",
			deskLink{portal.ReadAccessibility, layout.NavLink{Text: "Accessibility requests", Address: "/desk/accessibility", Count: counts.Accessibility, Urgent: counts.AccessibilityOverdue}},
		),
		group("Office",
			deskLink{portal.ManageStaff, layout.NavLink{Text: "Staff", Address: "/office/staff", Count: layout.Uncounted}},
			deskLink{portal.ReadAudit, layout.NavLink{Text: "Audit trail", Address: "/office/audit", Count: layout.Uncounted}},
			deskLink{portal.ReadMail, layout.NavLink{Text: "Mail", Address: "/office/mail", Count: layout.Uncounted}},
		),
	}
	var groups []layout.NavGroup
	for _, g := range all {
		if len(g.Links) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

type deskLink struct {
	needs portal.Permission
	layout.NavLink
}
