package handlers

import (
	"strings"
	"testing"

	"exchequer/portal"
)

// saidOnPages is where each sentence of source 001 is answered: the part of it and the sentence's number there, a page, and
// words of ours that say it. What is out of date in it (SSL of 128 bits, the guidelines of 1998) is answered with today's
// meaning. What is a service and not a sentence is tested with the service.
var saidOnPages = []struct{ source, page, says string }{
	{"intro 1-2 a service to the public", "privacy", "runs this site as a service to you"},
	{"intro 3 use of content by other sites", "copyright", "Do not use our reports, data, pictures, texts or logo on another website"},
	{"intro 4 consent of the department", "copyright", "without our written consent"},
	{"intro 5 lawful purposes only", "copyright", "Use this site only for what is lawful"},
	{"intro 6-9 what the statement covers, consent", "privacy", "we handle your data as this page says"},
	{"1.1-2 browsing without a name", "privacy", "You read without a name"},
	{"1.3 statistics", "privacy", "We may keep statistics of visits"},
	{"1.4 IP address", "privacy", "the internet address (IP address)"},
	{"1.5 browser and system", "privacy", "the kind of browser and operating system"},
	{"1.6 date and time", "privacy", "the date and the time"},
	{"1.7 pages and applications", "privacy", "the page or service"},
	{"1.8 referrer", "privacy", "the page from which you came"},
	{"1.9 search words", "privacy", "the words that you typed into our search"},
	{"2.1 nothing is sold", "privacy", "We do not sell it"},
	{"2.2 returns are confidential", "privacy", "It is not a public record"},
	{"2.3 purposes", "privacy", "to carry out the tax laws, to answer questions, and to give help"},
	{"2.4 staff may not disclose", "privacy", "Our staff may not disclose it unless the law says so"},
	{"2.5 designated staff, a secure place", "privacy", "Only people whose work needs it"},
	{"2.6-8 who identifies themselves is answered", "privacy", "We use it to answer you and to deal with what you told us about"},
	{"2.9 no matching with addresses, but for a crime", "privacy", "The one exception is a criminal investigation"},
	{"2.10 what identifies a person", "privacy", "your name, address, phone number and e-mail address"},
	{"2.11 audio, video, graphics", "privacy", "pictures, sound or video"},
	{"2.12-14 the Privacy Act of 1974", "privacy", "the Privacy Act of 1974"},
	{"2.15 penalties for an incomplete return", "privacy", "the law may add a penalty"},
	{"2.16-17 yearly training and review", "privacy", "trained in confidentiality every year"},
	{"2.18 business need", "privacy", "Each look at your records is put on record"},
	{"2.19 physical security", "privacy", "against theft, loss, change and prying eyes"},
	{"2.20 internal reviews", "privacy", "We check our own work"},
	{"3.1-3 nothing sensitive, no tracking", "cookies", "They cannot follow you to other websites"},
	{"3.4-5 kept by the browser until it closes", "cookies", "Until you sign out or close the browser"},
	{"3.6 no programs or viruses", "cookies", "It cannot run anything or carry a virus"},
	{"3.7 read by this server alone", "cookies", "gives it back to this site alone"},
	{"4.1-2 monitoring of traffic", "monitoring", "They look for attempts to upload or change things without permission"},
	{"4.3 punishable", "monitoring", "It can be punished under"},
	{"4.4-9 SSL, today TLS", "privacy", "TLS 1.2 or newer"},
	{"4.10 log out", "privacy", "Sign out when you have finished"},
	{"4.11 programs and staff watch", "monitoring", "Sometimes our technical staff look too"},
	{"4.12-13 consent or leave", "monitoring", "If you do not, leave it now"},
	{"4.14 attempts are prohibited", "monitoring", "To get around the locks of this site, or to try"},
	{"4.17 no attempt to identify who e-mails", "email", "We do not try to find out who sits behind an e-mail"},
	{"4.24 several browsers are tested", "browsers", "with current versions of browsers"},
	{"5.1-2 passwords are told to nobody", "privacy", "tell it to nobody"},
	{"5.5 responsible for their password", "privacy", "You alone can look after it"},
	{"5.6 never asked for", "called", "your user ID or your password"},
	{"5.7-9 what applications ask", "privacy", "names, addresses, phone and fax numbers, Social Security numbers"},
	{"5.10-13 strong encryption", "browsers", "in any browser that can make a private connection"},
	{"6.1-2 elective reminders, automated", "email", "They are sent by a program and hold nothing confidential"},
	{"6.3 unsubscribing (not yet told where one signs in: that comes with the alerts)", "email", "a link that ends it with one click"},
	{"6.5 contact details are needed", "contact", "Without one we cannot reply"},
	{"6.6 other ways", "contact", "In person"},
	{"6.7 addresses are not sold", "email", "We never sell or give away your address"},
	{"6.8 state law on access", "email", "State law says who may see it"},
	{"6.9 why requests are kept", "email", "learn what to improve"},
	{"6.10-12 e-mail is not secure", "email", "Others can read an e-mail on its way"},
	{"6.13-14 treated like mail", "email", "treated like a letter or a call"},
	{"7.1-4 never asked by phone or e-mail", "called", "your full Social Security number"},
	{"7.5 give nothing when not convinced", "called", "Give nothing"},
	{"7.6-11 what to collect", "called", "their job title"},
	{"7.12 report at once", "called", "Do it at once"},
	{"accessibility 8-10 note concern, format, address, contact", "another-format", "the format you prefer"},
	{"accessibility 11-12 hard copies", "another-format", "Hard copies of everything you can download"},
	{"links 1-2 no endorsement", "links", "A link is not a recommendation"},
	{"links 3 their terms apply", "links", "Their terms and their privacy rules apply"},
	{"software 1 approved list", "links", "software that we have approved"},
	{"software 2 no endorsement", "links", "We do not recommend or vouch for"},
	{"software 3 free or paid", "links", "Some is free for people up to a certain income"},
	{"software 4 read their policies", "links", "read how it protects your data"},
	{"disclaimer 1 no advice", "disclaimer", "Nothing here is legal, business or other advice"},
	{"disclaimer 2 access to public information", "disclaimer", "quick access to public information"},
	{"disclaimer 3 mistakes happen", "disclaimer", "People and machines make mistakes"},
	{"disclaimer 4 no warranty", "disclaimer", "give no warranty"},
	{"disclaimer 5 at one's own risk", "disclaimer", "at their own risk"},
	{"IAT 1 OFAC", "foreign-payments", "Office of Foreign Assets Control"},
	{"IAT 2 NACHA rules", "foreign-payments", "NACHA for international ACH transactions"},
	{"IAT 3-4 no foreign accounts, other ways", "foreign-payments", "Our payment services cannot take IAT payments"},
	{"questions 1 phone and fax", "privacy", "send a fax to"},
	{"questions 2-3 purpose of the site", "privacy", "to let them file, pay, write to us, get reminders"},
	{"questions 4 changes without notice", "privacy", "We may change this policy without telling you first"},
}

func TestThePagesSayEverySentenceOfTheSource(t *testing.T) {
	h := testHandlers(t)
	drawn := h.shelf(t.Context()).drawn[portal.English]
	for _, s := range saidOnPages {
		page, known := drawn[s.page]
		if !known || !strings.Contains(page.Doc.Plain, s.says) {
			t.Errorf("%s: the page %s does not say %q", s.source, s.page, s.says)
		}
	}
}
