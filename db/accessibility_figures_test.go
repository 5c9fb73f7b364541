package db_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestFiguresAddUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		deliver := func(days int, format portal.AccessibilityFormat, steps ...portal.AccessibilityStep) {
			form := rosasForm()
			form.Format = format
			receipt, key := submit(t, o, form)
			o.Clock.Add(time.Duration(days) * 24 * time.Hour)
			for _, step := range steps {
				take(t, o, dbtest.Sunita, receipt.Number, key, step)
			}
			o.Clock.Add(-time.Duration(days) * 24 * time.Hour)
		}
		o.Clock.Set(time.Date(2026, 10, 5, 15, 0, 0, 0, time.UTC)) // a Monday
		deliver(1, portal.FormatAudio, portal.DeliverStep)
		deliver(3, portal.FormatAudio, portal.AcknowledgeStep, portal.DeliverStep, portal.ConfirmStep)
		deliver(21, portal.FormatAudio, portal.DeliverStep, portal.ReopenStep, portal.DeliverStep)
		deliver(0, portal.FormatPrint)
		deliver(2, portal.FormatPrint, portal.DeclineStep)
		deliver(2, portal.FormatText, portal.EscalateStep)
		o.Clock.Set(time.Date(2026, 9, 30, 15, 0, 0, 0, time.UTC))
		deliver(1, portal.FormatBRF, portal.DeliverStep) // the month before
		from, to, _ := tamarack.Month("2026-10")
		o.Clock.Set(time.Date(2026, 10, 8, 15, 0, 0, 0, time.UTC))
		months, err := o.AccessibilityMonths(ctx, dbtest.Petra, from, 12)
		if err != nil {
			t.Fatal(err)
		}
		f := months[11]
		if f.From != from || f.To != to || months[0].From.Format("2006-01") != "2025-11" {
			t.Errorf("months from %s to %s", months[0].From, f.To)
		}
		line := func(f portal.Figures) string {
			median, _ := f.MedianDays()
			return fmt.Sprintf("received %d, acknowledged %d and %d late, on time %d, late %d, waiting %d, other %d, delivered %d, median %.1f", f.Received, f.Acknowledged, f.AckLate, f.OnTime, f.Late, f.Waiting, f.Other, f.Delivered(), median)
		}
		if got, want := line(f.Total), "received 6, acknowledged 1 and 5 late, on time 2, late 1, waiting 1, other 2, delivered 3, median 3.0"; got != want {
			t.Errorf("in all: %s\nwant    %s", got, want)
		}
		if got, want := line(f.ByFormat[portal.FormatAudio]), "received 3, acknowledged 1 and 2 late, on time 2, late 1, waiting 0, other 0, delivered 3, median 3.0"; got != want {
			t.Errorf("audio: %s\nwant   %s", got, want)
		}
		if f.Offered != 1 || f.Grieved != 1 || f.ByChannel[portal.ChannelWeb].Received != 6 {
			t.Errorf("%d offered, %d grieved, %v", f.Offered, f.Grieved, f.ByChannel)
		}
		if got, want := line(months[10].Total), "received 1, acknowledged 1 and 0 late, on time 1, late 0, waiting 0, other 0, delivered 1, median 1.0"; got != want {
			t.Errorf("the month before: %s", got)
		}
		o.Clock.Set(time.Date(2026, 11, 8, 15, 0, 0, 0, time.UTC))
		months, err = o.AccessibilityMonths(ctx, dbtest.Petra, from, 1)
		if err != nil || months[0].Total.Late != 2 || months[0].Total.Waiting != 0 || months[0].Total.AckLate != 5 {
			t.Errorf("a month later: %s, %v", line(months[0].Total), err)
		}
	})
}

func TestTakingFiguresAwayIsWrittenDown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		from, _, _ := tamarack.Month("2026-10")
		for _, who := range []portal.Actor{dbtest.Nobody, dbtest.Rosa} {
			if _, err := o.ExportAccessibilityFigures(ctx, who, from, 1); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%q took figures: %v", who.Role, err)
			}
		}
		if _, err := o.ExportAccessibilityFigures(ctx, dbtest.Petra, from, 1); err != nil {
			t.Fatal(err)
		}
		page, err := o.AuditTrail(ctx, dbtest.Petra, portal.AuditFilter{Event: portal.AccessibilityWasExported})
		if err != nil || len(page.Records) != 1 || page.Records[0].Subject != "accessibility-figures/2026-10" || page.Records[0].Name != dbtest.Petra.Name {
			t.Errorf("the trail says %+v, %v", page.Records, err)
		}
	})
}

// The cost of a month is that of the month's rows, however many years lie around it.
func TestFiguresReadTheirMonthByItsIndex(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		for range 40 {
			submit(t, o, rosasForm())
		}
		explain, prepare := "EXPLAIN QUERY PLAN ", "ANALYZE"
		if o.URL != "" {
			explain, prepare = "EXPLAIN ", "SET enable_seqscan = off" // forty rows are quicker read than looked up
		}
		conn := o.Raw(t)
		conn.SetMaxOpenConns(1)
		if _, err := conn.Exec(prepare); err != nil {
			t.Fatal(err)
		}
		query := db.AccessibilityTallies
		for _, moment := range []string{"$1", "$2", "$3"} {
			query = strings.ReplaceAll(query, moment, fmt.Sprint(o.Now().UnixMilli()))
		}
		rows, err := conn.Query(explain + query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var plan strings.Builder
		columns, _ := rows.Columns()
		for rows.Next() {
			line := make([]any, len(columns))
			for i := range line {
				line[i] = new(any)
			}
			if err := rows.Scan(line...); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&plan, *(line[len(line)-1].(*any)))
		}
		if !strings.Contains(plan.String(), "accessibility_by_month") {
			t.Errorf("the plan is\n%s", plan.String())
		}
	})
}
