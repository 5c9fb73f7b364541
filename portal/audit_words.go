package portal

import "strings"

// eventWords are events whose names do not read by themselves. A test fails on one that no longer exists.
var eventWords = map[Event]string{
	AccessibilityWasReceived:  "Accessibility request received",
	AccessibilityWasLookedAt:  "Accessibility request looked at",
	AccessibilityWasAssigned:  "Accessibility request assigned",
	AccessibilityWasNoted:     "Accessibility request: note written",
	AccessibilityMoved:        "Accessibility request moved on",
	AccessibilityWasFollowed:  "Accessibility request followed up by its person",
	AccessibilityFileTaken:    "Accessibility request: file downloaded",
	AccessibilityFormatStands: "Accessibility request: standing format kept",
	AccessibilityWasPrinted:   "Accessibility request: answer sheet printed",
	AccessibilityWasExported:  "Accessibility figures exported",
	PageDefectWasFound:        "Page: defect found, its owner told",
	PageDefectWasFixed:        "Page: defect fixed",

	FileQuarantinedEvent: "File: a virus was found in it",
	DraftFileWasReceived: "Draft: file received",
	DraftFileWasRejected: "Draft: file looked through and not taken",
	DraftFileWasRemoved:  "Draft: file removed before sending",
	MessageFileTaken:     "Message: file downloaded",

	SignInSucceeded:     "Signed in",
	SignInRefused:       "Sign-in refused",
	PasswordRight:       "Sign-in: right password, second factor not shown yet",
	SecondFactorRefused: "Sign-in: second factor refused",
	SteppedUp:           "Signed in again for a sensitive act",
	AgencyVouched:       "Sign-in: what the agency vouched for",
	AgencyWasRefused:    "Sign-in: the agency’s sign-in led to nothing",
	SignedOut:           "Signed out",
	SessionsEnded:       "Sessions ended",

	StaffNewPasswordLink: "Staff: link for a new password made",
	StaffRecovered:       "Staff: recovered from the box by the operator",
	LinkOpened:           "Account: one-time link opened",
	AccountHeld:          "Account put on hold",
	AccountReleased:      "Account released from hold",
	AccountsSought:       "Accounts of the public sought",
	AccountLookedAt:      "Account of the public looked at",
	AccountLookVain:      "Account of the public looked for in vain",
	CodeCardHandedOut:    "Account: code card handed out at the counter",
	RecoveryPaperMade:    "Recovery: code printed for the person",

	TermsWereAgreed:    "Terms agreed to",
	TermsWereDeclined:  "Terms declined",
	TermsWereTold:      "Terms: a small change told",
	TermsWereEdited:    "Terms: draft saved",
	TermsWereProposed:  "Terms: draft proposed",
	TermsWerePublished: "Terms: version published",
	TermsWereWithdrawn: "Terms: draft withdrawn",
	TermsWereExported:  "Terms: figures exported",

	TaxpayersSought:  "Taxpayers sought",
	TaxpayerLookedAt: "Taxpayer looked at",
	TaxpayerLookVain: "Taxpayer looked for in vain",
	ImportBegun:      "Import from the core system begun",
	ImportWentOn:     "Import from the core system went on where it was cut off",
	RecordsImported:  "Records imported from the core system",
	ImportConfirmed:  "Import from the core system confirmed after its preview",
	ImportEnded:      "Import from the core system ended",
	ImportStopped:    "Import from the core system stopped",
	ImportWithdrawn:  "Import from the core system withdrawn before it began",
	RejectsTaken:     "Import from the core system: list of rejected rows downloaded",

	AuthorityWasOffered:   "Authority: a taxpayer invited someone",
	AuthorityWasAsked:     "Authority: someone asked to act for a taxpayer",
	AuthorityAskedVain:    "Authority: someone asked, and the details fit nobody",
	AuthorityCodeMade:     "Authority: another code for an invitation",
	AuthorityCodeWrong:    "Authority: wrong code for an invitation",
	AuthorityOpened:       "Authority: invitation opened with its code",
	AuthorityForwarded:    "Authority: the taxpayer was asked",
	AuthorityAgreed:       "Authority: agreed; another of a joint return is asked",
	AuthorityWasLapsed:    "Authority: not answered in time",
	AuthorityReminded:     "Authority: reminder sent",
	JointlyAgreed:         "Authority: the other taxpayer of a joint return agreed",
	JointlyRefused:        "Authority: the other taxpayer of a joint return did not agree",
	PaperAuthorityEntered: "Authority: entered from a paper form",
	JointReturnNoted:      "Taxpayer: joint return noted",
	JointReturnEnded:      "Taxpayer: joint return no longer noted",
	RepresentativeLooked:  "Authority: its representative looked at something",
	RepresentationStopped: "Representative or firm suspended",
	RepresentationAsked:   "Suspension of a firm proposed",
	RepresentationRefused: "Suspension of a firm not approved",
	RepresentationLifted:  "Suspension of a representative or a firm lifted",

	IdentityMatched:       "Identity: details matched, case opened",
	IdentityNotMatched:    "Identity: details did not match",
	IdentityReasonAdded:   "Identity: something to be done added",
	IdentityReasonSettled: "Identity: something to be done settled",
	IdentityStepped:       "Identity: next step",
	FederatedWasRefused:   "Identity: a sign-in service led to nothing",
	AssuranceGranted:      "Identity: assurance granted",
	IdentityLookedAt:      "Identity case looked at",
	IdentityAssigned:      "Identity case assigned",
	IdentityNoted:         "Identity case: note written",
	IdentityOpenedAtDesk:  "Identity: case opened at the counter",
	IdentityVisited:       "Identity: visit to the counter recorded",
	IdentityPictures:      "Identity: pictures sent",
	IdentityPictureSeen:   "Identity: a picture looked at by staff",
	IdentityReviewed:      "Identity: pictures reviewed by a clerk",
	IdentityVouched:       "Identity: statement of a referee recorded",
	IdentityDecided:       "Identity: decided by a second person",
	IdentityChecklist:     "Identity: checklist read",
	CertificateGiven:      "Reviewer: certificate given",
	CertificateEnded:      "Reviewer: certificate ended",
	AssuranceEnded:        "Identity: assurance ended",
	TaxpayerFrozen:        "Taxpayer: changes of money and address stopped",
	TaxpayerUnfrozen:      "Taxpayer: changes of money and address allowed again",
	AddressChangeAsked:    "Taxpayer: new address told",
	AddressChangeDecided:  "Taxpayer: decided on a new address",
	LettersPrinted:        "Letters printed",
	LettersMailed:         "Letters handed to the mail",
	LetterUnasked:         "Letter: its reader did not ask for it",

	CaseNoted:          "Message case: note written",
	CaseMerged:         "Message case: linked with another",
	CaseUnmerged:       "Message case: link with another undone",
	CaseLooksRead:      "Message case: log of who looked read",
	CasesHandedOn:      "Messages: all cases of a colleague handed on",
	FiguresOfCases:     "Messages: figures exported",
	MessageReported:    "Message reported",
	ReportDecided:      "Message: report decided",
	MessagingSuspended: "Messages: writing suspended",
	SuspensionProposed: "Messages: suspension of an organization proposed",
	MessagingRestored:  "Messages: suspension lifted",
	SamplesDrawn:       "Messages: samples drawn for review",
	SampleReviewed:     "Messages: sample reviewed",
	ModuleWritten:      "Text for replies written",

	MailWasSent:      "E-mail sent",
	MailHasFailed:    "E-mail failed",
	MailWasResent:    "E-mail sent again",
	AuditVerified:    "Audit trail verified",
	AuditFoundBroken: "Audit trail found broken",
	AuditExported:    "Audit trail exported",
}

// Words says an event for people. Most names read by themselves, since they are spelt "thing.verb-in-the-past":
// "account.passkey-bound" is "Account: passkey bound".
func (e Event) Words() string {
	if words, ok := eventWords[e]; ok {
		return words
	}
	thing, happened, found := strings.Cut(string(e), ".")
	if !found || thing == "" {
		return string(e)
	}
	spaced := strings.NewReplacer("-", " ", ".", " ")
	thing = spaced.Replace(thing)
	return strings.ToUpper(thing[:1]) + thing[1:] + ": " + spaced.Replace(happened)
}
