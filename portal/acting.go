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
}

// ActingAlone is an account that stands for nobody: it can ask general questions, and reads the answers.
func ActingAlone(a Actor) Acting { return Acting{Owner: a.Account, Assurance: Registered} }

// Alone reports that no taxpayer's records are concerned.
func (a Acting) Alone() bool { return a.Taxpayer == "" }

// MayRead reports that cases and messages are shown. Who only knew facts that others may know too can write to us, and
// sees nothing stored.
func (a Acting) MayRead() bool {
	return a.Alone() || a.Assurance.AtLeast(AddressConfirmed)
}

// MayWrite reports that messages can be sent.
func (a Acting) MayWrite() bool {
	return a.Alone() || a.Assurance.AtLeast(Matched)
}

// ActingChanged is that someone chose for whom they act; the subject is the session.
const ActingChanged Event = "acting.changed"
