// Package mail puts e-mail notices into words: one letter a notice, which becomes plain text and HTML, so that the
// two never say different things. A notice tells that something waits and how to check that it is genuine. It holds
// no confidential word and no link; only account mail has a link, of single use.
package mail

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// template is what the office knows about one notice.
type template struct {
	name  string // what the desk's mail page calls it
	write func(n note) letter
}

// templates holds one for each Notice constant of portal; a test fails on a constant that has none.
var templates = map[portal.Notice]template{
	portal.AccessibilityReceivedNotice:     {"Request received", accessibilityReceived},
	portal.AccessibilityAcknowledgedNotice: {"Request acknowledged", accessibilityAcknowledged},
	portal.AccessibilityAnsweredNotice:     {"Answer ready", accessibilityAnswered},
	portal.AccessibilityReopenedNotice:     {"Request reopened", accessibilityReopened},
	portal.GrievanceReceivedNotice:         {"Grievance received", grievanceReceived},
	portal.GrievanceMetNotice:              {"Grievance: we met", grievanceMet},
	portal.GrievanceAnsweredNotice:         {"Grievance: answer ready", grievanceAnswered},
	portal.GrievanceAppealedNotice:         {"Grievance: appeal received", grievanceAppealed},
	portal.GrievanceFinalNotice:            {"Grievance: final decision ready", grievanceFinal},
	portal.PageDefectNotice:                {"Barrier reported to a page's owner", pageDefect},

	portal.NoticeInvited:           {"Invitation", accountInvited},
	portal.NoticeConfirmEmail:      {"Link to open an account", accountConfirmEmail},
	portal.NoticeRecoveryBegun:     {"Recovery begun", accountRecoveryBegun},
	portal.NoticeRecoveryReady:     {"Recovery can go on", accountRecoveryReady},
	portal.NoticeRecoveryCancelled: {"Recovery stopped", accountRecoveryCancelled},
	portal.NoticeConfirmAddress:    {"Address to be confirmed", accountConfirmAddress},
	portal.NoticeClosed:            {"Account closed", accountClosed},
	portal.NoticeReopened:          {"Account opened again", accountReopened},
	portal.NoticeDeceased:          {"Death of the owner noted", accountDeceased},
	portal.NoticeNotDeceased:       {"Mistake about the owner's death put right", accountNotDeceased},
	portal.NoticePostedCardOrdered: {"Code card by mail ordered", accountPostedCardOrdered},
	portal.NoticePostedCardMailed:  {"Code card mailed", accountPostedCardMailed},
	portal.NoticePostedCardWorks:   {"Code card by mail works", accountPostedCardWorks},
	portal.NoticePostedCardVoid:    {"Code card by mail void", accountPostedCardVoid},
	portal.NoticeReverify:          {"Asked to look at security", accountReverify},
	portal.NoticeAddressAdded:      {"Address added", accountAddressAdded},
	portal.NoticeAddressRemoved:    {"Address removed", accountAddressRemoved},
	portal.NoticeSignInAddress:     {"Sign-in address changed", accountSignInAddress},
	portal.NoticeAccountExists:     {"Account exists already", accountExists},
	portal.NoticeNoAccount:         {"No account with this address", accountDoesNotExist},
	portal.NoticeNewPasswordLink:   {"Link for a new password", accountNewPasswordLink},
	portal.NoticePasswordChosen:    {"Password chosen", accountPasswordChosen},
	portal.NoticePasskeyBound:      {"Passkey added", accountPasskeyBound},
	portal.NoticePasskeyRemoved:    {"Passkey removed", accountPasskeyRemoved},
	portal.NoticeCodeCardIssued:    {"Code card issued", accountCodeCardIssued},
	portal.NoticeRecoveryCodes:     {"Recovery codes issued", accountRecoveryCodes},
	portal.NoticeRecoveryCodeUsed:  {"Recovery code used", accountRecoveryCodeUsed},
	portal.NoticeDisabled:          {"Way to sign in disabled", accountDisabled},
	portal.NoticeHeld:              {"Account on hold", accountHeld},
	portal.NoticeStaffHeld:         {"Account on hold, to supervisors", accountStaffHeld},
	portal.NoticeReleased:          {"Account released", accountReleased},
	portal.NoticeSuspended:         {"Account suspended", accountSuspended},
	portal.NoticeRestored:          {"Account restored", accountRestored},
	portal.NoticeRoleChanged:       {"Role changed", accountRoleChanged},
	portal.NoticeNewDevice:         {"Sign-in on a new device", signInNewDevice},
	portal.NoticePasswordAlone:     {"Password without a second factor", signInPasswordAlone},
	portal.NoticeAgencyBound:       {"Agency identity bound", accountAgencyBound},
	portal.NoticeAgencyRemoved:     {"Agency identity removed", accountAgencyRemoved},
	portal.NoticeAppBound:          {"Authenticator app added", accountAppBound},
	portal.NoticeAppRemoved:        {"Authenticator app removed", accountAppRemoved},
	portal.NoticePublicHeld:        {"Account of the public on hold, to supervisors", accountPublicHeld},
	portal.NoticePublicSuspended:   {"Account of the public suspended", accountPublicSuspended},
	portal.NoticeSessionsEnded:     {"Sessions ended by the desk", accountSessionsEnded},
	portal.NoticeCounterRecovery:   {"Recovery begun at the counter", accountCounterRecovery},
	portal.NoticeRecoveryLink:      {"Link of a recovery at the counter", accountRecoveryLink},
	portal.NoticeRecoveryDone:      {"Recovery finished", accountRecoveryDone},

	portal.NoticeSubmitted:       {"Submission went through", deliverySubmitted},
	portal.NoticeDeliveryChanged: {"Delivery changed", deliveryChanged},
	portal.NoticeDeliveryPaper:   {"Delivery turned to paper", deliveryPaper},
	portal.NoticeUnread:          {"Reminder: something is unread", deliveryUnread},

	portal.NoticeIdentityBegun:        {"Proof of identity begun", identityBegun},
	portal.NoticeMessageArrived:       {"Message waits for the taxpayer", messageArrived},
	portal.NoticeMessageReceived:      {"Message received by us", messageReceived},
	portal.NoticeMessageThreat:        {"Message reported as a threat, to supervisors", messageThreat},
	portal.NoticeMessagesStopped:      {"Writing messages suspended", messagesStopped},
	portal.NoticeMessagesAllowed:      {"Writing messages allowed again", messagesAllowed},
	portal.NoticeAssuranceRaised:      {"More is open to an account", identityRaised},
	portal.NoticeIdentityStopped:      {"Proof of identity stopped", identityStopped},
	portal.NoticeLetterMailed:         {"Letter with a code mailed", identityMailed},
	portal.NoticeLetterReminder:       {"Letter with a code: reminder", identityReminder},
	portal.NoticeIdentityElsewhere:    {"Another account claims the same records", identityElsewhere},
	portal.NoticeAssuranceFell:        {"To be proved again after a recovery", identityFell},
	portal.NoticeAddressChangeAsked:   {"New address told", identityAddressAsked},
	portal.NoticeAddressChangeEntered: {"New address entered", identityAddressEntered},
	portal.NoticeAddressChangeRefused: {"New address not entered", identityAddressRefused},
	portal.NoticeIdentityChecked:      {"Proof of identity: we look at something", identityChecked},
	portal.NoticePicturesAgain:        {"Proof of identity: new pictures needed", identityPictures},

	portal.NoticeAuthorityInvited:   {"Representative: invitation", authorityInvited},
	portal.NoticeAuthorityAsked:     {"Representative: the taxpayer is asked", authorityAsked},
	portal.NoticeAuthorityJoint:     {"Representative: the other taxpayer is asked", authorityJoint},
	portal.NoticeAuthorityReminder:  {"Representative: reminder to answer", authorityReminder},
	portal.NoticeAuthorityGiven:     {"Representative: to the taxpayer, may act", authorityGiven},
	portal.NoticeAuthorityReceived:  {"Representative: may act", authorityReceived},
	portal.NoticeAuthorityRefused:   {"Representative: refused", authorityRefused},
	portal.NoticeAuthorityLapsed:    {"Representative: not answered in time", authorityLapsed},
	portal.NoticeAuthorityOver:      {"Representative: to the taxpayer, ended", authorityOver},
	portal.NoticeAuthorityLost:      {"Representative: ended", authorityLost},
	portal.NoticeRepresentationOff:  {"Representative: suspended", representationSuspended},
	portal.NoticeRepresentationOn:   {"Representative: suspension lifted", representationRestored},
	portal.NoticeRepresentedWithout: {"Representative: suspended, to a client", representationClients},
}

