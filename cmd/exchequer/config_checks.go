package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	address "net/mail"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"exchequer/mail"
	"exchequer/portal"
)

// TLS says who ends encryption: a proxy in front ("off"), certificates by ACME, or a pair of files.
type TLS struct {
	Auto              bool
	Certificate, Key  string
	loadedCertificate *tls.Certificate
}

// On reports whether this process speaks TLS itself.
func (t TLS) On() bool { return t.Auto || t.Certificate != "" }

func setAddr(c *Config, value string) (err error) {
	c.Addr, err = listenAddress(value)
	return err
}

func setMetricsAddr(c *Config, value string) (err error) {
	if value != "" {
		c.MetricsAddr, err = listenAddress(value)
	}
	return err
}

func setRedirectAddr(c *Config, value string) (err error) {
	if value != "" {
		c.RedirectAddr, err = listenAddress(value)
	}
	return err
}

func listenAddress(value string) (string, error) {
	host, port, err := net.SplitHostPort(value)
	if err != nil {
		return "", fmt.Errorf("%q is not a host and a port. Write it like 127.0.0.1:8080, or :8080 for every address of this machine.", value)
	}
	if number, err := strconv.ParseUint(port, 10, 16); err != nil || number > 65535 {
		return "", fmt.Errorf("%q has no port number between 0 and 65535 after its colon.", value)
	}
	return net.JoinHostPort(host, port), nil
}

// setOrigin takes what browsers call a secure origin: passkeys and the __Host- cookie work nowhere else.
func setOrigin(c *Config, value string) error {
	if value == "" {
		return nil // compare derives it from the listening address
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return fmt.Errorf("%q is not a web address. Write it like https://tax.example.gov.", value)
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return fmt.Errorf("%q has more than a scheme, a host and a port. Write it like https://tax.example.gov.", value)
	}
	host := strings.ToLower(u.Hostname())
	if _, err := netip.ParseAddr(host); err == nil {
		return fmt.Errorf("%q is a number, and passkeys are bound to a name. Use the name that people type, or http://localhost to try it on this machine.", value)
	}
	if u.Scheme == "http" && host != "localhost" && !strings.HasSuffix(host, ".localhost") {
		return fmt.Errorf("%q is not encrypted, so browsers refuse passkeys there. Use https, or http://localhost to try it on this machine.", value)
	}
	port := u.Port()
	if (u.Scheme == "https" && port == "443") || (u.Scheme == "http" && port == "80") {
		port = "" // browsers leave it out of the origin
	}
	if port != "" {
		host += ":" + port
	}
	c.Origin = &url.URL{Scheme: u.Scheme, Host: host}
	return nil
}

func setData(c *Config, value string) error {
	path, err := filepath.Abs(value)
	if err != nil {
		return fmt.Errorf("%q is not a folder's path: %v.", value, err)
	}
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return fmt.Errorf("%q is a file. Name a folder; it is made when it is not there.", value)
	}
	c.Data = path
	return nil
}

// setDatabaseURL never repeats what was given: it holds a password.
func setDatabaseURL(c *Config, value string) error {
	if value == "" {
		return nil
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return errors.New("it is not a database's address. Write it like postgres://user:password@host:5432/exchequer, or leave it out for SQLite.")
	}
	c.DatabaseURL = value
	return nil
}

func setKeyFile(c *Config, value string) error {
	c.KeyFile = value
	if value == "" {
		c.KeyFile = c.inData("keys.json")
	}
	if info, err := os.Stat(c.KeyFile); err == nil && info.IsDir() {
		return fmt.Errorf("%q is a folder. Name the file; it is made when it is not there.", value)
	}
	return nil
}

// setSMTPURL leaves reading to the mailer, which knows what it can do. Its sentences never hold the password.
func setSMTPURL(c *Config, value string) error {
	if value == "" {
		return nil
	}
	server, err := mail.ParseURL(value)
	if err != nil {
		return errors.New(strings.ReplaceAll(err.Error(), "\n", " "))
	}
	c.SMTP = &server
	return nil
}

// longestBounceUser leaves room for the token: a mail server need not take more than 64 characters before the @.
const longestBounceUser = 64 - len("+") - 42

func setBounceAddress(c *Config, value string) error {
	if value == "" {
		return nil
	}
	address, err := mail.ParseSender(value)
	if err != nil {
		return fmt.Errorf("%q is not one e-mail address. Write it like bounces@revenue.example.gov.", value)
	}
	user, _, _ := strings.Cut(address, "@")
	if len(user) > longestBounceUser || strings.Contains(user, "+") {
		return fmt.Errorf("%q has a longer name than %d characters, or a + in it: we put a token behind a + there.", value, longestBounceUser)
	}
	c.BounceAddress = address
	return nil
}

