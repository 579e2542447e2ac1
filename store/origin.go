package store

import "context"

// How something reaches the store.
const (
	ViaWeb     = "web"
	ViaCommand = "command"
)

// An Origin is where something is done from, for the audit trail and for counting guesses. The zero one is the
// program itself.
type Origin struct {
	Via     string
	Address string  // of the network, as far as clients are told apart, "" for none
	Device  string  // what the browser is known again by (see DeviceToken), "" for none; in no trail
	Browser Browser // only where somebody can sign in; in no trail
}

type originKey struct{}

// From returns ctx for what is done from o.
func From(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

// originOf returns where what runs in ctx is done from.
func originOf(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin) // the zero one without any
	return o
}
