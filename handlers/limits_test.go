package handlers

import (
	"net/http"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
)

func TestWhoIsOverTheLimitIsToldAfterABreath(t *testing.T) {
	h := testHandlersOf(t, dbtest.Open(t, db.SQLite))
	h.RequestLimit = 2
	site, err := h.router()
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{t: t, site: site, cookies: map[string]string{}, address: "198.51.100.20:4711"}
	v.get("/").must(http.StatusOK)
	v.get("/").must(http.StatusOK)
	began := time.Now()
	many := v.get("/").must(http.StatusTooManyRequests, "Too many requests came from your network.")
	if many.Header().Get("Retry-After") == "" {
		t.Error("nobody is told when to come again")
	}
	if took := time.Since(began); took < breath {
		t.Errorf("it was refused after %s", took)
	}
	for range breathing { // so many wait already
		h.breathers <- struct{}{}
	}
	began = time.Now()
	v.get("/").must(http.StatusTooManyRequests)
	if took := time.Since(began); took >= breath {
		t.Errorf("it waited %s with so many", took)
	}
	v.another().get("/").must(http.StatusOK)
}
