package views

import (
	"exchequer/portal"
	"exchequer/templ/ui"
)

// FileCheckNotices say what is wrong with the checking of files as a whole, beside what is wrong with the mail.
func FileCheckNotices(p Page, c portal.FileChecks, configured bool) (notices []MailNotice) {
	switch {
	case !configured:
		notices = append(notices, MailNotice{ui.Info, "No virus scanner is set up",
			"Files are looked through by the built-in checks alone: kind, macros, active PDFs, bombs. Viruses that only a scanner knows are not found until the operator names one (EXCHEQUER_CLAMD) and starts Exchequer again. It then checks the files of before, too."})
	case c.Failed > 0:
		notices = append(notices, MailNotice{ui.Danger, "The virus scanner does not check every file",
			plural(c.Failed, "1 file could not be checked", "%d files could not be checked") + ", which does not make it clean: nobody can open what was not checked. We try again every 10 minutes. Latest, " +
				p.ShortDateTime(c.FailedAt) + ": " + c.Why + "."})
	}
	if configured && c.Waiting > 0 {
		notices = append(notices, MailNotice{ui.Info, plural(c.Waiting, "1 file waits for the virus scanner", "%d files wait for the virus scanner"), "Nobody can open a file before it was checked."})
	}
	if c.Quarantined > 0 {
		notices = append(notices, MailNotice{ui.Warning, plural(c.Quarantined, "A virus was found in 1 file", "Viruses were found in %d files"),
			"Such a file is locked away and given to nobody. The audit trail names it, and what was found."})
	}
	return notices
}
