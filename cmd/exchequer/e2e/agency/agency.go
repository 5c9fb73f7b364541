// Package agency is a provider of identities for the tests, such as an agency's own sign-in, or one that has checked
// people's IDs: a process of a certified provider of OpenID Connect, and people who sign in at its pages without a screen.
package agency

import (
	"bufio"
	"bytes"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// What this site is to the provider, and the context in which it has checked two factors.
const (
	ClientID      = "exchequer"
	ClientIDES256 = "exchequer-es256" // signs with ES256, and takes the secret in the form
	ClientSecret  = "a-secret-of-the-tests-that-is-long-enough"
	TwoFactors    = "urn:example:two-factors"
	Password      = "urn:example:password"
	IDChecked     = "http://idmanagement.gov/ns/assurance/ial/2"
)

// Provider is the running process.
type Provider struct {
	t      testing.TB
	Issuer string
	back   string
	cmd    *exec.Cmd
}

// Start starts a provider that sends people back to an address of ours, and ends it with the test. Port "0" is any.
func Start(t testing.TB, port, back string) *Provider {
	t.Helper()
	root := "." // of the module: tests run in the folder of their package
	for range 5 {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		root = filepath.Join(root, "..")
	}
	script := filepath.Join(root, "cmd/exchequer/e2e/agency/provider.mjs")
	node, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat(filepath.Join(root, "node_modules/oidc-provider"))
	}
	if err != nil {
		if os.Getenv("EXCHEQUER_TEST_ALL") == "" {
			t.Skipf("no provider of OpenID Connect for the tests: run npm ci (%v)", err)
		}
		t.Fatalf("no provider of OpenID Connect for the tests: run npm ci (%v)", err)
	}
	p := &Provider{t: t, back: back, cmd: exec.Command(node, script, port, back)}
	var complaints bytes.Buffer
	p.cmd.Stderr = &complaints
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if p.Issuer = lines.Text(); strings.HasPrefix(p.Issuer, "http://127.0.0.1:") {
			go io.Copy(io.Discard, out)
			return p
		}
	}
	t.Fatalf("the provider did not start: %s", complaints.String())
	return nil
}

// Port is where it listens, to start another one there.
func (p *Provider) Port() string { return p.Issuer[strings.LastIndexByte(p.Issuer, ':')+1:] }

// Stop ends the process.
func (p *Provider) Stop() {
	if p.cmd.ProcessState == nil {
		p.cmd.Process.Kill()
		p.cmd.Wait()
	}
}

// Check is how well the provider checks people from now on, and what happens to its answers on their way. Without
// anything said it checks two factors at the moment of signing in.
type Check struct {
	Context string   `json:"acr,omitempty"`
	Methods []string `json:"amr,omitempty"`
	Age     int      `json:"age,omitempty"`    // seconds since it checked
	Error   string   `json:"error,omitempty"`  // instead of an answer
	Tamper  string   `json:"tamper,omitempty"` // a name of provider.mjs
	Person  *Claims  `json:"person,omitempty"` // what it says of whoever signs in
	Tells   string   `json:"tells,omitempty"`  // where: "userinfo", or "id_token"
}

// Claims are what a provider knows of a person after it has checked their ID.
type Claims struct {
	Given   string   `json:"given_name,omitempty"`
	Family  string   `json:"family_name,omitempty"`
	Name    string   `json:"name,omitempty"`
	Number  string   `json:"social_security_number,omitempty"`
	Address *Address `json:"address,omitempty"`
}

// Address is one that the provider has checked.
type Address struct {
	Street  string `json:"street_address,omitempty"`
	ZIP     string `json:"postal_code,omitempty"`
	Country string `json:"country,omitempty"`
}

// Set says so to the provider.
func (p *Provider) Set(c Check) {
	p.t.Helper()
	text, err := json.Marshal(c)
	if err != nil {
		p.t.Fatal(err)
	}
	answer, err := http.Post(p.Issuer+"/control", "application/json", bytes.NewReader(text))
	if err != nil {
		p.t.Fatal(err)
	}
	answer.Body.Close()
}

// Person is a browser at the provider, with its cookies there.
type Person struct {
	p      *Provider
	name   string
	client *http.Client
	Signed int // how often the provider asked for a name and a password
}

// Person is someone with this name at the agency.
func (p *Provider) Person(name string) *Person {
	jar, _ := cookiejar.New(nil)
	return &Person{p: p, name: name, client: &http.Client{
		Jar: jar, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

var (
	formOf  = regexp.MustCompile(`(?s)<form[^>]*action="([^"]*)".*?</form>`)
	inputOf = regexp.MustCompile(`<input[^>]*name="([^"]*)"(?:[^>]*value="([^"]*)")?`)
	abortOf = regexp.MustCompile(`href="([^"]*/abort)"`)
)

// Visit goes to the provider, signs in and consents where it is asked, and gives the address that leads back to us.
func (p *Person) Visit(address string) string { p.p.t.Helper(); return p.walk(address, false) }

// Cancel goes there and presses cancel.
func (p *Person) Cancel(address string) string { p.p.t.Helper(); return p.walk(address, true) }

func (p *Person) walk(address string, cancel bool) string {
	t := p.p.t
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, address, nil)
	for range 12 {
		if err != nil {
			t.Fatal(err)
		}
		answer, err := p.client.Do(request)
		if err != nil {
			t.Fatalf("at the provider: %v", err)
		}
		page, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if to, err := answer.Location(); err == nil {
			if strings.HasPrefix(to.String(), p.p.back) {
				return to.String()
			}
			request, _ = http.NewRequest(http.MethodGet, to.String(), nil)
			continue
		}
		request = p.answer(string(page), request.URL, cancel)
	}
	t.Fatal("the provider never led back")
	return ""
}

// answer fills the form of one of the provider's pages in.
func (p *Person) answer(page string, at *url.URL, cancel bool) *http.Request {
	p.p.t.Helper()
	if abort := abortOf.FindStringSubmatch(page); cancel && abort != nil {
		request, _ := http.NewRequest(http.MethodGet, html.UnescapeString(abort[1]), nil)
		return request
	}
	form := formOf.FindStringSubmatch(page)
	if form == nil {
		p.p.t.Fatalf("the provider shows %s: %.900s", at.Path, page)
	}
	values := url.Values{}
	for _, input := range inputOf.FindAllStringSubmatch(form[0], -1) {
		values.Set(input[1], html.UnescapeString(input[2]))
	}
	if values.Has("login") {
		p.Signed++
		values.Set("login", p.name)
		values.Set("password", "anything")
	}
	request, err := http.NewRequest(http.MethodPost, html.UnescapeString(form[1]), strings.NewReader(values.Encode()))
	if err != nil {
		p.p.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return request
}
