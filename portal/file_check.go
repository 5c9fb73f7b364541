package portal

import "time"

// FileState is how far the checking of a file has come. The built-in checks are behind every file that is kept; clamd's
// are where the office has it.
type FileState string

const (
	FileReceived    FileState = "received"    // kept, and waits for clamd
	FileScanning    FileState = "scanning"    // clamd has it
	FileChecked     FileState = "checked"     // by the built-in checks alone: the office has, or had, no clamd
	FileClean       FileState = "clean"       // clamd found nothing
	FileQuarantined FileState = "quarantined" // clamd found something: it is given to nobody
	FileScanError   FileState = "scan error"  // clamd could not check it, which is not clean; tried again
)

const (
	// ScanPatience is how long clamd may take for one file (numbers.md: HMRC upscan).
	ScanPatience = 60 * time.Second

	// ScanAgain is when a file that could not be checked is tried again (numbers.md: GOV.UK Notify).
	ScanAgain = 10 * time.Minute

	// LargestScanned is the largest file that is given to clamd, in bytes: every file that people may attach. Files from the
	// core system may be larger; they are read as tables by us and given out to nobody.
	LargestScanned = 25 << 20
)

const (
	// FileQuarantinedEvent is audited when clamd found something in a file, with what.
	FileQuarantinedEvent Event = "file.quarantined"
)

// MayGiveOut reports that a file of this state is given to those who may see it.
func (s FileState) MayGiveOut() bool { return s == FileChecked || s == FileClean }

// Refusal is what to tell whoever asks for a file of this state, nil when it is given out.
func (s FileState) Refusal() error {
	switch {
	case s.MayGiveOut():
		return nil
	case s == FileQuarantined:
		return ErrFileQuarantined
	}
	return ErrFileUnchecked
}

var (
	// ErrFileQuarantined is answered to everyone who asks for a file in which something was found.
	ErrFileQuarantined = Refuse(Forbidden, "A virus was found in this file. It is locked away, and we give it to nobody. Its sender can clean the computer that it came from and send the file again.")

	// ErrFileUnchecked is answered while nobody knows whether a file is clean.
	ErrFileUnchecked = &Error{Code: Unavailable, Message: Say("We are still checking this file for viruses. It is safe with us. Try again in a few minutes."), RetryAfter: time.Minute}
)

// FileToCheck is a file that clamd should look at.
type FileToCheck struct {
	ID    string
	State FileState // before
	Size  int64     // bytes
}

// FileCheck is what came of one look at a file.
type FileCheck struct {
	File    string
	Verdict FileState // FileChecked, FileClean, FileQuarantined or FileScanError
	By      string    // "built-in checks", "clamd"
	Reason  string    // the virus's name, or why it could not be checked
}

// FileChecks is how the checking of files stands, for the desk.
type FileChecks struct {
	Waiting     int       // received, or with clamd
	Failed      int       // could not be checked
	Quarantined int       //
	Why         string    // why the latest could not be checked
	FailedAt    time.Time // and when that was
}
