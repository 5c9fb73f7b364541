package portal

// Acting is for whom an account acts at the moment, and what that lets it do. It is read anew on every request: whoever
// loses the right to act for someone has lost it with the next click.
type Acting struct {
	Owner     string         // whose cases they are: the taxpayer's id, or the account's own where it stands for nobody
	Taxpayer  string         // "" where it stands for nobody
	Name      string         // of the taxpayer, for the header of every page; "" for nobody
	Case      IdentityNumber // by which the account proved to be the taxpayer; 0 where it did not
	Assurance Assurance      // how sure we are of that
	Authority string         // by which a representative acts; "" for oneself
	Under     *Authority     // the same with its scope; nil for oneself
}

// ActingAlone is an account that stands for nobody: it can ask general questions, and reads the answers.
func ActingAlone(a Actor) Acting { return Acting{Owner: a.Account, Assurance: Registered} }

// ActingBy is an account that acts for another taxpayer by an authority.
func ActingBy(a Authority) Acting {
	return Acting{Owner: a.Taxpayer, Taxpayer: a.Taxpayer, Name: a.Called, Assurance: AddressConfirmed, Authority: a.ID, Under: &a}
}

// Alone reports that no taxpayer's records are concerned.
func (a Acting) Alone() bool { return a.Taxpayer == "" }

// MayRead reports that cases and messages are shown. Who only knew facts that others may know too can write to us, and
// sees nothing stored.
func (a Acting) MayRead() bool {
	if a.Under != nil {
		return a.Under.Scope.Level.Allows(ViewLevel)
	}
	return a.Alone() || a.Assurance.AtLeast(AddressConfirmed)
}

// MayWrite reports that messages can be sent.
func (a Acting) MayWrite() bool {
	if a.Under != nil {
		return a.Under.Scope.Level.Allows(MessageLevel)
	}
	return a.Alone() || a.Assurance.AtLeast(Matched)
}

// Covers reports that a matter of a tax and a period ("2025", "2025-Q3") is among those for which the account acts: all of
// its own, and of another's what the authority is for. A matter outside is not there for them.
func (a Acting) Covers(taxType, period string) bool {
	return a.Under == nil || a.Under.Covers(taxType, YearOf(period))
}

// Own reports that the account acts for itself, or for a taxpayer whom it was proved to be.
func (a Acting) Own() bool { return a.Under == nil }

// OfOrganization reports that someone acts as one of the organization itself: there they are at home.
func (a Acting) OfOrganization() bool { return a.Under != nil && a.Under.Kind == MemberKind }

// ErrActsForOther is the answer to a form that was opened for one and sent after a switch to another, in another tab.
var ErrActsForOther = Refuse(Conflict, "This form was opened for someone for whom you do not act now, so nothing was changed. Look at the top of the page for whom you act, switch back if you may, and send it again.")

// ActingChanged is that someone chose for whom they act; the subject is the session.
const ActingChanged Event = "acting.changed"
