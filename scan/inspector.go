package scan

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"exchequer/portal"
)

// Files is where files wait for clamd; the database has it. Each method is one short act: nothing is held while clamd looks.
type Files interface {
	// ClaimFile hands out the file that has waited longest and lends it for a time; when the inspector dies, the loan runs
	// out and the file waits again. With nothing waiting it returns nil and how long until something is.
	ClaimFile(ctx context.Context, lease time.Duration) (*portal.FileToCheck, io.ReadCloser, time.Duration, error)
	// SettleFile records what came of a look, and takes the loan back.
	SettleFile(ctx context.Context, check portal.FileCheck) error
	// FilesWait receives when a file came in.
	FilesWait() <-chan struct{}
}

// Inspector gives waiting files to clamd, one at a time, until it is told to stop. Several may work on the same files.
type Inspector struct {
	Files Files
	Clamd *Clamd
	Log   *slog.Logger
	Pause time.Duration // when clamd does not answer at all, or the database fails
}

// NewInspector is an inspector with the usual pause.
func NewInspector(files Files, clamd *Clamd, log *slog.Logger) *Inspector {
	return &Inspector{Files: files, Clamd: clamd, Log: log, Pause: time.Minute}
}

// lookAgain is the longest sleep: another copy of the program may have left something.
const lookAgain = time.Minute

// Run works until ctx ends. A file that is with clamd at that moment waits again when its loan runs out.
func (i *Inspector) Run(ctx context.Context) {
	for ctx.Err() == nil {
		sleep := i.one(ctx)
		if sleep <= 0 {
			continue
		}
		wait := time.NewTimer(min(sleep, lookAgain))
		wake := i.Files.FilesWait()
		if sleep == i.Pause {
			wake = nil // a new file makes clamd answer no sooner
		}
		select {
		case <-wake:
		case <-wait.C:
		case <-ctx.Done():
		}
		wait.Stop()
	}
}

// one gives one file to clamd, and says how long to sleep then.
func (i *Inspector) one(ctx context.Context) time.Duration {
	file, content, next, err := i.Files.ClaimFile(ctx, i.Clamd.patience+time.Minute)
	if err != nil {
		if ctx.Err() == nil {
			i.Log.Error("files wait for clamd and cannot be read from the database", "error", err)
		}
		return i.Pause
	}
	if file == nil {
		return max(next, 50*time.Millisecond)
	}
	found, err := i.look(ctx, content)
	if ctx.Err() != nil {
		return 0
	}
	check := portal.FileCheck{File: file.ID, By: "clamd", Verdict: portal.FileClean}
	switch {
	case err != nil:
		i.Log.Error("a file could not be checked", "file", file.ID, "error", err)
		check.Verdict, check.Reason = portal.FileScanError, err.Error()
	case found != "":
		i.Log.Warn("clamd found something in a file", "file", file.ID, "found", found)
		check.Verdict, check.Reason = portal.FileQuarantined, found
	}
	if settled := i.Files.SettleFile(ctx, check); settled != nil {
		i.Log.Error("what clamd said of a file could not be kept", "file", file.ID, "error", settled)
		return i.Pause
	}
	if errors.Is(err, ErrUnreachable) {
		return i.Pause
	}
	return 0
}

func (i *Inspector) look(ctx context.Context, content io.ReadCloser) (string, error) {
	if content == nil {
		return "", errors.New("the file does not lie in the data folder")
	}
	defer content.Close()
	return i.Clamd.Scan(ctx, content)
}
