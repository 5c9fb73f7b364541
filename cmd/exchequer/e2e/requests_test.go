package e2e

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var references = regexp.MustCompile(`AR-\d{4}-\d{6}`)

// askForFormat is a visitor's form, with the fields that scripts rely on.
func askForFormat(concern, contact string) url.Values {
	return url.Values{
		"concern":    {concern},
		"page":       {"/accessibility"},
		"format":     {"large-print"},
		"contact_by": {"email"},
		"contact":    {contact},
		"name":       {"Rosa Delgado"},
	}
}

// driveARequest does what a visitor without a browser could do: send the form, and read the receipt.
func driveARequest(t testing.TB, origin string) (reference string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Timeout: 10 * time.Second, Jar: jar}
	response, err := client.PostForm(origin+"/accessibility/requests", askForFormat("The table on the payments page cannot be read aloud.", "rosa@mail.example"))
	if err != nil {
		t.Fatal(err)
	}
	page := readAll(t, response)
	reference = references.FindString(page)
	if response.StatusCode != http.StatusOK || reference == "" || response.Request.Method != http.MethodGet {
		t.Fatalf("the form led to %s of %s and reference %q:\n%s", response.Status, response.Request.URL, reference, excerpt(page))
	}
	return reference
}

func excerpt(page string) string {
	words := strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " ")), " ")
	return words[:min(len(words), 600)]
}
