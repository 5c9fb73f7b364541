package handlers

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestTheDeskBeginsWithWhatWaits(t *testing.T) {
	r := openRoom(t)
	r.ines.get("/desk").must(200, "Your desk", "0 to do", "You have no requests to do")
	mine, others := r.asks(), r.asks()
	r.take(r.ines, mine, portal.AcknowledgeStep)
	r.take(r.tomas, others, portal.AcknowledgeStep)
	r.asks()
	r.Clock.Add(30 * 24 * time.Hour)
	home := r.again(dbtest.Ines).get("/desk").must(200, "3 to do", "3 overdue", "1 yours", "1 nobody’s yet", "Overdue, with others or with nobody", "Tomás Oyelaran")
	if strings.Index(home.body, "AR-2026-000001") > strings.Index(home.body, "Overdue, with others") {
		t.Error("one's own does not stand first")
	}
}

func TestWhoWorksNoRequestsFindsTheirPages(t *testing.T) {
	r := openRoom(t)
	at := r.asks()
	for _, who := range []portal.Actor{dbtest.Walt, dbtest.Petra} {
		v := r.visitor.signedIn(r.Hire(t, who))
		home := v.get("/desk").must(200, "Your role opens these pages", "Audit trail", "Figures")
		for _, secret := range []string{"Accessibility requests 1", "to do", "screen reader", "AR-2026"} {
			if strings.Contains(text(home.body), secret) {
				t.Errorf("%s reads %q on the first page", who.Name, secret)
			}
		}
		for _, address := range []string{"/desk/accessibility", "/desk/accessibility?q=table", "/desk/accessibility/next", at, at + "/files/2/x"} {
			v.get(address).must(403, "Your role does not allow this")
		}
		for _, part := range []string{"/steps", "/assignment", "/notes", "/presence"} {
			v.post(at+part, "seen", "1", "step", "acknowledge", "note", "x").must(403)
		}
	}
	if r.file(at).Version != 1 {
		t.Error("someone without the right changed it")
	}
}

func TestVisitorsAreSentToSignIn(t *testing.T) {
	r := openRoom(t)
	at := r.asks()
	for _, address := range []string{"/desk", "/desk/accessibility", at} {
		a := r.visitor.send(httptest.NewRequest(GET, address, nil))
		if a.Code != 303 || !strings.HasPrefix(a.Header().Get("Location"), "/sign-in?next="+url.QueryEscape(address)) {
			t.Errorf("%s answers a visitor %d, to %s", address, a.Code, a.Header().Get("Location"))
		}
	}
}

func TestTheQueueShowsListsWithTheirCounts(t *testing.T) {
	r := openRoom(t)
	r.ines.get("/desk/accessibility").must(200, "No requests in this list.", "Nothing waits for us. Well done.")
	for i := range 30 {
		at := r.asks(func(f *portal.AccessibilityForm) { f.Concern = fmt.Sprintf("Concern %d about refunds.", i) })
		if i < 3 {
			r.take(r.ines, at, portal.AcknowledgeStep)
		}
		if i == 4 {
			r.take(r.tomas, at, portal.DeliverStep, "text", "Here it is.")
		}
	}
	r.ines.get("/desk/accessibility").must(200, "25 of 29 requests, none overdue.", "To do 29", "Overdue 0", "Waits for them 1", "Anyone’s 29", "Mine 3", "Nobody’s yet 26", "Next page", "Acknowledge: due in 1 business day (Nov 23)")
	r.ines.get("/desk/accessibility?whose=mine").must(200, "3 requests, none overdue.", "You", "Deliver: due in")
	r.ines.get("/desk/accessibility?state=waiting").must(200, "1 request, none overdue.", "Delivered", "Waits for them since Nov 20")
	r.ines.get("/desk/accessibility?state=acknowledged").must(200, "3 requests")
	r.ines.get("/desk/accessibility?format=audio").must(200, "No request fits these filters.")
	r.ines.get("/desk/accessibility?page=%2Fforms%2Fsales-guide&whose=nobodys").must(200, "25 of 26 requests")
	r.ines.get("/desk/accessibility?state=nonsense&whose=theirs&format=hologram&after=x&before=y&page=%ff").must(200, "25 of 29 requests")
}