// NameOf is what the desk calls a notice.
func NameOf(notice portal.Notice) string {
	if t, ok := templates[notice]; ok {
		return t.name
	}
	return string(notice)
}

// Composer puts the department's e-mail into words.
type Composer struct {
	profile portal.Profile
	zone    *time.Location
}

// NewComposer writes in the department's name.
func NewComposer(profile portal.Profile) *Composer {
	return &Composer{profile: profile, zone: profile.Zone()}
}

// Write puts one e-mail into the words of its language. The same e-mail is always written alike.
func (c *Composer) Write(m portal.Mail) (portal.MailWords, error) {
	t, ok := templates[m.Notice]
	if !ok {
		return portal.MailWords{}, fmt.Errorf("there is no mail template for the notice %q", m.Notice)
	}
	n := note{Words: ui.Words{Language: m.Language, Zone: c.zone}, params: m.Params, at: m.CreatedAt}
	l := t.write(n)
	if len(m.With) > 1 {
		l = n.together(m.With)
	}
	f := n.frame(c.profile, l)
	var html bytes.Buffer
	if err := page(f).Render(context.Background(), &html); err != nil {
		return portal.MailWords{}, fmt.Errorf("write the notice %q: %w", m.Notice, err)
	}
	return portal.MailWords{Sender: f.Department, Subject: l.subject, Text: f.text(), HTML: html.String()}, nil
}

// letter is what one notice has to say. The frame around it is the same for all.
type letter struct {
	subject string
	says    []string
	facts   []fact
	next    []string // what the reader can do
	link    *link
}

// fact is a name and its value: "Reference: AR-2026-000123".
type fact struct{ Name, Value string }

// link is account mail's one link.
type link struct{ Text, Address, Lasts string }

// note is one e-mail being put into words.
type note struct {
	ui.Words
	params portal.Params
	at     time.Time
}

// day is a param that is a day ("2026-11-23"), in words.
func (n note) day(param string) string {
	t, err := time.ParseInLocation(time.DateOnly, n.params[param], n.Zone)
	if err != nil {
		return ""
	}
	return n.Date(t)
}

// facts leaves out what has no value.
func facts(all ...fact) []fact {
	var known []fact
	for _, f := range all {
		if f.Value != "" {
			known = append(known, f)
		}
	}
	return known
}
