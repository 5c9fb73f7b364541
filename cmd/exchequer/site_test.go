package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// running is a site that a test opened.
type running struct {
	*site
	stop func() error // as a signal would, and waits
}

// start opens a site of the given pages; settings are environment lines.
func start(t *testing.T, h http.Handler, broken <-chan struct{}, settings ...string) running {
	t.Helper()
	m := &Main{Env: append([]string{"EXCHEQUER_ADDR=127.0.0.1:0", "EXCHEQUER_DATA=" + t.TempDir()}, settings...)}
	c, _, err := m.configure("serve", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := bind(c)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{config: c, log: slog.New(slog.DiscardHandler), listener: listener, handler: h, metrics: newMetrics("sqlite"), broken: broken}
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- s.open(ctx, func() { close(ready) }) }()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatalf("the site did not open: %v", err)
	}
	stop := func() error { cancel(); return <-ended }
	if broken != nil {
		stop = func() error { return <-ended }
	}
	t.Cleanup(cancel)
	return running{s, stop}
}

func pages() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "open") })
}

func get(t *testing.T, client *http.Client, address string) (*http.Response, string) {
	t.Helper()
	response, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return response, string(body)
}

func TestOriginFollowsThePortThatTheSystemChose(t *testing.T) {
	s := start(t, pages(), nil)
	if _, body := get(t, http.DefaultClient, s.config.Origin.String()); body != "open" {
		t.Errorf("answered %q at %s", body, s.config.Origin)
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

func TestClosingLetsRunningRequestsEnd(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	worked := make(chan string, 1)
	s := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(entered)
		<-leave
		io.WriteString(w, "saved")
	}), nil)
	go func() {
		_, body := get(t, http.DefaultClient, s.config.Origin.String())
		worked <- body
	}()
	<-entered
	stopped := make(chan error, 1)
	go func() { stopped <- s.stop() }()
	// The listener closes at once; the request that runs is let go only after that.
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		conn, err := net.Dial("tcp", s.listener.Addr().String())
		if err != nil {
			break
		}
		conn.Close()
		if time.Now().After(deadline) {
			t.Fatal("new connections are still taken")
		}
	}
	close(leave)
	if body := <-worked; body != "saved" {
		t.Errorf("the running request got %q", body)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestWorkOutlivesTheRequestsAndIsWaitedFor(t *testing.T) {
	var order []string
	m := &Main{Env: []string{"EXCHEQUER_ADDR=127.0.0.1:0"}}
	c, _, err := m.configure("serve", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := bind(c)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{config: c, log: slog.New(slog.DiscardHandler), listener: listener, handler: pages(), metrics: newMetrics("sqlite"),
		work: []func(context.Context){func(ctx context.Context) { <-ctx.Done(); order = append(order, "work ended") }}}
	ctx, cancel := context.WithCancel(t.Context())
	if err := s.open(ctx, cancel); err != nil {
		t.Error(err)
	}
	if order = append(order, "site closed"); order[0] != "work ended" {
		t.Errorf("order: %v", order)
	}
}

func TestABrokenDiskClosesTheSiteAndSaysSo(t *testing.T) {
	broken := make(chan struct{})
	s := start(t, pages(), broken)
	close(broken)
	if err := s.stop(); err != errDisk {
		t.Errorf("the site closed with %v", err)
	}
}

func TestATakenAddressIsSaidInASentence(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, err = listen("EXCHEQUER_ADDR", taken.Addr().String())
	if err == nil || !strings.Contains(err.Error(), "something else listens at") {
		t.Errorf("listening at a taken address: %v", err)
	}
}

func TestLargeHeadersAreRefused(t *testing.T) {
	s := start(t, pages(), nil)
	request, _ := http.NewRequest(http.MethodGet, s.config.Origin.String(), nil)
	request.Header.Set("X-Large", strings.Repeat("x", 64<<10))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return // the connection was closed while we still wrote: refused as well
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("answered %s", response.Status)
	}
}

func TestTLSFromFilesWithRedirectAndMetrics(t *testing.T) {
	certificate, key, pool := selfSigned(t)
	plain, figures := freeAddress(t), freeAddress(t)
	s := start(t, pages(), nil, "EXCHEQUER_TLS="+certificate+","+key, "EXCHEQUER_ORIGIN=https://localhost:8443",
		"EXCHEQUER_REDIRECT_ADDR="+plain, "EXCHEQUER_METRICS_ADDR="+figures)
	_, port, _ := net.SplitHostPort(s.listener.Addr().String())
	client := &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: "localhost"}, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, body := get(t, client, "https://127.0.0.1:"+port)
	if body != "open" || response.ProtoMajor != 2 {
		t.Errorf("over TLS: %q by %s", body, response.Proto)
	}
	old := &tls.Config{RootCAs: pool, ServerName: "localhost", MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}
	if conn, err := tls.Dial("tcp", "127.0.0.1:"+port, old); err == nil {
		conn.Close()
		t.Error("TLS 1.1 was spoken")
	}

	request, _ := http.NewRequest(http.MethodGet, "http://"+plain+"/es/accessibility?x=1", nil)
	request.Host = "elsewhere.example"
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if where := response.Header.Get("Location"); response.StatusCode != http.StatusMovedPermanently || where != "https://localhost:8443/es/accessibility?x=1" {
		t.Errorf("plain HTTP: %s to %q", response.Status, where)
	}
	response, err = client.Post("http://"+plain+"/sign-in", "application/x-www-form-urlencoded", strings.NewReader("password=x"))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusForbidden {
		t.Errorf("a form sent in the clear: %s", response.Status)
	}

	if response, body := get(t, client, "http://"+figures+"/metrics"); response.StatusCode != http.StatusOK || !strings.Contains(body, "exchequer_build_info") {
		t.Errorf("metrics: %s %s", response.Status, body)
	}
	if response, _ := get(t, client, "http://"+figures+"/"); response.StatusCode != http.StatusNotFound {
		t.Errorf("the metrics' listener serves more than metrics: %s", response.Status)
	}
}

