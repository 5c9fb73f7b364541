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
)

// verify walks the audit trail's chain of hashes, in constant memory, beside a running copy or alone. It fails when a
// link does not hold, and names the first such record.
func (m *Main) verify(ctx context.Context, args []string) error {
	var head *string
	c, rest, err := m.configure("verify", args, func(flags *flag.FlagSet) {
		head = flags.String("head", "", "RECORDS:HASH as the log told them earlier: the trail must still hold that record")
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
