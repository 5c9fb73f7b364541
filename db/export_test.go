package db

// What tests outside look at.
const AccessibilityTallies = accessibilityTallies
