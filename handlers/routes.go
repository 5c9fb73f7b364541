package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

const (
	GET  = http.MethodGet
	POST = http.MethodPost
)

// route is one line of the site: who may come here, and what answers.
type route struct {
	method   string
	path     string
	serve    echo.HandlerFunc
	audience audience
}

// routes is the whole site on one page. Addresses are nouns. Rows for the public are also served under each other
// language's prefix ("/es/…"); the desk and the office speak English.
func (h *Handlers) routes() []route {
	return []route{
		{GET, "/", h.home, anyone},
		{GET, "/search", h.search, anyone},
		{GET, "/services", h.onePage("services"), anyone},
		{GET, "/contact", h.onePage("contact"), anyone},
		{GET, "/browsers", h.onePage("browsers"), anyone},
		{GET, "/help", h.helpIndex, anyone},
		{GET, "/help/:slug", h.sitePage(portal.HelpPage), anyone},
		{GET, "/policies", h.policyIndex, anyone},
		{GET, "/policies/:slug", h.sitePage(portal.PolicyPage), anyone},
		{GET, "/policies/:slug/versions", h.pageVersions, anyone},
		{GET, "/policies/:slug/versions/:n", h.pageVersion, anyone},

		{GET, "/accessibility", h.accessibilityStatement, anyone},
		{GET, "/accessibility/requests/new", h.accessibilityNew, anyone},
		{GET, "/accessibility/requests", h.accessibilityCheck, anyone}, // who asks for this address again has a receipt
		{POST, "/accessibility/requests", h.accessibilitySubmit, anyone},
		{GET, "/accessibility/status", h.accessibilityCheck, anyone},
		{POST, "/accessibility/status", h.accessibilityFollow, anyone},
		{GET, "/accessibility/requests/:ref", h.accessibilityOwn, anyone},
		{GET, "/accessibility/requests/:ref/receipt", h.accessibilityReceipt, anyone},
		{GET, "/accessibility/requests/:ref/answers/:version/files/:file", h.ownAnswerFile, anyone},
		{POST, "/accessibility/requests/:ref/confirmation", h.ownStep(portal.ConfirmStep), anyone},
		{GET, "/accessibility/requests/:ref/reopening", h.ownQuestion(portal.ReopenStep), anyone},
		{POST, "/accessibility/requests/:ref/reopening", h.ownStep(portal.ReopenStep), anyone},
		{GET, "/accessibility/requests/:ref/grievance", h.ownQuestion(portal.EscalateStep), anyone},
		{POST, "/accessibility/requests/:ref/grievance", h.ownStep(portal.EscalateStep), anyone},
		{GET, "/accessibility/requests/:ref/appeal", h.ownQuestion(portal.AppealStep), anyone},
		{POST, "/accessibility/requests/:ref/appeal", h.ownStep(portal.AppealStep), anyone},
		{POST, "/accessibility/requests/:ref/standing-format", h.ownStandingFormat, anyone},
		{POST, "/accessibility/requests/:ref/departure", h.accessibilityLeave, anyone},

		{GET, "/terms", h.terms, anyone},
		{GET, "/terms/:text/:version", h.termsVersion, anyone},
		{GET, "/terms/review", h.termsReview, account},
		{POST, "/terms/agreements", h.agreeToTerms, account},
		{POST, "/terms/refusals", h.declineTerms, account},
		{POST, "/terms/tidings", h.termsTold, account},
		{GET, "/delivery", h.delivery, account},
		{POST, "/delivery/choices", h.chooseDelivery, account},
		{GET, "/delivery/opt-out", h.optOutPage, account},
		{POST, "/delivery/opt-out", h.optOut, account},
		{POST, "/delivery/opt-in", h.optIn, account},
		{GET, "/delivery/address", h.mailingAddress, account},
		{POST, "/delivery/address", h.tellMailingAddress, account},
		{GET, "/delivery/unreachable", h.unreachable, account},
		{GET, "/unsubscribe/:token", h.unsubscribePage, anyone},
		{POST, "/unsubscribe/:token", h.unsubscribe, anyone},

		{GET, "/desk", h.deskHome, staff(portal.OpenDesk)},
		{GET, "/desk/accessibility", h.accessibilityQueue, staff(portal.ReadAccessibility)},
		{GET, "/desk/accessibility/next", h.nextAccessibility, staff(portal.ReadAccessibility)},
		{GET, "/desk/accessibility/:ref", h.deskRequest, staff(portal.ReadAccessibility)},
		{GET, "/desk/accessibility/:ref/files/:version/:file", h.answerFile, staff(portal.ReadAccessibility)},
		{POST, "/desk/accessibility/:ref/steps", h.takeStep, staff(portal.WorkAccessibility)},
		{POST, "/desk/accessibility/:ref/assignment", h.assign, staff(portal.WorkAccessibility)},
		{POST, "/desk/accessibility/:ref/notes", h.note, staff(portal.WorkAccessibility)},
		{POST, "/desk/accessibility/:ref/presence", h.presence, staff(portal.ReadAccessibility)},
		{GET, "/desk/accessibility/log", h.accessibilityLog, staff(portal.WorkAccessibility)},
		{POST, "/desk/accessibility/log", h.logAccessibility, staff(portal.WorkAccessibility)},
		{GET, "/desk/accessibility/defects", h.defects, staff(portal.ReadAccessibility)},
		{GET, "/desk/accessibility/defects/page", h.defect, staff(portal.ReadAccessibility)},
		{POST, "/desk/accessibility/defects/fixes", h.fixDefect, staff(portal.WorkAccessibility)},
		{GET, "/desk/accessibility/figures", h.figures, staff(portal.SeeFigures)},
		{GET, "/desk/accessibility/figures.csv", h.figuresFile, staff(portal.SeeFigures)},
		{GET, "/desk/accessibility/:ref/print", h.accessibilitySheet, staff(portal.ReadAccessibility)},

		{GET, "/desk/accounts/alerts", h.alerts, staff(portal.DecideAlerts)},
		{POST, "/desk/accounts/alerts/:id/decision", h.decideAlert, staff(portal.DecideAlerts)},
		{GET, "/desk/accounts", h.accounts, staff(portal.FindAccounts)},
		{POST, "/desk/accounts/looks", h.lookAtAccount, staff(portal.FindAccounts)},
		{GET, "/desk/accounts/recoveries", h.accountCases(portal.RecoveryCase), staff(portal.FindAccounts)},
		{GET, "/desk/accounts/recoveries/:id", h.accountCase(portal.RecoveryCase), staff(portal.FindAccounts)},
		{POST, "/desk/accounts/recoveries/:id/decision", h.decideCase(portal.RecoveryCase), staff(portal.ApproveRecoveries)},
		{POST, "/desk/accounts/recoveries/:id/paper", h.recoveryPaper, staff(portal.FindAccounts)},
		{GET, "/desk/accounts/suspensions", h.accountCases(portal.SuspensionCase), staff(portal.DecideSuspensions)},
		{GET, "/desk/accounts/suspensions/:id", h.accountCase(portal.SuspensionCase), staff(portal.DecideSuspensions)},
		{POST, "/desk/accounts/suspensions/:id/decision", h.decideCase(portal.SuspensionCase), staff(portal.DecideSuspensions)},
		{GET, "/desk/accounts/cards", h.postedCards, staff(portal.FindAccounts)},
		{GET, "/desk/accounts/cards/:id", h.postedCard, staff(portal.FindAccounts)},
		{POST, "/desk/accounts/cards/:id/sheet", h.printPostedCard, staff(portal.FindAccounts)},
		{POST, "/desk/accounts/cards/:id/mailing", h.mailPostedCard, staff(portal.FindAccounts)},
		{GET, "/desk/accounts/:id", h.deskAccount, staff(portal.FindAccounts)},
		{POST, "/desk/accounts/:id/sessions/ending", h.onAccount("sessions", "sessions", h.endAccountSessions), staff(portal.FindAccounts)},
		{POST, "/desk/accounts/:id/hold", h.onAccount("hold", "held", h.holdAccount), staff(portal.FindAccounts)},
		{POST, "/desk/accounts/:id/release", h.onAccount("release", "released", h.releaseAccount), staff(portal.ReleaseHolds)},
		{POST, "/desk/accounts/:id/reopening", h.onAccount("reopening", "reopened", h.reopenAccount), staff(portal.ReleaseHolds)},
		{POST, "/desk/accounts/:id/code-card", h.counterCard, staff(portal.FindAccounts)},
		{POST, "/desk/accounts/:id/recoveries", h.beginRecovery, staff(portal.FindAccounts)},
		{POST, "/desk/accounts/:id/suspensions", h.onAccount("suspension", "proposed", h.proposeSuspension), staff(portal.FindAccounts)},
		{POST, "/desk/accounts/:id/deaths", h.onAccount("death", "proposed", h.proposeDeceased), staff(portal.FindAccounts)},

		{GET, "/desk/taxpayers", h.taxpayers, staff(portal.FindTaxpayers)},
		{POST, "/desk/taxpayers", h.findTaxpayers, staff(portal.FindTaxpayers)},
		{POST, "/desk/taxpayers/looks", h.lookAtTaxpayer, staff(portal.FindTaxpayers)},
		{GET, "/desk/taxpayers/:id", h.deskTaxpayer, staff(portal.FindTaxpayers)},
		{GET, "/desk/taxpayers/addresses", h.addressChanges, staff(portal.WorkIdentity)},
		{POST, "/desk/taxpayers/addresses/:id/entry", h.decideAddress(true, "entered"), staff(portal.WorkIdentity)},
		{POST, "/desk/taxpayers/addresses/:id/refusal", h.decideAddress(false, "refused"), staff(portal.WorkIdentity)},
		{GET, "/desk/taxpayers/:id/representatives", h.deskAuthorities, staff(portal.WorkAuthorities)},
		{POST, "/desk/taxpayers/:id/representatives", h.onAuthority("paper", "entered", h.enterPaper), staff(portal.WorkAuthorities)},
		{POST, "/desk/taxpayers/:id/representatives/:authority/decision", h.onAuthority("decision", "decided", h.decidePaper), staff(portal.WorkAuthorities)},
		{POST, "/desk/taxpayers/:id/representatives/:authority/ending", h.onAuthority("ending", "ended", h.endAuthority), staff(portal.WorkAuthorities)},
		{POST, "/desk/taxpayers/:id/representatives/:authority/suspension", h.onAuthority("suspension", "suspended", h.suspendRepresentative), staff(portal.StopRepresentatives)},
		{POST, "/desk/taxpayers/:id/joint-returns", h.onAuthority("joint", "joint", h.noteJointReturn), staff(portal.WorkAuthorities)},
		{POST, "/desk/taxpayers/:id/joint-returns/:joint/ending", h.onAuthority("unjoint", "unjoint", h.endJointReturn), staff(portal.WorkAuthorities)},
		{GET, "/desk/representatives", h.barredRepresentatives, staff(portal.WorkAuthorities)},
		{POST, "/desk/representatives/suspensions/:id/decision", h.onSuspension("decided", h.decideSuspension), staff(portal.StopRepresentatives)},
		{POST, "/desk/representatives/suspensions/:id/lifting", h.onSuspension("lifted", h.liftSuspension), staff(portal.StopRepresentatives)},
		{GET, "/desk/letters", h.letters, staff(portal.PrintLetters)},
		{POST, "/desk/letters/batches", h.batchLetters, staff(portal.PrintLetters)},
		{GET, "/desk/letters/:number", h.letterBatch, staff(portal.PrintLetters)},
		{GET, "/desk/letters/:number/letters/:letter", h.letterOnScreen, staff(portal.PrintLetters)},
		{POST, "/desk/letters/:number/printings", h.printLetters, staff(portal.PrintLetters)},
		{POST, "/desk/letters/:number/mailing", h.mailLetters, staff(portal.PrintLetters)},
		{POST, "/desk/accounts/:id/identity", h.proveAtCounter, staff(portal.WorkIdentity)},

		{GET, "/desk/identity", h.identityQueue, staff(portal.ReadIdentity)},
		{GET, "/desk/identity/next", h.nextIdentity, staff(portal.ReadIdentity)},
		{GET, "/desk/identity/checklists", h.checklists, staff(portal.ReadChecklists)},
		{GET, "/desk/identity/:ref", h.identityCase, staff(portal.ReadIdentity)},
		{GET, "/desk/identity/:ref/checklist", h.checklist, staff(portal.ReadChecklists)},
		{GET, "/desk/identity/:ref/pictures/:capture/:file", h.identityPicture, staff(portal.ReadIdentity)},
		{POST, "/desk/identity/:ref/looks", h.lookAtIdentity, staff(portal.ReadIdentity)},
		{POST, "/desk/identity/:ref/presence", h.identityPresence, staff(portal.ReadIdentity)},
		{POST, "/desk/identity/:ref/assignment", h.onIdentity(views.AssignmentPart, views.AssignmentPart, h.assignIdentity), staff(portal.WorkIdentity)},
		{POST, "/desk/identity/:ref/notes", h.onIdentity(views.NotesPart, views.NotesPart, h.noteIdentity), staff(portal.WorkIdentity)},
		{POST, "/desk/identity/:ref/visits", h.onIdentity("visit", "visit", h.recordVisit), staff(portal.WorkIdentity)},
		{POST, "/desk/identity/:ref/reviews", h.onIdentity("review", "review", h.reviewPictures), staff(portal.WorkIdentity)},
		{POST, "/desk/identity/:ref/referees", h.onIdentity("referee", "referee", h.recordReferee), staff(portal.WorkIdentity)},
		{POST, "/desk/identity/:ref/decisions", h.onIdentity("decision", "decision", h.decideIdentity), staff(portal.WorkIdentity)},
		{POST, "/desk/identity/:ref/freeze", h.onIdentity("lift", "lift", h.liftFreeze), staff(portal.DecideIdentity)},

		{GET, "/desk/messages", h.messageQueue, staff(portal.ReadMessages)},
		{GET, "/desk/messages/events", h.messageEvents, staff(portal.ReadMessages)},
		{GET, "/desk/messages/next", h.nextCase, staff(portal.WorkMessages)},
		{POST, "/desk/messages/bulk", h.messageBulk, staff(portal.WorkMessages)},
		{GET, "/desk/messages/reports", h.reports, staff(portal.SuperviseMessages)},
		{GET, "/desk/messages/reports/:id", fresh(h.showReport), staff(portal.SuperviseMessages)},
		{POST, "/desk/messages/reports/:id", h.onBoard(h.showReport, h.decideReport), staff(portal.SuperviseMessages)},
		{GET, "/desk/messages/suspensions", h.suspensions, staff(portal.SuperviseMessages)},
		{POST, "/desk/messages/suspensions", h.proposeForOrganization, staff(portal.SuperviseMessages)},
		{GET, "/desk/messages/suspensions/:id", fresh(h.showSuspension), staff(portal.SuperviseMessages)},
		{POST, "/desk/messages/suspensions/:id/agreement", h.onBoard(h.showSuspension, h.agreeToSuspension), staff(portal.SuperviseMessages)},
		{POST, "/desk/messages/suspensions/:id/lifting", h.onBoard(h.showSuspension, h.liftMessagingSuspension), staff(portal.SuperviseMessages)},
		{GET, "/desk/messages/samples", fresh(h.showSamples), staff(portal.SuperviseMessages)},
		{POST, "/desk/messages/samples", h.onBoard(h.showSamples, h.drawSamples), staff(portal.SuperviseMessages)},
		{GET, "/desk/messages/samples/:id", fresh(h.showSample), staff(portal.SuperviseMessages)},
		{POST, "/desk/messages/samples/:id", h.onBoard(h.showSample, h.reviewSample), staff(portal.SuperviseMessages)},
		{GET, "/desk/messages/figures", h.caseFigures, staff(portal.SeeFigures)},
		{GET, "/desk/messages/figures.csv", h.caseFiguresFile, staff(portal.SeeFigures)},
		{GET, "/desk/messages/:ref", h.deskCase, staff(portal.ReadMessages)},
		{GET, "/desk/messages/:ref/files/:n/:file", h.messageFile, staff(portal.ReadMessages)},
		{POST, "/desk/messages/:ref/looks", h.lookAtCase, staff(portal.ReadMessages)},
		{GET, "/desk/messages/:ref/looks", h.caseLooks, staff(portal.ReadLooks)},
		{POST, "/desk/messages/:ref/presence", h.casePresence, staff(portal.ReadMessages)},
		{GET, "/desk/messages/:ref/notes", h.caseNotes, staff(portal.ReadMessages)},
		{POST, "/desk/messages/:ref/notes", h.noteCase, staff(portal.ReadMessages)},
		{POST, "/desk/messages/:ref/reply", h.reply, staff(portal.WorkMessages)},
		{POST, "/desk/messages/:ref/drafts", h.saveReply, staff(portal.WorkMessages)},
		{POST, "/desk/messages/:ref/assignment", h.onCase(views.AssignmentPart, views.AssignmentPart, h.assignCase), staff(portal.WorkMessages)},
		{POST, "/desk/messages/:ref/steps", h.onCase("steps", "", h.stepCase), staff(portal.WorkMessages)},
		{POST, "/desk/messages/:ref/snoozes", h.onCase("snooze", "snooze", h.snoozeCase), staff(portal.WorkMessages)},
		{POST, "/desk/messages/:ref/moves", h.onCase("move", "move", h.moveCase), staff(portal.WorkMessages)},
		{POST, "/desk/messages/:ref/merges", h.onCase("merge", "merge", h.mergeCase), staff(portal.WorkMessages)},
		{POST, "/desk/messages/:ref/unmerges", h.onCase("unmerge", "unmerge", h.unmergeCase), staff(portal.WorkMessages)},
		{POST, "/desk/messages/:ref/reports", h.onCase("report", "report", h.reportFromDesk), staff(portal.ReadMessages)},

		{GET, "/office/queues", fresh(h.showQueues), staff(portal.NameQueueMembers)},
		{POST, "/office/queues/members", h.onBoard(h.showQueues, h.joinQueue), staff(portal.NameQueueMembers)},
		{POST, "/office/queues/endings", h.onBoard(h.showQueues, h.leaveQueue), staff(portal.NameQueueMembers)},
		{POST, "/office/queues/trainings", h.onBoard(h.showQueues, h.noteTraining), staff(portal.NameQueueMembers)},
		{POST, "/office/queues/handovers", h.onBoard(h.showQueues, h.handOn), staff(portal.SuperviseMessages)},
		{GET, "/office/topics", h.topics, staff(portal.DeclareTopics)},
		{GET, "/office/topics/:id", fresh(h.showTopic), staff(portal.DeclareTopics)},
		{POST, "/office/topics/:id", h.onBoard(h.showTopic, h.saveTopic), staff(portal.DeclareTopics)},
		{GET, "/office/modules", h.modules, staff(portal.WriteModules)},
		{GET, "/office/modules/:id", fresh(h.showModule), staff(portal.WriteModules)},
		{POST, "/office/modules/:id", h.onBoard(h.showModule, h.saveModule), staff(portal.WriteModules)},

		{GET, "/office/reviewers", h.reviewers, staff(portal.CertifyReviewers)},
		{GET, "/office/reviewers/:id", h.reviewerPage, staff(portal.CertifyReviewers)},
		{POST, "/office/reviewers/:id/certificate", h.giveCertificate, staff(portal.CertifyReviewers)},
		{POST, "/office/reviewers/:id/ending", h.endCertificate, staff(portal.CertifyReviewers)},

		{GET, "/office/staff", h.staff, staff(portal.ManageStaff)},
		{GET, "/office/staff/invitations/new", h.invitationPage, staff(portal.ManageStaff)},
		{POST, "/office/staff/invitations", h.inviteStaff, staff(portal.ManageStaff)},
		{GET, "/office/staff/:id", h.staffMember, staff(portal.ManageStaff)},
		{POST, "/office/staff/:id/link", h.sendLink, staff(portal.ManageStaff)},
		{POST, "/office/staff/:id/withdrawal", h.onStaff("withdrawn", h.withdrawInvitation), staff(portal.ManageStaff)},
		{POST, "/office/staff/:id/role", h.onStaff("role", h.changeRole), staff(portal.ManageStaff)},
		{POST, "/office/staff/:id/suspension", h.onStaff("suspended", h.suspendStaff), staff(portal.ManageStaff)},
		{POST, "/office/staff/:id/restoration", h.onStaff("restored", h.restoreStaff), staff(portal.ManageStaff)},
		{POST, "/office/staff/:id/sessions/ending", h.onStaff("sessions", h.endStaffSessions), staff(portal.ManageStaff)},
		{POST, "/office/staff/:id/code-card", h.handOutCard, staff(portal.ManageStaff)},
		{POST, "/office/staff/:id/agency/removal", h.onStaff("agency", h.unbindAgency), staff(portal.ManageStaff)},
		{GET, "/office/holds", h.holds, staff(portal.ReleaseHolds)},
		{POST, "/office/holds/:id/release", h.releaseHold, staff(portal.ReleaseHolds)},

		{GET, "/office/imports", h.imports, staff(portal.ImportTaxpayers)},
		{POST, "/office/imports", h.uploadImport, staff(portal.ImportTaxpayers)},
		{GET, "/office/imports/:number", h.oneImport, staff(portal.ImportTaxpayers)},
		{POST, "/office/imports/:number/confirmation", h.decideImport(h.confirmImport), staff(portal.ImportTaxpayers)},
		{POST, "/office/imports/:number/withdrawal", h.decideImport(h.withdrawImport), staff(portal.ImportTaxpayers)},
		{GET, "/office/imports/:number/rejects.csv", h.importRejects, staff(portal.ImportTaxpayers)},

		{GET, "/office/pages", h.officePages, staff(portal.ReadPages)},
		{GET, "/office/pages/new", h.newPage, staff(portal.EditPages)},
		{POST, "/office/pages", h.beginPage, staff(portal.EditPages)},
		{GET, "/office/pages/:slug", h.officePage, staff(portal.ReadPages)},
		{GET, "/office/pages/:slug/versions/:n", h.officePageVersion, staff(portal.ReadPages)},
		{POST, "/office/pages/:slug/draft", h.savePageDraft, staff(portal.EditPages)},
		{POST, "/office/pages/:slug/proposal", h.proposePage, staff(portal.EditPages)},
		{POST, "/office/pages/:slug/publication", h.publishPage, staff(portal.PublishPages)},
		{POST, "/office/pages/:slug/withdrawal", h.withdrawPage, staff(portal.EditPages)},

		{GET, "/office/terms", h.officeTerms, staff(portal.ReadTerms)},
		{GET, "/office/terms/figures.csv", h.termsFigures, staff(portal.ReadTerms)},
		{GET, "/office/terms/:text", h.termsDraft, staff(portal.ReadTerms)},
		{POST, "/office/terms/:text/draft", h.saveTermsDraft, staff(portal.EditTerms)},
		{POST, "/office/terms/:text/proposal", h.proposeTerms, staff(portal.EditTerms)},
		{POST, "/office/terms/:text/publication", h.publishTerms, staff(portal.PublishTerms)},
		{POST, "/office/terms/:text/withdrawal", h.withdrawTerms, staff(portal.EditTerms)},

		{GET, "/office/audit", h.audit, staff(portal.ReadAudit)},
		{GET, "/office/audit/:seq", h.auditRecord, staff(portal.ReadAudit)},
		{POST, "/office/audit/checks", h.verifyAudit, staff(portal.ReadAudit)},
		{POST, "/office/audit/exports", h.exportAudit, staff(portal.ReadAudit)},

		{GET, "/office/mail", h.mail, staff(portal.ReadMail)},
		{GET, "/office/mail/bounces", h.mailReturns, staff(portal.WorkReturns)},
		{GET, "/office/mail/bounces/:id", h.mailReturn, staff(portal.WorkReturns)},
		{POST, "/office/mail/bounces/:id/settlement", h.settleMailReturn, staff(portal.WorkReturns)},
		{GET, "/office/mail/:id", h.oneMail, staff(portal.ReadMail)},
		{POST, "/office/mail/tries", h.resendFailedMail, staff(portal.ResendMail)},
		{POST, "/office/mail/:id/tries", h.resendMail, staff(portal.ResendMail)},

		{GET, "/sign-in", h.signInPage, anyone},
		{POST, "/sign-in", h.enterPassword, anyone},
		{POST, "/sign-in/passkey/ceremony", h.signInCeremony, anyone},
		{POST, "/sign-in/passkey", h.signInByPasskey, anyone},
		{GET, "/sign-in/second-factor", h.secondFactorPage, anyone},
		{POST, "/sign-in/second-factor", h.enterCode, anyone},
		{POST, "/sign-in/second-factor/passkey/ceremony", h.secondCeremony, anyone},
		{POST, "/sign-in/second-factor/passkey", h.secondByPasskey, anyone},
		{GET, "/sign-in/again", h.stepUpPage, account},
		{POST, "/sign-in/again", h.showCodeAgain, account},
		{POST, "/sign-in/again/passkey/ceremony", h.stepUpCeremony, account},
		{POST, "/sign-in/again/passkey", h.stepUpByPasskey, account},
		{POST, "/sign-in/agency", h.toAgency(portal.AgencySignIn), anyone},
		{GET, "/sign-in/agency/return", h.agencyReturn, anyone},
		{POST, "/sign-in/again/agency", h.toAgency(portal.AgencyStepUp), account},
		{POST, "/sign-out", h.signOut, anyone},
		{POST, "/session/extension", h.extendSession, anyone},
		{GET, "/held-form", h.heldForm, account},
		{POST, "/held-form/removal", h.dropHeldForm, account},

		{GET, "/sign-up", h.signUpPage, anyone},
		{POST, "/sign-up", h.wantLink(portal.ToSignUp), anyone},
		{GET, "/sign-up/sent", h.linkSent(portal.ToSignUp), anyone},
		{GET, "/sign-in/password", h.forgottenPage, anyone},
		{POST, "/sign-in/password", h.wantLink(portal.ToChoosePassword), anyone},
		{GET, "/sign-in/password/sent", h.linkSent(portal.ToChoosePassword), anyone},

		{GET, "/recovery/begun", h.recoveryBegun, anyone},
		{GET, "/not-me", h.notMePage, anyone},
		{POST, "/not-me", h.notMeByCode, anyone},
		{GET, "/not-me/done", h.notMeDone, anyone},
		{GET, "/letters/not-mine", h.letterNotMine, anyone},
		{POST, "/letters/not-mine", h.reportLetter, anyone},
		{GET, "/letters/not-mine/done", h.letterReported, anyone},
		{GET, "/links/:token", h.openMailLink, anyone},
		{GET, "/links", h.mailLinkPage, anyone},
		{POST, "/links", h.useMailLink, anyone},

		{GET, "/setup", h.setupPage, anyone},
		{POST, "/setup", h.beginSetup, anyone},
		{GET, "/setup/links/:token", h.openLink, anyone},
		{GET, "/setup/proof", h.settingUp(h.proofPage), anyone},
		{POST, "/setup/proof", h.settingUp(h.proveByCode), anyone},
		{POST, "/setup/proof/passkey/ceremony", h.proofCeremony, anyone},
		{POST, "/setup/proof/passkey", h.proveByPasskey, anyone},
		{GET, "/setup/password", h.settingUp(h.passwordPage), anyone},
		{POST, "/setup/password", h.settingUp(h.choosePassword), anyone},
		{GET, "/setup/second-factor", h.settingUp(h.secondFactorChoice), anyone},
		{POST, "/setup/passkey/ceremony", h.bindCeremony(portal.SettingUp), anyone},
		{POST, "/setup/passkey", h.bindPasskey(portal.SettingUp, "/setup/recovery-codes"), anyone},
		{POST, "/setup/code-card", h.settingUp(h.setupCodeCard), anyone},
		{POST, "/setup/authenticator-app", h.beginApp(appInSetup), anyone},
		{GET, "/setup/authenticator-app", h.appPage(appInSetup), anyone},
		{POST, "/setup/authenticator-app/check", h.bindApp(appInSetup), anyone},
		{GET, "/setup/recovery-codes", h.settingUp(h.setupRecoveryCodesPage), anyone},
		{POST, "/setup/recovery-codes", h.settingUp(h.setupRecoveryCodes), anyone},
		{POST, "/setup/recovery-codes/check", h.settingUp(h.finishSetup), anyone},
		{POST, "/setup/recovery-codes/file", h.recoveryCodesFile, anyone},

		{GET, "/messages", h.inbox, agreed},
		{GET, "/messages/new", h.newMessage, agreed},
		{GET, "/messages/drafts", h.drafts, agreed},
		{POST, "/messages/drafts", h.beginDraft, agreed},
		{GET, "/messages/drafts/:id", h.draft, agreed},
		{POST, "/messages/drafts/:id", h.keepDraft, agreed},
		{GET, "/messages/drafts/:id/versions", h.draftVersions, agreed},
		{POST, "/messages/drafts/:id/versions", h.saveDraft, agreed},
		{POST, "/messages/drafts/:id/return", h.takeBack, agreed},
		{POST, "/messages/drafts/:id/removal", h.dropDraft, agreed},
		{GET, "/messages/drafts/:id/files", h.draftFiles, agreed},
		{POST, "/messages/drafts/:id/files", h.addDraftFiles, agreed},
		{GET, "/messages/drafts/:id/files/:file", h.draftFile, agreed},
		{POST, "/messages/drafts/:id/files/:file/removal", h.removeDraftFile, agreed},
		{POST, "/messages/drafts/:id/uploads", h.beginUpload, agreed},
		{POST, "/messages/drafts/:id/uploads/:file", h.putUpload, agreed},
		{GET, "/messages/:ref/files/:n/:file", h.messageFile, agreed},
		{GET, "/messages/:ref", h.ownCase, agreed},
		{POST, "/messages/:ref/drafts", h.answerCase, agreed},
		{GET, "/messages/:ref/receipts/:n", h.receipt, agreed},
		{GET, "/messages/:ref/copy.pdf", h.caseAsPDF, agreed},
		{GET, "/messages/:ref/copy.zip", h.caseAsZIP, agreed},
		{POST, "/messages/:ref/archive", h.archiveCase, agreed},
		{GET, "/messages/:ref/reports/new", h.reportPage, agreed},
		{POST, "/messages/:ref/reports", h.reportMessage, agreed},

		{GET, "/account", h.accountHome, account},
		{GET, "/account/identity", h.identityHome, account},
		{GET, "/account/identity/new", h.claimPage, account},
		{POST, "/account/identity/claims", h.claimTaxpayer, account},
		{GET, "/account/identity/:ref", h.ownIdentityCase, account},
		{POST, "/account/identity/:ref/routes", h.onIdentityCase("begun", h.beginRoute), account},
		{POST, "/account/identity/:ref/departures", h.onIdentityCase("left", h.leaveRoute), account},
		{POST, "/account/identity/:ref/letters", h.onIdentityCase("requested", h.askForLetter), account},
		{POST, "/account/identity/:ref/code", h.onIdentityCase("proved", h.enterLetterCode), account},
		{GET, "/account/identity/:ref/pictures", h.picturesPage, account},
		{POST, "/account/identity/:ref/pictures", h.sendPictures, account},
		{POST, "/account/identity/:ref/federated", h.toFederated, account},
		{GET, "/identity/return", h.federatedReturn, anyone},
		{GET, "/account/taxpayers/:ref/records", h.service(portal.SeeRecords, h.records), account},
		{GET, "/account/taxpayers/:ref/address", h.service(portal.ChangeAddress, h.addressForm), account},
		{POST, "/account/taxpayers/:ref/address", h.service(portal.ChangeAddress, h.changeAddress), account},

		{GET, "/acting", public(h.actingPage), account},
		{POST, "/acting", public(h.actFor), account},
		{GET, "/representatives", public(h.representatives), account},
		{POST, "/representatives", h.own(portal.GiveAccess, h.invite), account},
		{GET, "/representatives/new", h.own(portal.GiveAccess, h.representativeNew), account},
		{POST, "/representatives/checks", h.own(portal.GiveAccess, h.checkInvitation), account},
		{GET, "/representatives/acts", h.own(portal.SeeRepresentatives, h.representativeActs), account},
		{GET, "/representatives/records", public(h.clientRecords), account},
		{GET, "/representatives/requests/new", public(h.requestPage), account},
		{POST, "/representatives/requests", public(h.askForAuthority), account},
		{POST, "/representatives/invitations/:id/code", public(h.openInvitation), account},
		{POST, "/representatives/invitations/:id/acceptance", public(h.answerInvitation(true)), account},
		{POST, "/representatives/invitations/:id/refusal", public(h.answerInvitation(false)), account},
		{GET, "/representatives/held/:id", public(h.heldAuthority), account},
		{POST, "/representatives/held/:id/withdrawal", public(h.giveUp), account},
		{GET, "/representatives/:id", h.own(portal.SeeRepresentatives, h.representative), account},
		{POST, "/representatives/:id/ending", h.own(portal.SeeRepresentatives, h.onRepresentative("ended", h.revoke)), account},
		{POST, "/representatives/:id/code", h.own(portal.GiveAccess, h.newCode), account},
		{POST, "/representatives/:id/acceptance", h.own(portal.GiveAccess, h.onRepresentative("answered", h.acceptRequest)), account},
		{POST, "/representatives/:id/refusal", h.own(portal.SeeRepresentatives, h.onRepresentative("answered", h.refuseRequest)), account},
		{POST, "/representatives/:id/scope", h.own(portal.GiveAccess, h.onRepresentative("scope", h.changeScope)), account},
		{POST, "/representatives/:id/agreement", h.own(portal.SeeRepresentatives, h.answerJointly), account},

		{GET, "/account/security", h.securityPage, account},
		{GET, "/account/security/history", h.ownHistory, account},
		{GET, "/account/security/looks", h.ownLooks, account},
		{POST, "/account/security/passkeys/ceremony", h.bindCeremony(portal.SignedIn), account},
		{POST, "/account/security/passkeys", h.bindPasskey(portal.SignedIn, "/account/security?done=bound"), account},
		{POST, "/account/security/passkeys/:id/name", h.renamePasskey, account},
		{POST, "/account/security/passkeys/:id/removal", h.removePasskey, account},
		{POST, "/account/security/code-card", h.ownCodeCard, account},
		{GET, "/account/security/code-card/order", h.orderCardPage, account},
		{POST, "/account/security/code-card/orders", h.orderCard, account},
		{POST, "/account/security/code-card/orders/cancellation", h.cancelCard, account},
		{POST, "/account/security/code-card/arrival", h.cardArrived, account},
		{POST, "/account/security/authenticator-app", h.beginApp(appOnSecurity), account},
		{GET, "/account/security/authenticator-app", h.appPage(appOnSecurity), account},
		{POST, "/account/security/authenticator-app/check", h.bindApp(appOnSecurity), account},
		{POST, "/account/security/authenticator-app/removal", h.removeApp, account},
		{POST, "/account/security/agency", h.toAgency(portal.AgencyBind), account},
		{POST, "/account/security/agency/:id/removal", h.removeAgency, account},
		{GET, "/account/security/recovery-codes", h.ownRecoveryCodesPage, account},
		{POST, "/account/security/recovery-codes", h.ownRecoveryCodes, account},
		{POST, "/account/security/recovery-codes/check", h.ownRecoveryCodesSaved, account},
		{POST, "/account/security/recovery-codes/file", h.recoveryCodesFile, account},
		{POST, "/account/security/recovery/cancellation", h.cancelRecovery, account},
		{GET, "/account/security/password", h.ownPasswordPage, account},
		{POST, "/account/security/password", h.changeOwnPassword, account},
		{POST, "/account/security/name", h.callMe, account},
		{GET, "/account/security/closing", h.closingPage, account},
		{POST, "/account/security/closing", h.closeAccount, account},
		{GET, "/account/security/not-me", h.ownNotMePage, account},
		{POST, "/account/security/not-me", h.ownNotMe, account},
		{POST, "/account/security/addresses", h.addAddress, account},
		{POST, "/account/security/addresses/:id/removal", h.removeAddress, account},
		{POST, "/account/security/addresses/:id/sign-in", h.signInWithAddress, account},
		{POST, "/account/security/addresses/:id/confirmation", h.confirmAgain, account},
		{POST, "/account/security/sessions/ending", h.signOutEverywhere, account},
		{POST, "/account/security/sessions/:id/ending", h.endOwnSession, account},

		{GET, "/feed.xml", h.feed, reader},
		{GET, "/sitemap.xml", h.sitemap, machine},
		{GET, "/robots.txt", h.robots, machine},
		{GET, "/.well-known/security.txt", h.securityText, machine},
		{GET, "/healthz", h.alive, machine},
		{GET, "/readyz", h.ready, machine},
		{POST, "/reports/content-security", h.contentSecurityReport, machine},
		{GET, "/static/*", h.static, machine},
	}
}

