// The desk: htmx under the page's policy, and single keys for what is done a hundred times a day. The order of the
// first two matters: the extension registers itself with the htmx before it.
import "htmx.org";
import "htmx.org/dist/ext/hx-csp.js";
import { keys } from "./desk/keys.js";
import { live } from "./desk/live.js";
import { parts } from "./desk/parts.js";

keys(document);
parts(document);
live(document);
