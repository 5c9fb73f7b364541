package portal

import (
	"slices"
	"time"
)

// Role is what an account's work is.
type Role string

const (
	Visitor       Role = ""              // nobody signed in
	Taxpayer      Role = "taxpayer"      // an account of the public
	Clerk         Role = "clerk"         // works a queue
	Supervisor    Role = "supervisor"    // assigns, samples, approves what needs two
	Administrator Role = "administrator" // staff, roles, site content
	Auditor       Role = "auditor"       // reads the audit trail, changes nothing
	System        Role = "system"        // the program itself: clocks, the mailer, the operator's commands
)

// StaffRoles are the roles that an administrator may give, in the order in which they are offered.
var StaffRoles = []Role{Clerk, Supervisor, Administrator, Auditor}

// Staff reports whether the role belongs to the desk.
func (r Role) Staff() bool { return slices.Contains(StaffRoles, r) }

// Actor is who does something: every act and every read takes one.
type Actor struct {
	Account    string    // account id, "" for visitors and the system
	Name       string    // display name
	Email      string    // sign-in address, "" for visitors
	Role       Role      //
	Session    string    // the session's public id (never its token)
	Address    string    // the client's network address
	SignedInAt time.Time // when both factors were last shown; step-up compares it with StepUpWithin
}

// SystemActor acts for the program itself.
func SystemActor(name string) Actor { return Actor{Name: name, Role: System} }

// Permission is one thing that staff may do. Audiences in the route table name one.
type Permission string

const (
	OpenDesk             Permission = "open the desk"
	ReadAccessibility    Permission = "read accessibility requests"
	WorkAccessibility    Permission = "work accessibility requests"
	AssignAccessibility  Permission = "hand accessibility requests over" // to anyone; a clerk hands over only their own
	DeclineAccessibility Permission = "refuse an accessible format as an undue burden"
	DecideGrievance      Permission = "decide grievances"
	SeeFigures           Permission = "see figures"
	ManageStaff          Permission = "manage staff"
	ReleaseHolds         Permission = "release accounts on hold"
	DecideAlerts         Permission = "decide what is unusual about accounts"
	FindAccounts         Permission = "find accounts of the public" // and help their owners, for a reason
	ApproveRecoveries    Permission = "approve recoveries"          // that a colleague began at the counter
	DecideSuspensions    Permission = "decide on suspensions"       // of the public, that a colleague proposed
	FindTaxpayers        Permission = "find taxpayers"              // and look at their records, for a reason
	ImportTaxpayers      Permission = "import from the core system"
	WorkAuthorities      Permission = "work authorities" // of representatives: paper forms, joint returns, endings
	StopRepresentatives  Permission = "suspend representatives"
	PrintLetters         Permission = "print and mail letters"
	ReadIdentity         Permission = "read identity cases"
	WorkIdentity         Permission = "work identity cases"
	DecideIdentity       Permission = "decide what blocks an identity case"
	CertifyReviewers     Permission = "certify reviewers of identity"
	ReadChecklists       Permission = "read the checklists of identity cases"
	ReadMessages         Permission = "read messages" // of their queues, and with a reason of others
	WorkMessages         Permission = "work cases"
	SuperviseMessages    Permission = "supervise cases" // hand over anyone's, sample, decide what was reported
	DeclareTopics        Permission = "declare topics of messages"
	ReadTerms            Permission = "read how the terms fare" // their versions, drafts and figures
	EditTerms            Permission = "edit the terms"
	PublishTerms         Permission = "publish the terms"              // that someone else proposed
	ReadPages            Permission = "read how the site's pages fare" // their versions, drafts and reviews
	EditPages            Permission = "edit the site's pages"
	PublishPages         Permission = "publish the site's pages" // that someone else proposed
	WriteModules         Permission = "write texts for replies"
	NameQueueMembers     Permission = "name who works which queue"
	ReadLooks            Permission = "read who looked at cases"
	ReadAudit            Permission = "read the audit trail"
	WorkReturns          Permission = "read mail that came back"
	ReadMail             Permission = "see the mail page"
	ResendMail           Permission = "resend mail"
)

// permissions is the whole table of who may do what.
var permissions = map[Permission][]Role{
	OpenDesk:             {Clerk, Supervisor, Administrator, Auditor},
	ReadAccessibility:    {Clerk, Supervisor},
	WorkAccessibility:    {Clerk, Supervisor},
	AssignAccessibility:  {Supervisor},
	DeclineAccessibility: {Supervisor},
	DecideGrievance:      {Supervisor},
	SeeFigures:           {Clerk, Supervisor, Administrator, Auditor},
	ManageStaff:          {Administrator},
	ReleaseHolds:         {Supervisor, Administrator},
	DecideAlerts:         {Supervisor, Administrator},
	FindAccounts:         {Clerk, Supervisor},
	ApproveRecoveries:    {Supervisor},
	DecideSuspensions:    {Supervisor, Administrator},
	FindTaxpayers:        {Clerk, Supervisor},
	ImportTaxpayers:      {Administrator},
	WorkAuthorities:      {Clerk, Supervisor},
	StopRepresentatives:  {Supervisor},
	PrintLetters:         {Clerk, Supervisor},
	ReadIdentity:         {Clerk, Supervisor},
	WorkIdentity:         {Clerk, Supervisor},
	DecideIdentity:       {Supervisor},
	CertifyReviewers:     {Supervisor, Administrator},
	ReadChecklists:       {Clerk, Supervisor, Administrator, Auditor},
	ReadMessages:         {Clerk, Supervisor},
	WorkMessages:         {Clerk, Supervisor},
	SuperviseMessages:    {Supervisor},
	DeclareTopics:        {Administrator},
	ReadTerms:            {Supervisor, Administrator, Auditor},
	EditTerms:            {Administrator},
	PublishTerms:         {Supervisor, Administrator},
	ReadPages:            {Clerk, Supervisor, Administrator, Auditor},
	EditPages:            {Clerk, Supervisor, Administrator},
	PublishPages:         {Supervisor, Administrator},
	WriteModules:         {Supervisor, Administrator},
	NameQueueMembers:     {Supervisor, Administrator},
	ReadLooks:            {Supervisor, Administrator, Auditor},
	ReadAudit:            {Auditor, Administrator},
	WorkReturns:          {Clerk, Supervisor},
	ReadMail:             {Supervisor, Administrator, Auditor},
	ResendMail:           {Supervisor, Administrator},
}

// RolesWho are the roles that have a permission, in no order that matters.
func RolesWho(p Permission) []Role { return slices.Clone(permissions[p]) }

// Can reports whether the actor's role has the permission. The system may do everything.
func (a Actor) Can(p Permission) bool {
	return a.Role == System || slices.Contains(permissions[p], a.Role)
}

// Permit is nil, or ErrForbidden when the actor may not.
func (a Actor) Permit(p Permission) error {
	if a.Can(p) {
		return nil
	}
	return ErrForbidden
}

// StepUpWithin is how fresh a sign-in must be for a sensitive act (Login.gov: 20 minutes).
const StepUpWithin = 20 * time.Minute

// StepUp is nil when the actor signed in recently enough at now for a sensitive act.
func (a Actor) StepUp(now time.Time) error {
	if a.Role == System || now.Sub(a.SignedInAt) <= StepUpWithin {
		return nil
	}
	return Refuse(SignInAgain, "Sign in again to do this. It protects your account when a screen is left open.")
}
