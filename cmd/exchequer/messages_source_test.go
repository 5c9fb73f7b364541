package main

import (
	"strings"
	"testing"
)

// shown is something that secure messages must do, told in a few words of ours, and the tests that show it. What nothing shows
// stands as "open:" with the reason.
type shown struct{ number, says, by string }

// messageSource are the sentences of the source about secure messages, by their numbers in its order; the points of a list are
// numbered below their sentence. What the sentence has people understand or agree to is in the texts that they agree to
// (TestVersionOneSaysEverySentenceOfTheSource); named beside it is what shows that the program does so.
var messageSource = []shown{
	{"1", "what each side can expect is explained", "TestVersionOneSaysEverySentenceOfTheSource TestTermsAreReadByAnyoneInEveryVersionAndLanguage"},
	{"2", "no use without agreeing", "TestNobodyComesBehindTheTermsWithoutAgreeingAndTheWayBackIsKept TestEveryRouteOfSecureMessagesAsksForTheTerms"},
	{"3", "messages come through the site; less paper, but what the law wants on paper", "TestWithoutAgreementEverythingComesOnPaperAndOptingOutTakesOneStep TestVersionOneSaysEverySentenceOfTheSource"},
	{"4", "paper can be chosen", "TestWithoutAgreementEverythingComesOnPaperAndOptingOutTakesOneStep"},
	{"5", "people whom the taxpayer authorised get messages too", "TestWhatARepresentativeWritesStandsUnderTheirNameAndStopsWithTheirAuthority TestARepresentativeSeesWhatTheirAuthorityIsForAndNothingElse"},
	{"6", "e-mail goes to the address of the account", "TestFurtherAddressesAreConfirmedAndTold TestNoNoticeHoldsALinkOrAConfidentialWord"},
	{"7", "three notices by e-mail", "TestNoticesWithinAShortTimeGoInOneEMail TestEveryNoticeHasATemplateAndANameOfItsOwn"},
	{"7.1", "a message has arrived", "TestACaseGoesBackAndForth"},
	{"7.2", "what was sent was received", "TestAMessageIsSentOnceAndCanBeTakenBack"},
	{"7.3", "what was submitted went through", "TestASubmissionIsToldToHaveGoneThroughWhenItsFilesAreKnownToBeClean"},
	{"8", "not all comes this way: other ways stay open", "TestWhoIsSuspendedReadsItBeforeWritingAndStillReadsAndPutsAway TestVersionOneSaysEverySentenceOfTheSource"},
	{"9", "opting out, by instructions of its own", "TestWithoutAgreementEverythingComesOnPaperAndOptingOutTakesOneStep"},
	{"10", "a changed address is the person's to tell", "TestFurtherAddressesOnTheSecurityPage TestAHardBounceTurnsToPaperUntilTheOwnerMendsIt"},
	{"11", "voluntary, without rights, may end", "TestVersionOneSaysEverySentenceOfTheSource TestWithoutAgreementEverythingComesOnPaperAndOptingOutTakesOneStep"},
	{"12", "the rules are agreed to as well", "TestAnAgreementRecordsPersonVersionHashTimeAddressAndSession"},
	{"13", "both texts may change", "TestTermsAreEditedByAdministratorsAndPublishedByASecondPerson"},
	{"14", "a change is told at the next sign-in, and reviewed", "TestTheOfficeWritesProposesAndPublishesTermsAndPeopleSeeWhatChanged TestAFormThatMeetsNewTermsIsKeptUntilTheyAreAgreedTo"},
	{"15", "who declines comes to the public site", "TestDecliningLeadsHomeSaysHowToComeBackAndDeletesNothing"},
	{"16", "and can call, or look again and agree", "TestDecliningLeadsHomeSaysHowToComeBackAndDeletesNothing TestDecliningTakesNothingAwayAndAgreeingLaterBringsAllBack"},
	{"17", "nothing is deleted", "TestNothingIsGoneAfterWhateverPeoplePutAway TestTheDatabaseRefusesToChangeOrDeleteWhatWasWritten"},
	{"18", "who breaks the rules may lose the use of it", "TestConductIsReportedDecidedAndSuspendedFromWriting TestWhoIsSuspendedReadsItBeforeWritingAndStillReadsAndPutsAway"},
	{"19", "one person's acts may cost an organization its access", "TestAnOrganizationIsSuspendedFromWritingByTwoAndItsClientsNever"},
	{"20", "no immunity is given up", "TestVersionOneSaysEverySentenceOfTheSource"},
	{"21", "security is not guaranteed", "TestVersionOneSaysEverySentenceOfTheSource"},
	{"22", "civil damages", "TestVersionOneSaysEverySentenceOfTheSource"},
	{"23", "one's own costs", "TestVersionOneSaysEverySentenceOfTheSource"},
	{"23.1", "internet", "TestVersionOneSaysEverySentenceOfTheSource"},
	{"23.2", "data and messages", "TestVersionOneSaysEverySentenceOfTheSource"},
	{"23.3", "everything else", "TestVersionOneSaysEverySentenceOfTheSource"},
	{"24", "when the taxpayer ends an authority, all access by it ends", "TestAfterEndThisNothingGoesOn TestNoRouteOfACaseIsOpenToAnyoneElse"},
	{"25", "conduct has standards", "TestVersionOneSaysEverySentenceOfTheSource"},
	{"26", "breaking them may cost the access", "TestConductIsReportedDecidedAndSuspendedFromWriting"},
	{"27", "what is not acceptable, among other things", "TestAMessageOfTheDepartmentIsReported TestConductIsReportedDecidedAndSuspendedFromWriting"},
	{"27.1", "threats", "TestConductIsReportedDecidedAndSuspendedFromWriting"},
	{"27.2", "profanity and harsh language", "TestHarshWordsAreWarnedAboutOnce TestHarshWordsAreWarnedOfBeforeTheyAreSentAndNeverDropped"},
	{"27.3", "what has nothing to do with the case", "TestAMessageOfTheDepartmentIsReported"},
	{"27.4", "too many messages", "TestTooManyMessagesInAnHourMeetALimitThatExplainsItself"},
	{"27.5", "files that nobody asked for, or that are not fit", "TestFilesThatLieOrActAreRefusedWithTheReason TestAnInfectedFileHoldsItsMessageBack TestFilesOfADraftHaveLimits"},
	{"27.6", "disturbing the service", "TestFloodOfSignInsIsToldToComeBack TestOddAddressesNeverBreakThePage"},
	{"27.7", "pretending to be someone else", "TestATaxpayerProvesWhoTheyAreByLetter TestWhoOnlyMatchedWritesAndSeesNothingStored"},
	{"27.8", "getting at what is not offered on purpose", "TestNoRouteOfACaseIsOpenToAnyoneElse TestSomeoneElsesCaseIsNotFoundAndLeavesATrace"},
	{"28", "unauthorized use is against the law", "TestVersionOneSaysEverySentenceOfTheSource"},
	{"29", "unauthorized access to a computer", "TestVersionOneSaysEverySentenceOfTheSource"},
	{"30", "unauthorized looks at taxpayers' records", "TestVersionOneSaysEverySentenceOfTheSource TestCasesOfOtherQueuesAskWhyAndOpenToBeRead"},
	{"31", "the privacy policy has the rest", "TestVersionOneSaysEverySentenceOfTheSource"},
}

