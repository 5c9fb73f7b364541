package main

import (
	"context"
	"fmt"
)

// keys rotates the sealing keys. A rotation that was killed is finished before a new one may begin.
func (m *Main) keys(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] != "rotate" {
		return usage("keys has one thing to do: exchequer keys rotate.")
	}
	c, rest, err := m.configure("keys rotate", args[1:], nil)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usage("keys rotate takes no arguments, only flags.")
	}
	o, err := m.prepare(ctx, c)
	if err != nil {
		return err
	}
	defer o.Close()

	left, err := o.RecordsUnderOldKeys(ctx, operator)
	if err != nil {
		return err
	}
	resuming := left > 0
	if resuming {
		fmt.Fprintf(m.Stdout, "An earlier rotation was not finished: %d records still have an older key than version %d. Going on with it.\n", left, o.keys.Current())
	} else {
		if err := o.keys.Rotate(); err != nil {
			return err
		}
		fmt.Fprintf(m.Stdout, "Key version %d is made and safe in %s. Copies that run take it up by themselves.\n", o.keys.Current(), c.KeyFile)
	}
	done, err := o.RewrapKeys(ctx, operator, func(table string, done int) {
		fmt.Fprintf(m.Stdout, "%s: %d records\n", table, done)
	})
	if err != nil {
		return fmt.Errorf("%w. Nothing is lost: run exchequer keys rotate again to go on", err)
	}
	fmt.Fprintf(m.Stdout, "Done: %d records are wrapped under key version %d.\n", done, o.keys.Current())
	if resuming {
		fmt.Fprintln(m.Stdout, "That finished the earlier rotation. To make a new key, run exchequer keys rotate once more.")
	}
	fmt.Fprintln(m.Stdout, "Keep the older keys in the file for as long as a backup from before may be restored.")
	return nil
}
