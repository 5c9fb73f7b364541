package portal

// Event names what happened, for the audit trail. Constants stand beside the feature that they belong to;
// they are spelt "thing.verb-in-the-past", and never change once written.
type Event string

// Notice names an e-mail that tells someone that something waits. Constants stand beside their feature too.
type Notice string

// Params are what a notice's template may say: display name, reference, dates. Never a confidential word,
// an amount, a code or a number. "secret" alone carries account mail's single-use link.
type Params map[string]string
