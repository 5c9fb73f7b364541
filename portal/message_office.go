package portal

// MessageOffice is what the acts on messages need to know of the department: its days.
type MessageOffice struct{ Calendar }

// NewMessageOffice reads a profile once, at start.
func NewMessageOffice(p Profile) MessageOffice { return MessageOffice{p.Calendar()} }
