package portal

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// saidInTerms maps every sentence of the source about secure messages to the words that say it in version 1.0. The
// source's own words are not repeated: a few that tell the sentence stand for it.
var saidInTerms = []struct {
	text   TermsText
	source string
	says   string
}{
	{TermsOfService, "must agree to use it", "To use secure messages, you must agree to these terms"},
	{TermsOfService, "consent to receive through the platform", "we send you letters, notices, messages and receipts through your account"},
	{TermsOfService, "might no longer receive paper copies", "may then no longer come to you on paper"},
	{TermsOfService, "except those with a legal right to mail", "What the law gives you a right to get by mail still comes by mail"},
	{TermsOfService, "option to receive certain notices in paper form", "you can choose to get certain letters and notices on paper by mail"},
	{TermsOfService, "people separately authorized", "people whom you separately allow to see your records with us may get messages"},
	{TermsOfService, "consent to e-mail notifications at the account's address", "we send e-mails to the e-mail addresses of your account"},
	{TermsOfService, "such as: a notice or communication", "a letter or message from us waits for you"},
	{TermsOfService, "such as: information received", "we received what you sent us"},
	{TermsOfService, "such as: submission successful", "what you submitted through secure messages went through"},
	{TermsOfService, "limited to some communications; check several methods", "Only some of what we have to say to you goes through secure messages"},
	{TermsOfService, "mail, telephone, fax, other electronic", "your mail, your telephone, your fax and other electronic ways"},
	{TermsOfService, "meet responsibilities", "to do what the tax laws ask of you"},
	{TermsOfService, "instructions for opting out", "follow the instructions under **Stop electronic delivery**"},
	{TermsOfService, "notify of changed contact information", "It is up to you to tell us when your contact details change"},
	{TermsOfService, "a different e-mail address", "at another e-mail address"},
	{TermsOfService, "does not communicate any rights", "gives you no rights that you do not have without them"},
	{TermsOfService, "voluntary, optional, may be ended", "voluntary and optional, and may be ended at any time"},
	{TermsOfService, "agree to follow the rules", "You agree to follow the rules of conduct while you use secure messages"},
	{TermsOfService, "terms or rules may change at any time", "We may change these terms, the rules of conduct, or both, at any time"},
	{TermsOfService, "notified at the next logon, review and agree", "The next time you sign in, we tell you and show you what changed"},
	{TermsOfService, "No, I Decline leads to the public site", "choose “No, I decline”. You then come to our public home page"},
	{TermsOfService, "contact the agent, or review again", "You can contact the person here who works with you"},
	{TermsOfService, "nothing is deleted", "Nothing is deleted"},
	{TermsOfService, "violations: no longer allowed", "we may no longer let you use secure messages"},
	{TermsOfService, "an organization may lose access", "may cause the organization or business to lose its access"},
	{TermsOfService, "no waiver of sovereign immunity", "gives up any sovereign immunity of the United States government or of this state"},
	{TermsOfService, "no guarantee of security", "guarantees that data sent electronically is secure"},
	{TermsOfService, "civil damages, 7431", "civil damages under section 7431 of title 26"},
	{TermsOfService, "own costs", "You pay your own costs of using secure messages"},
	{TermsOfService, "internet access", "access to the internet,"},
	{TermsOfService, "data and messaging rates", "data and messages, at your provider’s rates"},
	{TermsOfService, "other costs", "anything else that you need to use secure messages"},
	{TermsOfService, "a revoked authority ends the connection", "your connection to the taxpayer’s account ends"},

	{RulesOfConduct, "certain standards; loss of access", "you may lose your access to secure messages"},
	{RulesOfConduct, "not limited to", "and is not limited to it"},
	{RulesOfConduct, "threats", "threatening messages to anyone who works for us or represents us"},
	{RulesOfConduct, "profanity, harsh language", "Do not swear, and do not use harsh language"},
	{RulesOfConduct, "unrelated issues", "anything that has nothing to do with your case"},
	{RulesOfConduct, "excessive messages", "a large number of messages that are not needed"},
	{RulesOfConduct, "unrequested documents", "Do not upload files that we did not ask for"},
	{RulesOfConduct, "interfering", "Do not interfere with or disrupt secure messages, or our servers, data or networks"},
	{RulesOfConduct, "disregarding requirements", "Do not disregard requirements, procedures, policies or regulations"},
	{RulesOfConduct, "pretending", "Do not pretend to be another person or organization"},
	{RulesOfConduct, "unintended means of access", "in a way that secure messages do not offer you on purpose"},
	{RulesOfConduct, "violates federal law, penalties", "against federal law. It may lead to criminal or civil penalties"},
	{RulesOfConduct, "18 USC 1030", "Section 1030 of title 18"},
	{RulesOfConduct, "26 USC 7213A and 7431", "Sections 7213A and 7431 of title 26"},
	{RulesOfConduct, "privacy policy", "Our privacy policy says how we protect your privacy, which records we keep"},

	// 15 U.S.C. 7001(c)(1)
	{TermsOfService, "(B)(i)(I) right to paper", "You can have a paper copy of anything that we sent you electronically"},
	{TermsOfService, "(B)(i)(II) withdrawing, conditions, consequences, fees", "You can take your agreement back at any time. It is free."},
	{TermsOfService, "(B)(ii) scope", "Your agreement covers everything about your taxes that we can send you this way"},
	{TermsOfService, "(B)(iii) procedures to withdraw and to update contact", "Add the new address under **Security** in your account"},
	{TermsOfService, "(B)(iv) paper copy afterwards, and its fee", "Paper copies are free"},
	{TermsOfService, "(C)(i) hardware and software", "To read and keep what we send you, you need:"},
	{TermsOfService, "(C)(ii) access demonstrated", "you type a word that stands in your electronic copy of these terms"},
	{TermsOfService, "(D) changed requirements", "If what you need changes, so that you might no longer be able to read"},
}

