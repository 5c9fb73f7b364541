package db

import (
	"cmp"
	"context"
	"crypto/pbkdf2"
	"crypto/sha256"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"exchequer/portal"
)

// hashing lets every core but one work on a hash at a time. A hash takes a sixth of a second by design: without the
// queue, a flood of sign-ins would leave no core to whoever only wants to read a page. With two cores and one at it, a
// page takes as long as without the flood; with both, eight times as long (make bench).
type hashing struct {
	turns        chan struct{}
	waiting      atomic.Int32
	passwordWork int // iterations of a new password
	codeWork     int // iterations of a new code
}

const (
	hashPatience = 5 * time.Second
	hashQueue    = 64 // for each core: more could not have their turn within the patience anyway
	saltLength   = 16 // bytes (NIST SP 800-132)
	hashLength   = 32 // bytes
)

func newHashing(work int) *hashing {
	h := &hashing{
		turns:        make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)),
		passwordWork: cmp.Or(work, portal.PasswordIterations),
		codeWork:     portal.CodeIterations,
	}
	h.codeWork = min(h.codeWork, h.passwordWork)
	return h
}

// turn waits for a core. Who has waited too long is told to come back; nothing of theirs was tried.
func (h *hashing) turn(ctx context.Context) (done func(), err error) {
	busy := portal.Refuse(portal.Unavailable, "Many people are signing in just now. Wait a few seconds, then try again.")
	busy.RetryAfter = hashPatience
	if h.waiting.Add(1) > int32(hashQueue*cap(h.turns)) {
		h.waiting.Add(-1)
		return nil, busy
	}
	defer h.waiting.Add(-1)
	patience := time.NewTimer(hashPatience)
	defer patience.Stop()
	select {
	case h.turns <- struct{}{}:
		return func() { <-h.turns }, nil
	case <-patience.C:
		return nil, busy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hash is PBKDF2-HMAC-SHA-256, done when it is this request's turn.
func (h *hashing) hash(ctx context.Context, secret string, salt []byte, iterations int) ([]byte, error) {
	hashes, err := h.hashAll(ctx, []string{secret}, salt, iterations)
	if err != nil {
		return nil, err
	}
	return hashes[0], nil
}

// hashAll hashes several secrets in one turn.
func (h *hashing) hashAll(ctx context.Context, secrets []string, salt []byte, iterations int) ([][]byte, error) {
	done, err := h.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	hashes := make([][]byte, len(secrets))
	for i, secret := range secrets {
		if hashes[i], err = pbkdf2.Key(sha256.New, secret, salt, iterations, hashLength); err != nil {
			return nil, fmt.Errorf("hash: %w", err)
		}
	}
	return hashes, nil
}

// hashCode hashes a code of a card or a recovery sheet. Codes are short, so they are first keyed from outside the
// database: whoever steals the database alone cannot try the hundred million numbers of a card.
func (d *DB) hashCode(ctx context.Context, kind portal.CodeKind, code string, salt []byte, iterations int) ([]byte, error) {
	return d.hashing.hash(ctx, d.codeSecret(kind, code), salt, iterations)
}

func (d *DB) codeSecret(kind portal.CodeKind, code string) string {
	return string(d.keys.Find("code "+string(kind), code))
}

// tokenHash is how tokens of 32 random bytes are kept: those need no salt and no work.
func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
