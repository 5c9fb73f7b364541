package main

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// asvs maps the requirements of OWASP ASVS 5.0 on authentication (V6) and sessions (V7), levels 1 and 2, by their numbers
// to the tests that show them. A word in parentheses says why one does not apply here, or what is still open.
var asvs = map[string]string{
	"6.1.1": "TestWrongPasswordsSlowDownAndThenCloseTheDay TestTwentySignInsAMinuteFromAnAddress",
	"6.1.2": "TestPasswordsAreRefusedWithTheirReason",
	"6.1.3": "TestEveryFormIsTried TestStaffRoutesRefuseEveryoneElse",

	"6.2.1":  "TestPasswordsAreRefusedWithTheirReason",
	"6.2.2":  "TestPasswordIsChangedWithTheCurrentOne",
	"6.2.3":  "TestPasswordIsChangedWithTheCurrentOne",
	"6.2.4":  "TestCommonPasswordListIsThere TestPasswordsOfTheOperatorAreRefusedLikeCommonOnes",
	"6.2.5":  "TestGoodPasswordsAreTaken",
	"6.2.6":  "TestPasswordFieldsHideWhatIsTypedAndTakeWhatIsPasted",
	"6.2.7":  "TestPasswordFieldsHideWhatIsTypedAndTakeWhatIsPasted",
	"6.2.8":  "TestLengthIsCountedInCodePoints TestGoodPasswordsAreTaken",
	"6.2.9":  "TestGoodPasswordsAreTaken",
	"6.2.10": "(passwords have no age: nothing asks for a new one)",
	"6.2.11": "TestPasswordsAreRefusedWithTheirReason",

	"6.3.1": "TestWrongPasswordsSlowDownAndThenCloseTheDay TestFiftyWrongPasswordsFromOneAddressCloseItForTheAccount TestFloodOfSignInsIsToldToComeBack",
	"6.3.2": "TestSetupCannotSkipAStep",
	"6.3.3": "TestSetupCannotSkipAStep TestForgottenPasswordNeedsTheSecondStep TestRecoveryAtTheCounterTakesTwoPeopleALinkAndAPaper",

	"6.4.1": "TestLinksEndAndNewerOnesReplaceThem TestOfManyParallelOpeningsOfALinkOneWins",
	"6.4.2": "(there are no hints and no questions)",
	"6.4.3": "TestForgottenPasswordNeedsTheSecondStep TestNewPasswordNeedsTheLinkAndAnAuthenticator",
	"6.4.4": "TestRecoveryWithoutAnyAuthenticatorWaitsADay TestRecoveryAtTheCounterTakesTwoPeopleALinkAndAPaper",

	"6.5.1": "TestOfManyParallelUsesOfACodeOneWins TestOfManyParallelUsesOfAnAppCodeOneWins",
	"6.5.2": "TestTokensAndCodesStandNowhereInTheDatabase",
	"6.5.3": "TestCodesSayWhenThereIsNoRandomness TestFewCodesAreDrawnAgain",
	"6.5.4": "TestCardCodesAreEightDigits",
	"6.5.5": "TestAppCodeMayBeOneStepOffAndWorksOnce",

	"6.6.1": "(no telephone network is used)",
	"6.6.2": "(no out-of-band authentication)",
	"6.6.3": "(no out-of-band authentication)",

	"6.8.1": "TestAnAgencyIdentityIsItsIssuerAndItsSubject",
	"6.8.2": "TestNothingOfTheAgencyThatCannotBeBelievedLetsAnyoneIn",
	"6.8.3": "(no SAML)",
	"6.8.4": "TestNothingOfTheAgencyThatCannotBeBelievedLetsAnyoneIn TestAnIdentityIsTakenOnlyWhenItWasCheckedWellAndLately",

	"7.1.1": "TestSessionDeadlines",
	"7.1.2": "(sessions at once are not limited: the README says so, and the security page shows each)",
	"7.1.3": "(the README says how a session here and one at the agency go together)",
	"7.2.1": "TestSessionCookieIsOpaqueAndChangesWithEachStep",
	"7.2.2": "TestSessionCookieIsOpaqueAndChangesWithEachStep",
	"7.2.3": "TestSessionCookieIsOpaqueAndChangesWithEachStep",
	"7.2.4": "TestSessionCookieIsOpaqueAndChangesWithEachStep TestStepUpWithACodeMakesTheSessionFresh",
	"7.3.1": "TestSessionsEndByIdlingAndInTheEndAnyway",
	"7.3.2": "TestSessionsEndByIdlingAndInTheEndAnyway",
	"7.4.1": "TestSignOutEndsTheSessionAndCleansTheBrowser",
	"7.4.2": "TestSuspendingEndsSessionsAndIsLiftedForAReason TestOwnerChoosesNameAndLanguageAndCloses",
	"7.4.3": "TestPasswordIsChangedWithTheCurrentOne TestSignOutHereAndEverywhere",
	"7.4.4": "TestEveryPageOfSomeoneSignedInSignsOut",
	"7.4.5": "TestAdministratorChangesRolesAndSuspends TestTheOperatorClosesAnAccountAndOpensItAgain",
	"7.5.1": "TestBindingAPasskeyNeedsAFreshSignIn TestFurtherAddressesAreConfirmedAndTold",
	"7.5.2": "TestSecurityPageChangesKeysAndSessions",
	"7.6.1": "TestTheSessionIsAsFreshAsTheAgencysCheck TestAnIdentityIsTakenOnlyWhenItWasCheckedWellAndLately", "7.6.2": "TestStaffSignInWithTheirAgency",
}

// TestRequirementsOfASVSAreShownByTestsThatExist keeps the table true when a test is renamed.
func TestRequirementsOfASVSAreShownByTestsThatExist(t *testing.T) {
	there := testsThere(t)
	if len(asvs) < 45 {
		t.Errorf("only %d requirements", len(asvs))
	}
	for number, shown := range asvs {
		if strings.HasPrefix(shown, "(") {
			continue
		}
		for _, test := range strings.Fields(shown) {
			if !there[test] {
				t.Errorf("%s is to be shown by %s, which does not exist", number, test)
			}
		}
	}
}

// testsThere are the names of all tests.
func testsThere(t *testing.T) map[string]bool {
	t.Helper()
	there := map[string]bool{}
	name := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == "node_modules" {
			return cmp.Or(err, fs.SkipDir)
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		for _, found := range name.FindAllStringSubmatch(string(source), -1) {
			there[found[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return there
}