func setMailFrom(c *Config, value string) error {
	if value == "" {
		return nil
	}
	if _, err := address.ParseAddress(value); err != nil {
		return fmt.Errorf("%q is not an e-mail address. Write it like notices@revenue.example.gov.", value)
	}
	c.MailFrom = value
	return nil
}

func setTLS(c *Config, value string) error {
	certificate, key, pair := strings.Cut(value, ",")
	switch {
	case value == "off":
	case value == "auto":
		c.TLS.Auto = true
	case pair:
		c.TLS.Certificate, c.TLS.Key = strings.TrimSpace(certificate), strings.TrimSpace(key)
		loaded, err := tls.LoadX509KeyPair(c.TLS.Certificate, c.TLS.Key)
		if err != nil {
			return fmt.Errorf("the certificate and its key cannot be used: %v.", err)
		}
		c.TLS.loadedCertificate = &loaded
	default:
		return fmt.Errorf("%q is none of off, auto, and two files as CERTIFICATE,KEY.", value)
	}
	return nil
}

func setTrustedProxies(c *Config, value string) error {
	for _, word := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(word)
		if err != nil {
			address, addressErr := netip.ParseAddr(word)
			if addressErr != nil {
				return fmt.Errorf("%q is neither an address nor a network. Write them like 10.0.0.5, 10.1.0.0/16.", word)
			}
			prefix = netip.PrefixFrom(address, address.BitLen())
		}
		c.TrustedProxies = append(c.TrustedProxies, prefix.Masked())
	}
	return nil
}

// setRequestLimit has Login.gov's number as its default (300 in 300 s).
func setRequestLimit(c *Config, value string) error {
	limit, err := strconv.Atoi(value)
	if err != nil || limit < 0 {
		return fmt.Errorf("%q is not a number of requests. Write a whole number such as 300, or 0 for no limit.", value)
	}
	c.RequestLimit = limit
	return nil
}

// setSignInLimit has Login.gov's number as its default (20 in 60 s).
func setSignInLimit(c *Config, value string) error {
	limit, err := strconv.Atoi(value)
	if err != nil || limit < 0 {
		return fmt.Errorf("%q is not a number of tries. Write a whole number such as 20, or 0 for no limit.", value)
	}
	c.SignInLimit = limit
	return nil
}

// setRefusedPasswords reads the file now: what is wrong in it stops the start, and not the first who chooses a password.
func setRefusedPasswords(c *Config, value string) (err error) {
	if value == "" {
		return nil
	}
	file, err := os.Open(value)
	if err != nil {
		return fmt.Errorf("the file cannot be read: %v.", err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, portal.RefusedPasswordsLargest+1))
	if err != nil {
		return fmt.Errorf("the file cannot be read: %v.", err)
	}
	if c.RefusedPasswords, err = portal.ReadRefusedPasswords(content); err != nil {
		return fmt.Errorf("%s: %w", value, err)
	}
	return nil
}

func setClamd(c *Config, value string) error {
	kind, address, _ := strings.Cut(value, ":")
	switch {
	case value == "":
	case kind == "unix" && filepath.IsAbs(address):
	case kind == "tcp":
		if _, port, err := net.SplitHostPort(address); err != nil || port == "" {
			return fmt.Errorf("%q has no host and port. Write it like tcp:127.0.0.1:3310.", value)
		}
	default:
		return fmt.Errorf("%q is not where clamd listens. Write it like unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310.", value)
	}
	c.Clamd = value
	return nil
}

// compare finds what is wrong between settings that are each right, and fills in what follows from others.
func (c *Config) compare() (problems []string) {
	if c.Origin == nil {
		_, port, _ := net.SplitHostPort(c.Addr) // checked by setAddr
		c.Origin = &url.URL{Scheme: "http", Host: "localhost"}
		if port != "80" {
			c.Origin.Host += ":" + port
		}
	}
	c.values["EXCHEQUER_ORIGIN"] = c.Origin.String()
	c.values["EXCHEQUER_DATA"], c.values["EXCHEQUER_KEY_FILE"] = c.Data, c.KeyFile
	if c.TLS.On() && c.Origin.Scheme != "https" {
		problems = append(problems, fmt.Sprintf("EXCHEQUER_TLS is on, but EXCHEQUER_ORIGIN is %s. Set it to the https address that people type.", c.Origin))
	}
	if !c.TLS.On() && c.RedirectAddr != "" {
		problems = append(problems, "EXCHEQUER_REDIRECT_ADDR is set, but EXCHEQUER_TLS is off. The proxy that ends TLS should send plain HTTP on.")
	}
	if c.SMTP != nil && c.MailFrom == "" {
		problems = append(problems, "EXCHEQUER_SMTP_URL is set, but EXCHEQUER_MAIL_FROM is not. Say whom mail comes from.")
	}
	return append(append(problems, agencyUse.compare(c)...), federatedUse.compare(c)...)
}
