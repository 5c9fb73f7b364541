package portal

import "time"

// MessageFileRules are those of a message's files (numbers.md: VA secure messaging; accepted kinds).
var MessageFileRules = FileRules{
	Endings: []string{".pdf", ".jpg", ".jpeg", ".png", ".txt", ".csv", ".docx", ".xlsx"},
	Most:    10, Largest: LargestScanned, Together: LargestScanned,
}

// DraftFileState is how far a file that hangs on a draft has come.
type DraftFileState string

const (
	DraftFileUploading DraftFileState = "uploading"
	DraftFileReceived  DraftFileState = "received" // all of it is safe on the disk, and the built-in checks are behind it
	DraftFileRejected  DraftFileState = "rejected" // looked through, and not taken
	DraftFileRemoved   DraftFileState = "removed"  // by its sender, before sending, or left half for a week
)

// UploadLasts is how long half a file is kept for its sender to go on.
const UploadLasts = 7 * 24 * time.Hour

// DraftFile is a file that hangs on a draft.
type DraftFile struct {
	ID       string
	Name     string
	Size     int64 // bytes, as its sender's browser says
	State    DraftFileState
	Received int64     // bytes that are safe on the disk
	SHA256   []byte    // of what was received, once all of it was
	Check    FileState // how far clamd is, once all of it was received
}

// Sent reports that the file goes with the message.
func (f DraftFile) Sent() bool { return f.State == DraftFileReceived && f.Check != FileQuarantined }

// CheckNewFile is nil when a file of that name and size may be added to those that a draft has, or says why not.
func (r FileRules) CheckNewFile(there []DraftFile, name string, size int64) *Sentence {
	together, count := size, 1
	for _, f := range there {
		if f.State == DraftFileUploading || f.State == DraftFileReceived {
			together, count = together+f.Size, count+1
		}
	}
	var problem Sentence
	switch {
	case count > r.Most:
		problem = Say("A message takes up to %d files. Put more of them into one PDF, or send them in another message.", r.Most)
	case size <= 0:
		problem = Say("There is nothing in %s. Open it, save it again, and choose it once more.", name)
	case size > r.Largest || together > r.Together:
		problem = Say("%s does not fit: all files of a message together may have up to %d MB. Make it smaller, or send it in another message.", name, r.Together>>20)
	default:
		return r.KindByName(name)
	}
	return &problem
}

// Events of a draft's files. The subject is the draft, or its case.
const (
	DraftFileWasReceived Event = "message.file-received"
	DraftFileWasRejected Event = "message.file-rejected"
	DraftFileWasRemoved  Event = "message.file-removed"
	MessageFileTaken     Event = "message.file-taken"
)

var (
	// ErrUploadElsewhere is answered to a part that does not go on where the file ends. Nothing was lost.
	ErrUploadElsewhere = Refuse(Conflict, "This part of the file was received before, or comes too early. Go on from where we are.")

	// ErrUploadBusy is answered while another request brings the same file.
	ErrUploadBusy = &Error{Code: Unavailable, Message: Say("This file is on its way from another page already. Wait a minute, then try again."), RetryAfter: time.Minute}

	// ErrFilesUnderWay holds back a message whose files have not all come in.
	ErrFilesUnderWay = Refuse(Conflict, "A file of this message has not come in whole. Wait until it has, or remove it. Your message is saved as a draft.")

	// ErrFileInfected holds back a message in whose files a virus was found.
	ErrFileInfected = Refuse(Conflict, "A virus was found in a file of this message. Remove the file, and send your message again. It is saved as a draft.")
)