func TestVersionOneSaysEverySentenceOfTheSource(t *testing.T) {
	for _, s := range saidInTerms {
		if !strings.Contains(FirstTerms(s.text)[English], s.says) {
			t.Errorf("%s: “%s” is not said: %q", s.text, s.source, s.says)
		}
	}
}

func TestVersionOneIsWholeInBothLanguages(t *testing.T) {
	for _, text := range TermsTexts {
		words := FirstTerms(text)
		d := TermsDraft{Text: text, Change: MajorChange, EffectiveOn: "2026-11-20", Words: words, Changes: map[Language]string{English: "New.", Spanish: "Nuevo."}}
		if err := d.Check(); err != nil {
			t.Error(err)
		}
		if err := d.Whole(TermsVersion{}, "2026-11-20"); err != nil {
			t.Error(err)
		}
		if strings.Contains(words[Spanish], " tú ") || strings.Contains(words[Spanish], " tu ") || !strings.Contains(words[Spanish], "usted") {
			t.Error("the Spanish text does not say usted")
		}
	}
}

func TestTheWordsOfTheTermsAreTextAndNothingElse(t *testing.T) {
	blocks := TermsBlocks("## A **b**\nFirst line\nsecond\n\n- one\n- **two** and <script>\n\n  ## Spaced\n****\n[a](javascript:x) **odd")
	var got []string
	for _, b := range blocks {
		got = append(got, string(b.Kind)+": "+b.Plain())
	}
	want := []string{"heading: A b", "paragraph: First line second", "item: one", "item: two and <script>", "heading: Spaced", "paragraph:  [a](javascript:x) odd"}
	if !slices.Equal(got[:5], want[:5]) || len(got) != 6 {
		t.Errorf("got %q", got)
	}
	if spans := blocks[3].Spans(); len(spans) != 2 || !spans[0].Strong || spans[1].Strong {
		t.Errorf("spans %+v", spans)
	}
}

