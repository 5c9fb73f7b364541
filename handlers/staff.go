package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/views"
)

// staff lists who works here.
func (h *Handlers) staff(c echo.Context) error {
	f := db.StaffFilter{
		Role: portal.StaffRole(query(c, "role")), Status: portal.StaffStatus(query(c, "status")),
		Search: portal.Excerpt(query(c, "search"), 100), After: query(c, "after"),
	}
	members, err := h.db.Staff(ctx(c), actor(c), f)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Staff")
	if err != nil {
		return err
	}
	page := views.NewStaffPage(desk, views.StaffSearch{Role: f.Role, Status: f.Status, Search: f.Search, After: f.After}, staffLines(members), db.StaffPage)
	return h.render(c, http.StatusOK, page.Show())
}

func staffLines(members []db.StaffMember) []views.StaffLine {
	lines := make([]views.StaffLine, len(members))
	for i, m := range members {
		lines[i] = staffLine(m)
	}
	return lines
}

func staffLine(m db.StaffMember) views.StaffLine {
	return views.StaffLine{Account: m.Account, LastSignIn: m.LastSignIn, Sessions: m.Sessions, LinkEnds: m.LinkEnds, Passkeys: m.Passkeys, CardLeft: m.CardLeft, App: m.Apps > 0, Agency: m.Agency > 0}
}

// invitationPage asks whom to invite.
func (h *Handlers) invitationPage(c echo.Context) error {
	if err := actor(c).StepUp(h.db.Now()); err != nil {
		return err
	}
	return h.showInvitation(c, http.StatusOK, url.Values{"email": {query(c, "email")}}, nil)
}

func (h *Handlers) showInvitation(c echo.Context, status int, values url.Values, refused error) error {
	desk, err := h.desk(c, "Invite someone")
	if err != nil {
		return err
	}
	return h.render(c, status, views.NewInvitationPage(desk, h.MailConfigured, values, refused).Show())
}

// inviteStaff sends the invitation, or shows its link this once to whoever will hand it over.
func (h *Handlers) inviteStaff(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	i := portal.Invitation{Email: form.Get("email"), Name: form.Get("name"), Role: portal.StaffRole(form.Get("role"))}
	a, token, err := h.db.InviteStaff(ctx(c), actor(c), i, h.byMail(form))
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showInvitation(c, status, form, err) })
	}
	return h.linkMade(c, a, token, "invited")
}

// sendLink sends a new link to someone who was invited, or to someone who needs a new password.
func (h *Handlers) sendLink(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	a, token, err := h.db.SendLink(ctx(c), actor(c), c.Param("id"), h.byMail(form))
	if err != nil {
		return h.refuseStaff(c, err, form)
	}
	return h.linkMade(c, a, token, "link")
}

// byMail is how a link is put into an e-mail; nil when it is to be shown instead.
func (h *Handlers) byMail(form url.Values) func(token string) string {
	if form.Get("deliver") == "show" {
		return nil
	}
	return h.setupLink
}

func (h *Handlers) setupLink(token string) string {
	return h.Origin.JoinPath("setup", "links", token).String()
}

func (h *Handlers) linkMade(c echo.Context, a portal.Account, token, done string) error {
	if token == "" {
		return h.see(c, "/office/staff/"+a.ID+"?done="+done)
	}
	desk, err := h.desk(c, "A link for "+a.Name)
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewLinkPage(desk, a, h.setupLink(token)).Show())
}

// staffMember shows one of the staff, and what may be done about them.
func (h *Handlers) staffMember(c echo.Context) error {
	return h.showStaffMember(c, http.StatusOK, nil, nil)
}

func (h *Handlers) showStaffMember(c echo.Context, status int, values url.Values, refused error) error {
	member, changes, err := h.db.StaffMember(ctx(c), actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, member.Name)
	if err != nil {
		return err
	}
	decided := make([]views.StaffDecision, len(changes))
	for i, d := range changes {
		decided[i] = views.StaffDecision{At: d.At, Who: d.ByName, What: d.What, Was: d.Was, Becomes: d.Becomes, Reason: d.Reason}
	}
	desk.Flash = views.StaffFlash(c.QueryParam("done"), member.Name)
	page := views.NewStaffMemberPage(desk, actor(c), staffLine(member), decided, h.db.Now(), values, refused)
	return h.render(c, status, page.Show())
}

func (h *Handlers) refuseStaff(c echo.Context, err error, form url.Values) error {
	return h.refuseForm(c, err, func(status int, err error) error { return h.showStaffMember(c, status, form, err) })
}

// onStaff is an act about one of the staff that ends on their page.
func (h *Handlers) onStaff(done string, act func(c echo.Context, form url.Values) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		form, err := h.form(c)
		if err != nil {
			return err
		}
		if err := act(c, form); err != nil {
			return h.refuseStaff(c, err, form)
		}
		return h.see(c, "/office/staff/"+c.Param("id")+"?done="+done)
	}
}

func (h *Handlers) changeRole(c echo.Context, form url.Values) error {
	return h.db.ChangeRole(ctx(c), actor(c), c.Param("id"), portal.StaffRole(form.Get("role")))
}

func (h *Handlers) suspendStaff(c echo.Context, form url.Values) error {
	return h.db.Suspend(ctx(c), actor(c), c.Param("id"), form.Get("reason"))
}

func (h *Handlers) restoreStaff(c echo.Context, form url.Values) error {
	return h.db.Restore(ctx(c), actor(c), c.Param("id"), form.Get("reason"))
}

func (h *Handlers) endStaffSessions(c echo.Context, _ url.Values) error {
	return h.db.EndStaffSessions(ctx(c), actor(c), c.Param("id"))
}

func (h *Handlers) withdrawInvitation(c echo.Context, _ url.Values) error {
	return h.db.WithdrawInvitation(ctx(c), actor(c), c.Param("id"))
}

// handOutCard makes a new code card and shows it this once, to be printed and handed over.
func (h *Handlers) handOutCard(c echo.Context) error {
	a, codes, err := h.db.HandOutCard(ctx(c), actor(c), c.Param("id"))
	if err != nil {
		return h.refuseStaff(c, err, nil)
	}
	desk, err := h.desk(c, "Code card of "+a.Name)
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.HandedOutCardPage(desk, a, views.CodeCard{Name: a.Name, Codes: codes, MadeAt: h.db.Now()}))
}

// holds lists the accounts on hold.
func (h *Handlers) holds(c echo.Context) error { return h.showHolds(c, http.StatusOK, "", nil, nil) }

func (h *Handlers) showHolds(c echo.Context, status int, refusedFor string, values url.Values, refused error) error {
	held, err := h.db.Holds(ctx(c), actor(c))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Accounts on hold")
	if err != nil {
		return err
	}
	lines := make([]views.HoldLine, len(held))
	for i, hold := range held {
		lines[i] = views.HoldLine{Account: hold.Account, Since: hold.Since, Reason: hold.Reason, Mine: hold.ID == actor(c).Account}
	}
	desk.Flash = views.StaffFlash(c.QueryParam("done"), "")
	return h.render(c, status, views.NewHoldsPage(desk, lines, refusedFor, values, refused).Show())
}

// releaseHold lets the owner of an account sign in again.
func (h *Handlers) releaseHold(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	id := c.Param("id")
	if err := h.db.ReleaseHold(ctx(c), actor(c), id, firstOf(form.Get("reason-"+id), form.Get("reason"))); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showHolds(c, status, id, form, err) })
	}
	return h.see(c, "/office/holds?done=released")
}