func TestPagesOfTheQueueLeadOnAndBack(t *testing.T) {
	r := openRoom(t)
	for range 30 {
		r.asks()
	}
	first := r.ines.get("/desk/accessibility").must(200)
	next := linkTo(t, first.body, "after=")
	second := r.ines.get(next).must(200, "5 of 30 requests", "Previous page")
	if strings.Contains(text(second.body), "Next page") {
		t.Error("the last page leads on")
	}
	back := r.ines.get(linkTo(t, second.body, "before=")).must(200, "25 of 30 requests")
	if strings.Contains(text(back.body), "Previous page") {
		t.Error("the first page leads back")
	}
	r.ines.get("/desk/accessibility?after=1795499999999999.2026999999999").must(200, "25 of 30 requests") // beyond the end: from the beginning
}

// linkTo is the first link of a page whose address holds a text.
func linkTo(t *testing.T, body, holds string) string {
	t.Helper()
	for part := range strings.SplitSeq(body, `href="`) {
		address, _, _ := strings.Cut(part, `"`)
		if strings.HasPrefix(address, "/desk") && strings.Contains(address, holds) {
			return strings.ReplaceAll(address, "&amp;", "&")
		}
	}
	t.Fatalf("no link with %q", holds)
	return ""
}

func TestHtmxGetsTheListAndTheNavigationAlone(t *testing.T) {
	r := openRoom(t)
	r.asks()
	part := func(address string) answer {
		request := httptest.NewRequest(GET, address, nil)
		request.Header.Set("HX-Request", "true")
		return r.ines.send(request)
	}
	a := part("/desk/accessibility?state=overdue").must(200, "Nothing is overdue.", "No requests in this list.")
	for _, missing := range []string{"<html", "<h1", "</form>\n</div>\n</header>"} {
		if strings.Contains(a.body, missing) {
			t.Errorf("the part holds %q", missing)
		}
	}
	for _, there := range []string{`id="queue"`, `id="queue-said"`, `id="desk-nav"`, `aria-current="page"`} {
		if !strings.Contains(a.body, there) {
			t.Errorf("the part lacks %q", there)
		}
	}
	if a := part("/desk/accessibility?q=ar+2026+000001"); a.Header().Get("HX-Redirect") != "/desk/accessibility/AR-2026-000001" {
		t.Errorf("a reference leads to %q", a.Header().Get("HX-Redirect"))
	}
}

func TestSearchFindsByReferenceAndByWords(t *testing.T) {
	r := openRoom(t)
	at := r.asks(func(f *portal.AccessibilityForm) { f.Concern = "El folleto de impuestos no se puede leer." })
	r.asks()
	if _, err := r.SettleAccessibility(t.Context(), r.h.requests); err != nil {
		t.Fatal(err)
	}
	if a := r.ines.get("/desk/accessibility?q=ar2026000001"); a.at != at {
		t.Errorf("the reference led to %s", a.at)
	}
	r.ines.get("/desk/accessibility?q=FOLLETO").must(200, "1 request with “FOLLETO”", "AR-2026-000001", "Back to the list")
	r.ines.get("/desk/accessibility?q=AR-2026-000999").must(200, "No request has this reference.")
	r.ines.get("/desk/accessibility?q=rosa.delgado").must(200, "Nothing found.", "sealed and not searched")
	for _, hard := range []string{"%22", "table+OR", "*", "%ff%00", "%E2%80%AEx", strings.Repeat("a+", 3000), "<script>alert(1)</script>", "'; DROP TABLE accounts --"} {
		a := r.ines.get("/desk/accessibility?q=" + strings.ReplaceAll(hard, " ", "+")).must(200)
		if strings.Contains(a.body, "<script>alert") {
			t.Error("a search runs on the page")
		}
	}
}

func TestTheNextOldestDueIsOneKeyAway(t *testing.T) {
	r := openRoom(t)
	r.ines.get("/desk/accessibility/next").must(200, "Nothing of yours waits, and nothing that nobody has.")
	first := r.asks()
	r.Clock.Add(time.Minute)
	second := r.asks()
	r.take(r.tomas, first, portal.AcknowledgeStep)
	if a := r.ines.get("/desk/accessibility/next"); a.at != second {
		t.Errorf("led to %s", a.at)
	}
	if a := r.tomas.get("/desk/accessibility/next"); a.at != first {
		t.Errorf("Tomás was led to %s, not to his own", a.at)
	}
}