func TestADifferenceShowsWhatChangedAndNothingElse(t *testing.T) {
	before := "## Costs\n\nYou pay your own costs of using this.\n\n- internet\n- paper\n\nThe end."
	after := "## Costs\n\nYou pay your own small costs of using this service.\n\n- internet\n- electricity from the wall\n\nSomething wholly new stands here.\n\nThe end."
	diff := TermsDiff(before, after)
	var got []string
	for _, b := range diff {
		line := string(b.Op)
		for _, p := range b.Parts {
			line += " " + string(p.Op) + "(" + p.Text + ")"
		}
		got = append(got, line)
	}
	for _, want := range []string{
		"same same(Costs)",
		"changed same(You pay your own) added(small) same(costs of using) removed(this.) added(this service.)",
		"removed removed(paper)", "added added(electricity from the wall)", "added added(Something wholly new stands here.)", "same same(The end.)",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
	if TermsDiffers(TermsDiff(after, after)) || !TermsDiffers(diff) {
		t.Error("same and different were taken for each other")
	}
}

// Whatever the texts: leaving out what was removed gives the new one, and leaving out what was added the old one.
func TestADifferenceLosesNothing(t *testing.T) {
	words := rapid.SampledFrom([]string{"a", "b", "c", "tax", "return", "\n\n", "\n\n## H ", "\n\n- "})
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string { return strings.Join(rapid.SliceOfN(words, 0, 30).Draw(t, name), " ") }
		before, after := text("before"), text("after")
		var old, now []string
		for _, b := range TermsDiff(before, after) {
			var left, right []string
			for _, p := range b.Parts {
				if p.Op != DiffAdded {
					left = append(left, strings.Fields(p.Text)...)
				}
				if p.Op != DiffRemoved {
					right = append(right, strings.Fields(p.Text)...)
				}
			}
			if b.Op != DiffAdded {
				old = append(old, string(b.Kind)+strings.Join(left, " "))
			}
			if b.Op != DiffRemoved {
				now = append(now, string(b.Kind)+strings.Join(right, " "))
			}
		}
		for name, pair := range map[string][2][]string{"old": {old, flat(before)}, "new": {now, flat(after)}} {
			if !slices.Equal(pair[0], pair[1]) {
				t.Fatalf("the %s text reads %q, not %q", name, pair[0], pair[1])
			}
		}
	})
}

func flat(text string) (lines []string) {
	for _, b := range TermsBlocks(text) {
		lines = append(lines, string(b.Kind)+strings.Join(strings.Fields(b.Plain()), " "))
	}
	return lines
}

func TestAHugeDifferenceStaysSmall(t *testing.T) {
	huge := strings.Repeat("word\n\n", 5000)
	if diff := TermsDiff(huge, "other\n\n"+huge); len(diff) != 5001 || diff[0].Op != DiffAdded || TermsDiffers(diff[1:]) {
		t.Errorf("%d blocks, the first %+v", len(diff), diff[0])
	}
}

func TestTheCheckWordIsOfThePersonAndTheVersions(t *testing.T) {
	seen := map[string]bool{}
	for i := range 40 {
		v := TermsVersion{ID: strings.Repeat("x", i)}
		for _, l := range Languages {
			w := CheckWord("rosa", v, v, l)
			seen[w] = true
			if !CheckWordFits(strings.ToUpper(w)+" ", w) || CheckWordFits("", w) || CheckWordFits(w+"s", w) {
				t.Errorf("%q does not fit itself, or fits too much", w)
			}
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d words", len(seen))
	}
	for language, words := range checkWords {
		if len(words) != 32 {
			t.Errorf("%s has %d words", language, len(words))
		}
	}
}

func TestNumbersOfVersionsAreReadStrictly(t *testing.T) {
	for text, want := range map[string]bool{"1.0": true, "12.3": true, "0.1": false, "1": false, "1.": false, "01.0": false, "1.00": false, "-1.0": false, "1.0.0": false, "99999999.0": false, "1.-1": false} {
		if _, _, ok := ReadTermsNumber(text); ok != want {
			t.Errorf("%q is %v", text, ok)
		}
	}
	v := TermsVersion{Major: 2, Minor: 3}
	if major, minor := v.Next(MajorChange); major != 3 || minor != 0 {
		t.Errorf("%d.%d", major, minor)
	}
	if major, minor := v.Next(MinorChange); major != 2 || minor != 4 {
		t.Errorf("%d.%d", major, minor)
	}
}
