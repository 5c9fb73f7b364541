package portal

import "slices"

// AccessibilityFilter is which requests a list holds. Empty parts hold none back.
type AccessibilityFilter struct {
	QueueFilter
	Format AccessibilityFormat
	Page   string // a page's normal address
}

// Clean drops what no list understands, as an old bookmark or a typed address may bring.
func (f AccessibilityFilter) Clean() AccessibilityFilter {
	statuses := make([]string, len(AccessibilityStatuses))
	for i, s := range AccessibilityStatuses {
		statuses[i] = string(s)
	}
	f.QueueFilter = f.QueueFilter.Clean(statuses...)
	if !slices.Contains(AccessibilityFormats, f.Format) {
		f.Format = ""
	}
	if clean, problem := CleanText(f.Page, 300, false); problem == nil {
		f.Page = clean
	} else {
		f.Page = ""
	}
	return f
}

// Mark is the request's place in its list.
func (r AccessibilityRequest) Mark() *QueueMark { return &QueueMark{r.Place, int64(r.Number)} }
