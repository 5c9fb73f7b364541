package db

import "exchequer/portal"

// Announce lets tests announce something of a kind, as acts of other features do.
func (tx *Tx) Announce(a portal.Account, kind portal.DeliveryKind, notice portal.Notice) (portal.Paper, error) {
	return tx.announce(a, kind, notice)
}

// Remind lets tests remind of something.
func (tx *Tx) Remind(a portal.Account, about string) error { return tx.remind(a, about, "") }

// ReturnToken is the token of an e-mail.
func (d *DB) ReturnToken(mail string) string { return d.keys.returnToken(mail) }
