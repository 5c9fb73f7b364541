package db

// SealedTables lets a test compare the list with the schema.
var SealedTables = sealedTables
