package e2e

import (
	"fmt"
	"testing"
)

// TestPartsAreSwappedManyTimesUnderThePolicy presses the queue's lists again and again: htmx swaps the part of the page,
// the page itself stays, and the content security policy is never broken.
func TestPartsAreSwappedManyTimesUnderThePolicy(t *testing.T) {
	d := demoIn(t, demoData(t))
	b := open(t, d.Origin)
	b.signIn(d, d.who("clerk"))
	b.visit("/desk/accessibility")
	b.heading("Accessibility requests")
	evaluate[bool](b, `window.stayed = true`)
	for round := range 15 {
		for _, list := range []string{"overdue", "all"} {
			b.click(b.one(fmt.Sprintf(`#queue .kit-queue__lists a[href*="state=%s"]`, list)))
			b.until(func() bool {
				here, err := tryEvaluate[bool](b, fmt.Sprintf(`location.search.includes("state=%s") && !document.querySelector(".htmx-request, .htmx-swapping") && document.querySelectorAll("#queue tbody tr").length > 0`, list))
				return err == nil && here
			}, func() string { return fmt.Sprintf("round %d: the list %s never came", round, list) })
		}
	}
	if stayed, err := tryEvaluate[bool](b, `window.stayed === true`); err != nil || !stayed {
		t.Error("the page was loaded anew instead of swapped in part")
	}
	if found := evaluate[int](b, `document.querySelectorAll("#queue").length`); found != 1 {
		t.Errorf("after the swaps there are %d queues", found)
	}
	b.calm()
}
