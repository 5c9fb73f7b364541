package portal

import "time"

// TrainingLasts is how long a training in confidentiality stands (product.md, Staff: annual).
const TrainingLasts = 365 * 24 * time.Hour

// What is decided about who works on messages; the subject is the account.
const (
	QueueJoined   Event = "messages.queue-joined"
	QueueLeft     Event = "messages.queue-left"
	TrainingNoted Event = "staff.training-noted"
)
