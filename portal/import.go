package portal

import "time"

// What happened to imports from the core system.
const (
	ImportBegun     Event = "import.begun"     // with the kind and the file's hash
	ImportWentOn    Event = "import.went-on"   // after it was cut off
	RecordsImported Event = "import.rows-kept" // once a batch that changed something
	ImportConfirmed Event = "import.confirmed" // after its preview
	ImportEnded     Event = "import.ended"     // with all counts
	ImportStopped   Event = "import.stopped"   // with the counts so far
	ImportWithdrawn Event = "import.withdrawn" // after its preview
	RejectsTaken    Event = "import.rejects-taken"
)

// ImportKind is what a file from the core system holds.
type ImportKind string

const (
	ImportOfTaxpayers ImportKind = "taxpayers"
	ImportOfAccounts  ImportKind = "accounts"
	ImportOfLetters   ImportKind = "letters"
	ImportOfReturns   ImportKind = "returns"
	ImportOfDeaths    ImportKind = "deaths"
)

// ImportKinds in the order in which a department begins: taxpayers first, since the others name them.
var ImportKinds = []ImportKind{ImportOfTaxpayers, ImportOfAccounts, ImportOfLetters, ImportOfReturns, ImportOfDeaths}

// ImportState is how far an import has come.
type ImportState string

const (
	ImportCounting ImportState = "counting"  // what it would change is being worked out
	ImportCounted  ImportState = "counted"   // the preview is there, and someone decides
	ImportRunning  ImportState = "running"   //
	ImportDone     ImportState = "done"      //
	ImportHalted   ImportState = "stopped"   // something is wrong with the file as a whole, or with us
	ImportDropped  ImportState = "withdrawn" //
)

// ImportPageSize is how many imports, or rejected rows, one page shows.
const ImportPageSize = 20

// ImportFileRules are those of a file from the core system that is uploaded; larger ones come in from the command line.
var ImportFileRules = FileRules{Endings: []string{".csv", ".txt"}, Most: 1, Largest: LargestImportUpload, Together: LargestImportUpload}

// LargestImportUpload is how large such a file may be, in bytes: some two million rows.
const LargestImportUpload = 250 << 20

// ImportCounts are what became of a file's rows.
type ImportCounts struct{ New, Changed, Same, Rejected int64 }

// Rows is how many rows were looked at.
func (c ImportCounts) Rows() int64 { return c.New + c.Changed + c.Same + c.Rejected }

// Import is one file from the core system on its way in.
type Import struct {
	Number    int64
	Kind      ImportKind
	SHA256    []byte
	Size      int64  // bytes
	FileID    string // "" for a file of the command line
	State     ImportState
	ByName    string
	BegunAt   time.Time
	EndedAt   time.Time
	RowsDone  int64 // rows of the file that are settled
	BytesDone int64 // where in the file that is
	Counts    ImportCounts
	Problem   string // why it stopped
}

// ImportReject is a row that was not taken. The reason holds nothing of what stood there.
type ImportReject struct {
	Line   int64
	Column string // "" for the row as a whole
	Reason string
}
