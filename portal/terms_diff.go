package portal

import (
	"slices"
	"strings"
)

// DiffOp is what became of a piece of text.
type DiffOp string

const (
	DiffSame    DiffOp = "same"
	DiffAdded   DiffOp = "added"
	DiffRemoved DiffOp = "removed"
	DiffChanged DiffOp = "changed" // a block alone: some of its words were added or removed
)

// DiffPart is a run of words with one fate.
type DiffPart struct {
	Op   DiffOp
	Text string
}

// DiffBlock is one block of two versions laid over each other.
type DiffBlock struct {
	Op    DiffOp
	Kind  TermsBlockKind
	Parts []DiffPart
}

// TermsDiff lays a new version over an old one, block by block, and within blocks that are alike word by word. Nothing
// that differs is left out.
func TermsDiff(before, after string) []DiffBlock {
	return diffBlocks(TermsBlocks(before), TermsBlocks(after))
}

// PageDiff is the same for two versions of a page.
func PageDiff(before, after PageWords) []DiffBlock {
	return diffBlocks(pageBlocks(before), pageBlocks(after))
}

func diffBlocks(old, now []TermsBlock) (diff []DiffBlock) {
	var gone, come []TermsBlock
	flush := func() {
		diff = append(diff, pairBlocks(gone, come)...)
		gone, come = nil, nil
	}
	for _, step := range longestCommon(len(old), len(now), func(i, j int) bool { return old[i].Kind == now[j].Kind && old[i].Plain() == now[j].Plain() }) {
		switch {
		case step.a >= 0 && step.b >= 0:
			flush()
			diff = append(diff, DiffBlock{DiffSame, now[step.b].Kind, []DiffPart{{DiffSame, now[step.b].Plain()}}})
		case step.a >= 0:
			gone = append(gone, old[step.a])
		default:
			come = append(come, now[step.b])
		}
	}
	flush()
	return diff
}

// TermsDiffers reports that a difference has anything but sameness.
func TermsDiffers(diff []DiffBlock) bool {
	return slices.ContainsFunc(diff, func(b DiffBlock) bool { return b.Op != DiffSame })
}

// alike is how much two blocks must have in common, in words of the longer one, to be shown as one that was changed.
const alike = 0.5

// pairBlocks matches what went with what came in the same place: blocks that are alike are shown word by word, others
// as removed and added.
func pairBlocks(gone, come []TermsBlock) (diff []DiffBlock) {
	for len(gone) > 0 || len(come) > 0 {
		if len(gone) > 0 && len(come) > 0 && gone[0].Kind == come[0].Kind {
			if gone[0].Plain() == come[0].Plain() { // only where the texts were too long to be compared as a whole
				diff = append(diff, DiffBlock{DiffSame, come[0].Kind, []DiffPart{{DiffSame, come[0].Plain()}}})
				gone, come = gone[1:], come[1:]
				continue
			}
			if parts, share := wordDiff(gone[0].Plain(), come[0].Plain()); share >= alike {
				diff = append(diff, DiffBlock{DiffChanged, come[0].Kind, parts})
				gone, come = gone[1:], come[1:]
				continue
			}
		}
		// Look ahead: an inserted block must not keep the ones behind it from finding their pair.
		switch {
		case len(gone) == 0, len(come) > len(gone):
			diff = append(diff, DiffBlock{DiffAdded, come[0].Kind, []DiffPart{{DiffAdded, come[0].Plain()}}})
			come = come[1:]
		default:
			diff = append(diff, DiffBlock{DiffRemoved, gone[0].Kind, []DiffPart{{DiffRemoved, gone[0].Plain()}}})
			gone = gone[1:]
		}
	}
	return diff
}

// wordDiff lays two texts over each other word by word, and says which share of the longer one is in both.
func wordDiff(before, after string) (parts []DiffPart, share float64) {
	old, now := strings.Fields(before), strings.Fields(after)
	add := func(op DiffOp, word string) {
		if n := len(parts); n > 0 && parts[n-1].Op == op {
			parts[n-1].Text += " " + word
			return
		}
		parts = append(parts, DiffPart{op, word})
	}
	same := 0
	for _, step := range longestCommon(len(old), len(now), func(i, j int) bool { return old[i] == now[j] }) {
		switch {
		case step.a >= 0 && step.b >= 0:
			same++
			add(DiffSame, now[step.b])
		case step.a >= 0:
			add(DiffRemoved, old[step.a])
		default:
			add(DiffAdded, now[step.b])
		}
	}
	if longer := max(len(old), len(now)); longer > 0 {
		share = float64(same) / float64(longer)
	}
	return parts, share
}

// diffStep is one step through two sequences: an element of both, or of one with -1 for the other.
type diffStep struct{ a, b int }

// diffCells bounds the table of longestCommon. Two texts beyond it, thousands of paragraphs each, are shown as one
// removed and one added.
const diffCells = 4 << 20

// longestCommon walks two sequences along their longest common subsequence; what is not in it is removed before it is
// added.
func longestCommon(n, m int, equal func(i, j int) bool) (steps []diffStep) {
	if (n+1)*(m+1) > diffCells {
		for i := range n {
			steps = append(steps, diffStep{i, -1})
		}
		for j := range m {
			steps = append(steps, diffStep{-1, j})
		}
		return steps
	}
	length := make([]int32, (n+1)*(m+1))
	at := func(i, j int) *int32 { return &length[i*(m+1)+j] }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if equal(i, j) {
				*at(i, j) = *at(i+1, j+1) + 1
			} else {
				*at(i, j) = max(*at(i+1, j), *at(i, j+1))
			}
		}
	}
	i, j := 0, 0
	for i < n || j < m {
		switch {
		case i < n && j < m && equal(i, j):
			steps = append(steps, diffStep{i, j})
			i, j = i+1, j+1
		case i < n && (j == m || *at(i+1, j) >= *at(i, j+1)):
			steps = append(steps, diffStep{i, -1})
			i++
		default:
			steps = append(steps, diffStep{-1, j})
			j++
		}
	}
	return steps
}
