package clinic

import (
	"errors"
	"slices"
)

// A Kind says what an error means to a person.
type Kind int

// The kinds, each with the response that handlers give it.
const (
	Internal        Kind = iota // 500: our fault, the cause is logged
	Invalid                     // 422: the input breaks a rule
	NotFound                    // 404: no such thing in this organization
	Conflict                    // 409: another hand was faster
	Forbidden                   // 403: known, but not allowed
	Unauthenticated             // 401: not signed in
	TooMany                     // 429: wait and try again
	Gone                        // 410: it was here once and is used up
	Unavailable                 // 503: storage is busy or full, try again
	Malformed                   // 400: not a request we can read
	TooLarge                    // 413: more than we read
	BadMethod                   // 405: the address exists, the method does not
	BadType                     // 415: what was sent is no form
)

// A FieldError names the form field that is wrong and says how.
type FieldError struct {
	Field   string
	Message Message
}

// An Error carries a message fit for a page. Cause is for the log only.
type Error struct {
	Kind    Kind
	Message Message
	Fields  []FieldError // what Message is made of, when fields are wrong
	Cause   error
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Message.String() + ": " + e.Cause.Error()
	}
	return e.Message.String()
}

func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an Error of kind k. Its message is shown to people.
func Errorf(k Kind, format string, args ...any) error { return Causef(k, nil, format, args...) }

// Causef is Errorf with a cause for the log.
func Causef(k Kind, cause error, format string, args ...any) error {
	return &Error{Kind: k, Message: Msg(format, args...), Cause: cause}
}

// FieldErrorf makes an Invalid error about one field.
func FieldErrorf(field, format string, args ...any) error {
	return Problems{{field, Msg(format, args...)}}.Err()
}

// KindOf returns the kind of err; anything unknown is Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// MessageOf returns what a person may read about err, and no message when err
// is none of ours.
func MessageOf(err error) Message {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Message
	}
	return Message{}
}

// FieldsOf returns the fields that err names, in the order they were found.
func FieldsOf(err error) []FieldError {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Fields
	}
	return nil
}

// Problems gathers what is wrong with a form, field by field.
type Problems []FieldError

// Add notes that field is wrong. Only the first problem of a field counts.
func (p *Problems) Add(field, format string, args ...any) {
	p.AddErrors(FieldError{field, Msg(format, args...)})
}

// AddErrors notes each of all whose field has no problem yet.
func (p *Problems) AddErrors(all ...FieldError) {
	for _, e := range all {
		if !slices.ContainsFunc(*p, func(f FieldError) bool { return f.Field == e.Field }) {
			*p = append(*p, e)
		}
	}
}

// Note adds what an Invalid error says about fields, and returns nil for it: any other
// error it returns as it is.
func (p *Problems) Note(err error) error {
	if KindOf(err) != Invalid {
		return err
	}
	p.AddErrors(FieldsOf(err)...)
	return nil
}

// Err returns nil when there are no problems, else one Invalid error with all.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	messages := make([]Message, len(p))
	for i, f := range p {
		messages[i] = f.Message
	}
	return &Error{Kind: Invalid, Message: join(messages), Fields: p}
}
