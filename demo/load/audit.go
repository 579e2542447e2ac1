package load

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// An auditDetail is what the audit trail says of an action beyond its name.
type auditDetail struct {
	from, to       clinic.Status
	reason, method string
	consent        clinic.ConsentState
	location       string
	text           clinic.ConsentRef
	withdrawn      bool
}

// fields returns what the same action by hand records.
func (d auditDetail) fields() map[string]any {
	switch {
	case d.to != "":
		all := map[string]any{"from": d.from, "to": d.to, "reason": d.reason}
		d.noteConsent(all)
		if d.location != "" {
			all["location"] = d.location
		}
		return all
	case d.consent != "":
		all := map[string]any{"reason": d.reason}
		d.noteConsent(all)
		return all
	case d.reason != "":
		return map[string]any{"reason": d.reason}
	}
	return nil
}

// noteConsent puts into all what was recorded of consent.
func (d auditDetail) noteConsent(all map[string]any) {
	if d.consent == "" {
		return
	}
	all["consent"], all["method"] = d.consent, d.method
	if d.withdrawn {
		all["withdrawn"] = "yes"
	}
	if d.text.Version > 0 {
		all["text"] = fmt.Sprintf("%s %d", d.text.Language, d.text.Version)
	}
}

// OriginOf returns where somebody of the demo works from: most at the practice, some at
// home. The program itself is nowhere.
func OriginOf(user clinic.UserID) store.Origin {
	if user == "" {
		return store.Origin{}
	}
	sum := sha256.Sum256([]byte(user))
	if sum[0]%4 > 0 {
		return store.Origin{Via: store.ViaWeb, Address: "198.51.100.7"}
	}
	return store.Origin{Via: store.ViaWeb, Address: fmt.Sprintf("203.0.113.%d", sum[1])}
}

// SignIns adds to the trail that a member signed in at some instants, the first time after
// a wrong password.
func (o *Org) SignIns(user clinic.UserID, at ...time.Time) {
	for i, t := range at {
		actions := []string{"login.in"}
		if i == 0 {
			actions = []string{"login.failed", "login.in"}
		}
		for _, action := range actions {
			o.trail = append(o.trail, store.AuditRow{ID: store.NewID(), At: t, User: user, Action: action, Entity: "user",
				EntityID: string(user), Detail: "null", Kind: clinic.AuditLogins, Origin: OriginOf(user)})
		}
	}
}

// record adds the audit row of what a did to an entity, unless v wants none.
func (o *Org) record(v Visit, a Action, name, entity, id string, d auditDetail) error {
	if v.NoAudit {
		return nil
	}
	detail, known := o.details[d]
	if !known {
		text, err := json.Marshal(d.fields())
		if err != nil {
			return err
		}
		detail = string(text)
		o.details[d] = detail
	}
	if d.to == clinic.Active { // whoever starts a visit has it before them
		o.trail = append(o.trail, store.AuditRow{ID: store.NewID(), At: a.At, User: a.By, Action: entity + ".read", Entity: entity,
			EntityID: id, Detail: "null", Kind: clinic.AuditReads, Origin: OriginOf(a.By)})
	}
	o.trail = append(o.trail, store.AuditRow{ID: store.NewID(), At: a.At, User: a.By, Action: name, Entity: entity, EntityID: id,
		Detail: detail, Kind: clinic.AuditKindOf(name, entity), Origin: OriginOf(a.By)})
	return nil
}