func TestACMEAnswersForItsOwnNameAlone(t *testing.T) {
	c := &Config{TLS: TLS{Auto: true}, Data: t.TempDir(), Origin: &url.URL{Scheme: "https", Host: "tax.example.gov"}}
	config, _ := encryption(c)
	if config.MinVersion != tls.VersionTLS12 || !strings.Contains(strings.Join(config.NextProtos, " "), "acme-tls/1") {
		t.Errorf("TLS: %+v", config)
	}
	_, err := config.GetCertificate(&tls.ClientHelloInfo{ServerName: "elsewhere.example", SupportedVersions: []uint16{tls.VersionTLS13}})
	if err == nil || !strings.Contains(err.Error(), "not configured") {
		t.Errorf("a certificate for another name: %v", err)
	}
}

func TestMetricsNameRoutesAndNeverInventedMethods(t *testing.T) {
	m := newMetrics("sqlite")
	m.observe(http.MethodGet, "/accessibility", 200, 3*time.Millisecond)
	m.observe(http.MethodGet, "/accessibility", 204, time.Minute)
	m.observe("BREW", "(no route)", 404, time.Microsecond)
	var page strings.Builder
	m.write(&page)
	for _, line := range []string{
		`exchequer_requests_total{route="/accessibility",method="GET",status="2xx"} 2`,
		`exchequer_requests_total{route="(no route)",method="other",status="4xx"} 1`,
		`exchequer_request_seconds_bucket{le="0.001"} 1`,
		`exchequer_request_seconds_bucket{le="0.005"} 2`,
		`exchequer_request_seconds_bucket{le="+Inf"} 3`,
		`exchequer_request_seconds_count 3`,
	} {
		if !strings.Contains(page.String(), line+"\n") {
			t.Errorf("missing %s in:\n%s", line, page.String())
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// selfSigned makes a certificate for localhost, for an hour.
func selfSigned(t *testing.T) (certificateFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	certificateFile, keyFile = filepath.Join(folder, "certificate.pem"), filepath.Join(folder, "key.pem")
	write := func(name, kind string, content []byte) {
		if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(certificateFile, "CERTIFICATE", der)
	write(keyFile, "PRIVATE KEY", keyDER)
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return certificateFile, keyFile, pool
}
