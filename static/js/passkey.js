// The pages of signing in: passkeys, and help with typing a password. Every sentence stands in the page; scripts only
// choose which one fits.
import { passkeys } from "./passkey/ceremony.js";
import { autofill } from "./passkey/autofill.js";
import { showButtons, strengthHints } from "./passkey/password.js";

showButtons(document);
strengthHints(document);
passkeys(document);
autofill(document);
