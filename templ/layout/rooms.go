package layout

import (
	"strconv"
	"time"
)

// The rooms, as the body's class names them.
const (
	publicRoom   = "public"
	taxpayerRoom = "taxpayer"
	deskRoom     = "desk"
	sheetRoom    = "sheet" // no room of its own: a page for paper
)

// htmxConfig keeps htmx within the page's policy: only elements with this page's nonce, no style sheet of its own, no
// code in attributes. Going back loads the page as it is now, and an error's page never lands in the middle of another.
const htmxConfig = `{"extensions":"hx-csp","includeIndicatorCSS":false,"history":"reload","noSwap":[204,304,"4xx","5xx"]}`

func seconds(d time.Duration) string { return strconv.Itoa(max(0, int(d.Seconds()))) }
