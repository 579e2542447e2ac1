package db

import "context"

type traceKey struct{}

// Traced returns ctx in which each statement is told to do before it runs, perhaps on
// another goroutine.
func Traced(ctx context.Context, do func(query string)) context.Context {
	return context.WithValue(ctx, traceKey{}, do)
}

func trace(ctx context.Context, query string) {
	if do, ok := ctx.Value(traceKey{}).(func(string)); ok {
		do(query)
	}
}
