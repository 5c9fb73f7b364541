package views_test

import (
	"fmt"
	"strings"
	"testing"

	"exchequer/portal"
	"exchequer/templ/ui"
	"exchequer/views"
)

func TestTheOfficeIsToldHowFilesAreChecked(t *testing.T) {
	for _, tt := range []struct {
		checks     portal.FileChecks
		configured bool
		says       []string
	}{
		{portal.FileChecks{}, true, nil},
		{portal.FileChecks{}, false, []string{"No virus scanner is set up"}},
		{portal.FileChecks{Waiting: 2}, false, []string{"No virus scanner is set up"}},
		{portal.FileChecks{Waiting: 2}, true, []string{"2 files wait for the virus scanner"}},
		{portal.FileChecks{Failed: 1, Why: "clamd hung up", FailedAt: noon}, true, []string{"does not check every file", "1 file could not be checked", "clamd hung up."}},
		{portal.FileChecks{Quarantined: 1}, true, []string{"A virus was found in 1 file"}},
	} {
		notices := views.FileCheckNotices(views.Page{}, tt.checks, tt.configured)
		said := fmt.Sprint(notices)
		if len(tt.says) == 0 && len(notices) > 0 {
			t.Errorf("%+v: %s", tt.checks, said)
		}
		for _, want := range tt.says {
			if !strings.Contains(said, want) {
				t.Errorf("%+v: %q is missing from %s", tt.checks, want, said)
			}
		}
		for _, n := range notices {
			if n.Tone == ui.Danger && tt.checks.Failed == 0 {
				t.Errorf("%+v alarms", tt.checks)
			}
		}
	}
}
