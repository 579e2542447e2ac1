package clinic

import (
	"errors"
	"fmt"
	"strings"
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
)

// A FieldError names the form field that is wrong and says how.
type FieldError struct {
	Field, Message string
	saying         Saying
}

// Saying returns what Message was made of.
func (f FieldError) Saying() Saying { return f.saying.or(f.Message) }

// An Error carries a message fit for a page. Cause is for the log only.
type Error struct {
	Kind    Kind
	Message string
	Fields  []FieldError
	Cause   error
	saying  Saying
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Message + ": " + e.Cause.Error()
	}
	return e.Message
}

func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an Error of kind k. Its message is shown to people.
func Errorf(k Kind, format string, args ...any) error { return Causef(k, nil, format, args...) }

// Causef is Errorf with a cause for the log.
func Causef(k Kind, cause error, format string, args ...any) error {
	return &Error{Kind: k, Message: fmt.Sprintf(format, args...), Cause: cause, saying: Saying{format, args}}
}

// KindOf returns the kind of err; anything unknown is Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// MessageOf returns what a person may read about err, and "" when it carries
// no message of ours.
func MessageOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Message
	}
	return ""
}

// SayingOf returns what the message of err was made of.
func SayingOf(err error) Saying {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.saying.or(e.Message)
	}
	return Saying{}
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
	p.Also(FieldError{field, fmt.Sprintf(format, args...), Saying{format, args}})
}

// Also notes what is already said of a field, unless something is.
func (p *Problems) Also(e FieldError) {
	for _, f := range *p {
		if f.Field == e.Field {
			return
		}
	}
	*p = append(*p, e)
}

// Err returns nil when there are no problems, else one Invalid error with all.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	messages := make([]string, len(p))
	for i, f := range p {
		messages[i] = f.Message
	}
	return &Error{Kind: Invalid, Message: strings.Join(messages, " "), Fields: p}
}
