package telehealth

import (
	"slices"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/web"
	"televisit/web/ui"
)

// whichField is the name of the field that says which of two instants another one
// means.
func whichField(field string) string { return field + "_which" }

// A typedTime is a field of type datetime-local, and between which instants its time
// can be.
type typedTime struct {
	field        string
	after, until time.Time // zero when it is open on that side
}

// instants returns all that text says by the clocks of zone, and notes in p what is
// wrong with it. Of two, those that cannot be are left out.
func (f typedTime) instants(p *clinic.Problems, text string, zone *time.Location) []time.Time {
	if len(text) != len("YYYY-MM-DDTHH:MM") || text[10] != 'T' || text < "1970" {
		p.Add(f.field, "Enter a date and a time.")
		return nil
	}
	day, err := clinic.ParseDay(text[:10])
	if err == nil {
		_, err = day.At(text[11:], zone)
	}
	if err != nil {
		p.Add(f.field, "%s", clinic.MessageOf(err))
		return nil
	}
	all, _ := day.Instants(text[11:], zone) // it can be read
	can := slices.DeleteFunc(slices.Clone(all), func(t time.Time) bool {
		return !f.after.IsZero() && !t.After(f.after) || !f.until.IsZero() && t.After(f.until)
	})
	if len(can) > 0 {
		return can
	}
	return all[:1]
}

// read returns the instant that r says in f, and notes in p what is wrong with it. In
// an hour that the clocks repeat somebody has to say which is meant.
func (f typedTime) read(r *web.Request, p *clinic.Problems, zone *time.Location) time.Time {
	all := f.instants(p, r.PostFormValue(f.field), zone)
	if len(all) == 0 {
		return time.Time{}
	}
	if len(all) == 1 {
		return all[0]
	}
	chosen := r.PostFormValue(whichField(f.field))
	if i := slices.IndexFunc(all, func(t time.Time) bool { return t.Format(time.RFC3339) == chosen }); i >= 0 {
		return all[i]
	}
	p.Add(whichField(f.field), "The clocks show that time twice in that night. Choose which is meant.")
	return all[0]
}

// whichTime returns the choice between the instants that r can mean by field, nil
// unless somebody has to choose.
func whichTime(r *web.Request, field string, zone *time.Location, cause error) *ui.Choice {
	name := whichField(field)
	why, chosen := r.MessageFor(cause, name), r.PostFormValue(name)
	var unread clinic.Problems
	all := typedTime{field: field}.instants(&unread, r.PostFormValue(field), zone)
	if why == "" && chosen == "" || len(all) < 2 {
		return nil
	}
	c := &ui.Choice{Name: name, Label: r.T("Which of the two"), Required: true, Error: why}
	for i, text := range []string{"%s, the first time", "%s, the second time"} {
		value := all[i].Format(time.RFC3339)
		c.Options = append(c.Options, ui.Option{Value: value, Text: r.T(text, label.LocalTime(r, all[i], zone, "15:04")),
			Selected: value == chosen})
	}
	return c
}
