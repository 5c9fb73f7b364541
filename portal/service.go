package portal

import "time"

// Service is something that a taxpayer can do here, and what it asks of them. The table below is the only place that says
// so: routes name a service, and whoever does not have what it asks is told what is missing and led there, and back.
type Service struct {
	ID        string
	Name      Sentence
	Path      string // below /account/taxpayers/:holding; one that begins with / is for the taxpayer for whom someone acts
	Assurance Assurance
	MaxAge    time.Duration // how long ago the sign-in may be; 0 is as long as the session lasts
	Role      Role
	Money     bool // stopped while the taxpayer's records are frozen
}

// The services of the portal.
var (
	SeeRecords = Service{
		ID: "records", Name: Say("See your records"), Path: "records", Assurance: AddressConfirmed, Role: Taxpayer,
	}
	ChangeAddress = Service{
		ID: "address", Name: Say("Change your address"), Path: "address", Assurance: InPerson, MaxAge: StepUpWithin, Role: Taxpayer, Money: true,
	}
	SeeRepresentatives = Service{
		ID: "representatives", Name: Say("See who may act for you"), Path: "/representatives", Assurance: AddressConfirmed, Role: Taxpayer,
	}
	GiveAccess = Service{
		ID: "access", Name: Say("Let someone look for you"), Path: "/representatives/new", Assurance: DocumentReviewed, MaxAge: StepUpWithin, Role: Taxpayer, Money: true,
	}
	GiveAuthority = Service{
		ID: "authority", Name: Say("Let someone act for you"), Path: "/representatives/new", Assurance: InPerson, MaxAge: StepUpWithin, Role: Taxpayer, Money: true,
	}
	Services = []Service{SeeRecords, ChangeAddress, SeeRepresentatives, GiveAccess, GiveAuthority}
)

// FindService finds a service by its id.
func FindService(id string) (Service, bool) {
	for _, s := range Services {
		if s.ID == id {
			return s, true
		}
	}
	return Service{}, false
}

// Missing is what someone lacks for a service.
type Missing string

const (
	NothingMissing    Missing = ""
	AssuranceMissing  Missing = "assurance"
	FreshnessMissing  Missing = "fresh sign-in"
	FrozenMissing     Missing = "frozen"
	AccountOfOtherWho Missing = "role"
)

// Lacks says what an actor with a holding lacks for the service at now. Assurance comes first: nobody is asked to sign in
// again only to be told that it is not enough.
func (s Service) Lacks(actor Actor, h Holding, now time.Time) Missing {
	switch {
	case actor.Role != s.Role:
		return AccountOfOtherWho
	case !h.Assurance.AtLeast(s.Assurance):
		return AssuranceMissing
	case s.Money && h.Frozen:
		return FrozenMissing
	case s.MaxAge > 0 && now.Sub(actor.SignedInAt) > s.MaxAge:
		return FreshnessMissing
	}
	return NothingMissing
}
