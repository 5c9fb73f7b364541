// Browsers name few outcomes, and one name stands for several (to a false page they must look alike). What a person
// needs to know is told apart by how long it took: nobody cancels within half a second, and a time-out takes its time.
const quickMs = 500;
const slackMs = 1500;

export function outcome(error, tookMs, timeoutMs = 60000) {
  switch (error.code) {
    case "ERROR_CEREMONY_ABORTED":
      return "cancelled";
    case "ERROR_INVALID_DOMAIN":
    case "ERROR_INVALID_RP_ID":
      return "site";
    case "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED":
      return "twice";
    case "ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT":
      return "pin";
    case "ERROR_AUTHENTICATOR_MISSING_DISCOVERABLE_CREDENTIAL_SUPPORT":
    case "ERROR_AUTHENTICATOR_NO_SUPPORTED_PUBKEYCREDPARAMS_ALG":
    case "ERROR_MALFORMED_PUBKEYCREDPARAMS":
      return "unsupported";
  }
  switch (nameOf(error)) {
    case "NotAllowedError":
      if (tookMs >= timeoutMs - slackMs) return "late";
      return tookMs < quickMs ? "none" : "cancelled";
    case "AbortError":
      return "cancelled";
    case "TimeoutError":
      return "late";
    case "InvalidStateError":
      return "twice";
    case "ConstraintError":
      return "pin";
    case "NotSupportedError":
      return "unsupported";
    case "SecurityError":
      return "site";
    default:
      return "unknown";
  }
}

// The library wraps what the browser threw.
function nameOf(error) {
  return error.cause instanceof Error ? error.cause.name : error.name;
}
