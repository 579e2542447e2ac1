// Package store keeps the practice in SQL: what is asked and saved, noun by
// noun. How SQL is run is store/db's.
//
// What belongs to an organization is reached through an Org, and an Org comes
// from an Actor, which only this package makes. So no caller can forget which
// organization it works in or which permission a thing needs. Methods of Store
// whose names begin with Unscoped are the exceptions; they serve sign-in,
// set-up and the command line.
package store
