package layout

import (
	"strconv"
	"time"
)

// The three rooms, as the body's class names them.
const (
	publicRoom   = "public"
	taxpayerRoom = "taxpayer"
	deskRoom     = "desk"
)

// htmxConfig keeps htmx within the page's policy: only elements with this page's nonce, no style sheet of its own, no
// code in attributes.
const htmxConfig = `extensions:"hx-csp",includeIndicatorCSS:false`

func seconds(d time.Duration) string { return strconv.Itoa(max(0, int(d.Seconds()))) }