// audience is who a route is for. Every route names one; a test walks the table.
type audience struct {
	name   string
	public bool // served in every language of the public
	admits func(portal.Actor) error
	terms  bool // and only who has agreed to the terms in force
}

var (
	// anyone needs no account.
	anyone = audience{name: "anyone", public: true, admits: func(portal.Actor) error { return nil }}

	// machine is a program that asks: a monitor, a browser fetching a style sheet. There is nothing to translate.
	machine = audience{name: "machine", admits: func(portal.Actor) error { return nil }}

	// reader is a program that reads for people, in their language: a feed reader.
	reader = audience{name: machine.name, public: true, admits: func(portal.Actor) error { return nil }}

	// account is whoever has signed in, staff or taxpayer.
	account = audience{name: "account", public: true, admits: func(a portal.Actor) error {
		if a.Role == portal.Visitor {
			return errSignIn
		}
		return nil
	}}

	// agreed is an account of the public that has agreed to the terms in force: secure messages. It is asked in the
	// database at each request, and who has not agreed is led to the review and back again.
	agreed = audience{name: "account that agreed to the terms", public: true, terms: true, admits: func(a portal.Actor) error {
		switch {
		case a.Role == portal.Visitor:
			return errSignIn
		case a.Role != portal.Taxpayer:
			return portal.ErrNotFound
		}
		return nil
	}}
)

// staff is for those whose role has the permission. The desk does not exist for the public: a taxpayer's account is
// answered as if nothing were here.
func staff(p portal.Permission) audience {
	return audience{name: "staff who " + string(p), admits: func(a portal.Actor) error {
		switch {
		case a.Role == portal.Visitor:
			return errSignIn
		case !a.Role.Staff():
			return portal.ErrNotFound
		default:
			return a.Permit(p)
		}
	}}
}

// errSignIn sends a visitor to the sign-in page and back again afterwards.
var errSignIn = portal.Refuse(portal.SignInAgain, "Sign in to see this page.")
