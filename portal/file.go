package portal

// File is something that someone attached, as lists show it. Its content lies sealed in the data folder.
type File struct {
	ID     string
	Name   string
	Kind   string // media type
	Size   int64  // bytes
	SHA256 []byte
}