// messageBehaviours are the numbered behaviours of the design, and its state machines.
var messageBehaviours = []shown{
	{"1", "terms and rules before anything else; a change asks again and shows itself; declining loses nothing", "TestNobodyComesBehindTheTermsWithoutAgreeingAndTheWayBackIsKept TestTheOfficeWritesProposesAndPublishesTermsAndPeopleSeeWhatChanged TestDecliningTakesNothingAwayAndAgreeingLaterBringsAllBack"},
	{"2", "what an agreement records", "TestAnAgreementRecordsPersonVersionHashTimeAddressAndSession TestPublishedTermsAndAnswersCannotBeChangedByHand"},
	{"3", "opting out turns to paper, and history stays", "TestWithoutAgreementEverythingComesOnPaperAndOptingOutTakesOneStep TestNothingIsGoneAfterWhateverPeoplePutAway"},
	{"4", "each kind of letter says which ways it has; what the law wants on paper is printed too", "open: letters of the core system are shown and not issued here yet, so no kind of letter has ways of its own"},
	{"5", "three notices, nothing confidential, elective mail ends with one press", "TestNoNoticeHoldsALinkOrAConfidentialWord TestElectiveMailCanBeEndedWithOnePress TestOnePressUnsubscribesFromAnotherSiteAndTwice TestAMessageThatNobodyReadForAWeekIsRemindedOfOnce TestASubmissionIsToldToHaveGoneThroughWhenItsFilesAreKnownToBeClean"},
	{"6", "addresses are confirmed and told of; a hard bounce turns to paper and warns", "TestFurtherAddressesAreConfirmedAndTold TestTheOtherAddressesAreToldWhenOneDies TestAHardBounceTurnsToPaperUntilTheOwnerMendsIt TestWhoseEMailComesBackIsWarnedAfterSigningInAndCanMendIt"},
	{"7", "a representative as long as the authority lasts, and every act of theirs to read", "TestAfterEndThisNothingGoesOn TestWhatARepresentativeWritesStandsUnderTheirNameAndStopsWithTheirAuthority TestTheTaxpayerReadsEverythingThatARepresentativeDidAndLookedAt TestNothingIsGoneAfterWhateverPeoplePutAway"},
	{"8", "reports, threats at once, a warning of harsh words, a limit, suspensions", "TestAMessageOfTheDepartmentIsReported TestConductIsReportedDecidedAndSuspendedFromWriting TestHarshWordsAreWarnedOfBeforeTheyAreSentAndNeverDropped TestTooManyMessagesInAnHourMeetALimitThatExplainsItself TestAnOrganizationIsSuspendedFromWritingByTwoAndItsClientsNever"},
	{"9", "someone else's thread is not found, and leaves a trace", "TestNoRouteOfACaseIsOpenToAnyoneElse TestSomeoneElsesCaseIsNotFoundAndLeavesATrace"},

	{"case", "new to closed, reopened by a reply, continued in a linked one", "TestACaseGoesBackAndForth TestACaseIsResolvedReopenedPutOffAndClosesByItself TestACaseIsClaimedHandedOverAndMoved TestALinkOfTwoCasesIsUndoneByAnotherRow"},
	{"message", "draft, held, sent, read", "TestAMessageIsSentOnceAndCanBeTakenBack TestAnOlderPageOverwritesNoDraft TestAMessageGoesFromItsFormToItsReceipt"},
	{"file", "uploading to clean, quarantined, rejected, or tried again", "TestAFileComesInPartsAndGoesOnWhereItBrokeOff TestFilesWaitForClamdWhereTheOfficeHasOne TestAnInfectedFileHoldsItsMessageBack TestFilesThatWereReceivedOutlastKills"},
	{"letter", "composed to answered", "open: letters of the core system are shown and not issued here yet; those that prove an address are (TestABatchIsPrintedForAReasonAndMailedOnce)"},
	{"authority", "requested to ended", "TestEveryActOfEveryStatusOfAnAuthority TestAnAuthorityThatIsOverStaysSo TestWhoeverHasNotAnsweredIsRemindedOnceAndThenItLapses"},
}

// TestEverySentenceAboutSecureMessagesIsShownByATestThatExists keeps both tables true when a test is renamed.
func TestEverySentenceAboutSecureMessagesIsShownByATestThatExists(t *testing.T) {
	there := testsThere(t)
	if len(messageSource) != 31+3+3+8 || len(messageBehaviours) != 9+5 {
		t.Errorf("%d sentences and %d behaviours", len(messageSource), len(messageBehaviours))
	}
	for name, table := range map[string][]shown{"sentence": messageSource, "behaviour": messageBehaviours} {
		seen := map[string]bool{}
		for _, s := range table {
			if seen[s.number] || s.says == "" || s.by == "" {
				t.Errorf("%s %s stands there twice, or says nothing", name, s.number)
			}
			seen[s.number] = true
			if reason, open := strings.CutPrefix(s.by, "open: "); open {
				t.Logf("%s %s is open: %s: %s", name, s.number, s.says, reason)
				continue
			}
			for test := range strings.FieldsSeq(s.by) {
				if !there[test] {
					t.Errorf("%s %s is to be shown by %s, which does not exist", name, s.number, test)
				}
			}
		}
	}
}
