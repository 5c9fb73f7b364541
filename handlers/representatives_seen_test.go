package handlers

import (
	"net/url"
	"strings"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// Whatever a representative does or looks at stands in the taxpayer's list, and what the taxpayer does never.
func TestTheTaxpayerReadsEverythingThatARepresentativeDidAndLookedAt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		n, page := refund(t, c)
		beatriz := o.Enrol(t, dbtest.Beatriz)
		id, rosas := c.Represent(t, beatriz, dbtest.InEverything)
		v, rosa := at(t, c, beatriz), at(t, c, c.Rosa)
		acts := func() (all []portal.RepresentativeAct) {
			t.Helper()
			all, err := o.RepresentativeActs(t.Context(), c.Rosa.Actor, rosas, id, "")
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		newMatter := draftForm(v, "/messages/new", url.Values{"topic": {"income"}, "subject": {"Her records"}, "body": {"For Rosa."}, "do": {"save"}})
		answer := draftForm(v, page, url.Values{"body": {"I answer for her."}, "do": {"save"}})
		toSend := url.Values{"do": {"send"}}
		for name, value := range answer {
			if name != "do" {
				toSend[name] = value
			}
		}
		for _, one := range []struct {
			what      portal.RepresentativeDid
			reference string
			do        func()
		}{
			{portal.DidList, "", func() { v.get("/messages").must(200, "Refund") }},
			{portal.DidList, "", func() { v.get("/messages?list=archive").must(200) }},
			{portal.DidSearch, "", func() { v.get("/messages?q=refund").must(200) }},
			{portal.DidRead, n.String(), func() { v.get(page).must(200, "we do not know either") }},
			{portal.DidRead, n.String(), func() { v.get(page).must(200, "we do not know either") }}, // each time
			{portal.DidRead, n.String(), func() { v.get(page+"/receipts/1").must(200, "What you wrote") }},
			{portal.DidRead, n.String(), func() { v.get(page + "/reports/new?message=2").must(200) }},
			{portal.DidReport, n.String(), func() { v.postOnly(page+"/reports", "message", "2", "ground", "language") }},
			{portal.DidPrint, n.String(), func() { v.get(page + "/copy.pdf").must(200) }},
			{portal.DidPrint, n.String(), func() { v.get(page + "/copy.zip").must(200) }},
			{portal.DidDraft, n.String(), func() { v.postOnly(page+"/drafts", flat(answer)...) }},
			{portal.DidDraft, "", func() { v.postOnly("/messages/drafts", flat(newMatter)...) }},
			{portal.DidAttach, n.String(), func() { v.send(filesForm(v, "/messages/drafts/"+answer.Get("draft")+"/files", "w2.txt", "Wages")) }},
			{portal.DidAttach, "", func() { v.send(filesForm(v, "/messages/drafts/"+newMatter.Get("draft")+"/files", "form.txt", "Wages")) }},
			{portal.DidWrite, n.String(), func() {
				v.postOnly(page+"/drafts", flat(toSend)...)
				pass(t, c)
			}},
			{portal.DidArchive, n.String(), func() { v.postOnly(page+"/archive", "archived", "yes") }},
			{portal.DidArchive, n.String(), func() { v.postOnly(page+"/archive", "archived", "no") }},
		} {
			before := len(acts())
			one.do()
			all := acts()
			if len(all) != before+1 || all[0].What != one.what || all[0].Reference != one.reference || all[0].Name != beatriz.Name {
				t.Errorf("%s %s: %d acts before, %d after, the last is %+v", one.what, one.reference, before, len(all), all[0])
			}
		}
		rosa.get("/representatives/acts").must(200, "Searched your messages", "Reported a message", "Printed or downloaded a case", "Wrote a draft", "Added a file", "Sent a message", "Moved a case to the archive, or back")
		rosa.get("/es/representatives/acts").must(200, "Denunció un mensaje")
		before := len(acts())
		rosa.get("/messages").must(200)
		rosa.get(page).must(200)
		rosa.get(page + "/copy.pdf").must(200)
		if len(acts()) != before {
			t.Error("what the taxpayer did stands among what was done for her")
		}
		if strings.Contains(rosa.get("/representatives/acts").body, "I answer for her.") {
			t.Error("what was written stands in the list")
		}
	})
}
