package handlers

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"
)

// alive answers while the process lives.
func (h *Handlers) alive(c echo.Context) error { return c.String(http.StatusOK, "alive\n") }

// ready answers while the site can serve.
func (h *Handlers) ready(c echo.Context) error {
	if err := h.db.Ready(ctx(c)); err != nil {
		h.log.Error("not ready", "error", err)
		return c.String(http.StatusServiceUnavailable, "not ready\n")
	}
	return c.String(http.StatusOK, "ready\n")
}

// static serves what the binary carries and the department's own style sheet and logo: precompressed, and for a year since every name has a checksum.
func (h *Handlers) static(c echo.Context) error {
	h.department.Handler().ServeHTTP(c.Response(), c.Request())
	return nil
}

// contentSecurityReport takes a browser's word that a page broke the content security policy. Only the directive is
// logged: addresses in a report may hold what a person typed.
func (h *Handlers) contentSecurityReport(c echo.Context) error {
	var report struct {
		Body struct {
			Directive string `json:"effective-directive"`
		} `json:"csp-report"`
	}
	raw, err := io.ReadAll(io.LimitReader(c.Request().Body, 16<<10))
	if err == nil && json.Unmarshal(raw, &report) == nil && report.Body.Directive != "" {
		directive := report.Body.Directive
		h.log.Warn("a page broke the content security policy", "directive", directive[:min(len(directive), 40)])
	}
	return c.NoContent(http.StatusNoContent)
}
