package main

import (
	"context"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"exchequer/db"
)

// verify walks the audit trail's chain of hashes and looks for every file on the disk, in constant memory, beside a
// running copy or alone. It fails when a link does not hold, and names the first such record; and when a file is missing
// or damaged, and names each. What is wrong with the one does not keep it from looking at the other.
func (m *Main) verify(ctx context.Context, args []string) error {
	var head *string
	var contents *bool
	c, rest, err := m.configure("verify", args, func(flags *flag.FlagSet) {
		head = flags.String("head", "", "RECORDS:HASH as the log told them earlier: the trail must still hold that record")
		contents = flags.Bool("files", false, "open every file too, and compare what is in it with what was received: this reads every byte")
	})
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usage("verify takes no arguments, only flags.")
	}
	seq, hash, err := readHead(*head)
	if err != nil {
		return err
	}
	// Opening makes an empty database where there is none, and an empty trail is whole: a slip in --data would be
	// answered with reassurance.
	if _, err := os.Stat(c.inData("exchequer.db")); c.DatabaseURL == "" && errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database in %s, so there is nothing to verify. Name its folder with --data.", c.Data)
	}
	o, err := m.prepare(ctx, c)
	if err != nil {
		return err
	}
	defer o.Close()

	return errors.Join(m.verifyAudit(ctx, o, seq, hash), m.verifyFiles(ctx, o, *contents))
}

// verifyAudit walks the trail; seq is the number of a record that it must still hold with that hash, 0 for none.
func (m *Main) verifyAudit(ctx context.Context, o *office, seq int64, hash []byte) error {
	report, err := o.VerifyAudit(ctx, operator)
	if err != nil {
		return err
	}
	if report.Broken != nil {
		return fmt.Errorf("the audit trail is BROKEN at record %d. %s The %d records before it hold. Keep this database as it is, and compare it with a backup.",
			report.Broken.Seq, report.Broken.Why, report.Broken.Seq-1)
	}
	if seq > 0 {
		holds, err := o.AuditHolds(ctx, seq, hash)
		if err != nil {
			return err
		}
		if !holds {
			return fmt.Errorf("the audit trail is BROKEN: it is whole in itself, but record %d is not the one that the log told of. Its end was cut off or written anew.", seq)
		}
		fmt.Fprintf(m.Stdout, "Record %d is the one that the log told of.\n", seq)
	}
	fmt.Fprintf(m.Stdout, "The audit trail is whole: %d records, each fits the one before.\n", report.Checked)
	fmt.Fprintf(m.Stdout, "head %d:%x\n", report.Checked, report.Hash)
	return nil
}

// verifyFiles looks for every file, and names those that are not as they were received.
func (m *Main) verifyFiles(ctx context.Context, o *office, contents bool) error {
	report, err := o.VerifyFiles(ctx, operator, contents, func(f db.FileFault) {
		fmt.Fprintf(m.Stdout, "file %s of %s: %s\n", f.ID, f.Subject, f.Why)
	})
	switch {
	case err != nil:
		return err
	case report.Faults > 0:
		return fmt.Errorf("%d of %d files are MISSING or DAMAGED; each is named above. Put them back from a backup, at the same place in the folder files, and run exchequer verify --files.", report.Faults, report.Files)
	case contents:
		fmt.Fprintf(m.Stdout, "The files are whole: %d, and what is in each is what was received.\n", report.Files)
	default:
		fmt.Fprintf(m.Stdout, "The files are there: %d, each with its size. With --files, what is in them is compared too.\n", report.Files)
	}
	return nil
}

// readHead reads what --head was given: "1234:9f86d0…".
func readHead(text string) (seq int64, hash []byte, err error) {
	if text == "" {
		return 0, nil, nil
	}
	number, digits, _ := strings.Cut(text, ":")
	seq, numberErr := strconv.ParseInt(number, 10, 64)
	hash, hashErr := hex.DecodeString(digits)
	if numberErr != nil || hashErr != nil || seq < 1 || len(hash) != 32 {
		return 0, nil, usage("--head is written as RECORDS:HASH, the hash as 64 hexadecimal digits.")
	}
	return seq, hash, nil
}
