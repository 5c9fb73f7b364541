package portal

import "time"

// Open pages of the desk are told that something changed, and never what: they ask for it again, under the one rule of who may
// see it.

// How pages are told.
const (
	WatchEvery  = time.Second      // how often one look is taken for all of them
	WatchBeat   = 20 * time.Second // a sign of life, so that nothing between takes a quiet stream for a dead one
	WatchCheck  = 10 * time.Second // how often it is asked whether their sessions and trainings still stand
	WatchesEach = 4                // of one person at once: browsers keep six connections to a site, and need some for pages
)

// CaseChange is that something happened to a case.
type CaseChange struct {
	Number CaseNumber
	Queue  string // in which it is now
	Listed bool   // a list may show it otherwise now
	Moved  bool   // it may have been in another queue before
}

// Watcher is whose page is open, and in which queues they may see cases now.
type Watcher struct {
	Account string
	Queues  []string
}

// changesLists are the events after which a list may show a case otherwise.
var changesLists = map[Event]bool{MessageSent: true, CaseStepped: true, CaseMerged: true, CaseUnmerged: true, MessageReported: true, ReportDecided: true}

// changesCases are those after which only the case's own page does: who has it open, and what is about to be sent.
var changesCases = map[Event]bool{CaseLookedAt: true, MessageHeld: true, MessageUndone: true, CaseNoted: true}

// CaseChanged reports what an event of the audit trail means for pages that show cases.
func CaseChanged(e Event) (changed, listed bool) {
	return changesLists[e] || changesCases[e], changesLists[e]
}

// ErrTooManyWatches is answered to a fifth page of one person. It keeps its link to refresh.
var ErrTooManyWatches = Refuse(TooMany, "You have this open in many tabs. This one does not refresh by itself: use “Refresh”.")
