package load

import (
	"encoding/json"

	"televisit/clinic"
	"televisit/store"
)

// An auditDetail is what the audit trail says of an action beyond its name.
type auditDetail struct {
	from, to       clinic.Status
	reason, method string
	consent        clinic.ConsentState
	location       string
}

// fields returns what the same action by hand records.
func (d auditDetail) fields() map[string]any {
	switch {
	case d.to != "":
		all := map[string]any{"from": d.from, "to": d.to, "reason": d.reason}
		if d.consent != "" {
			all["consent"], all["method"] = d.consent, d.method
		}
		if d.location != "" {
			all["location"] = d.location
		}
		return all
	case d.consent != "":
		return map[string]any{"consent": d.consent, "method": d.method, "reason": d.reason}
	case d.reason != "":
		return map[string]any{"reason": d.reason}
	}
	return nil
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
	row := store.AuditRow{ID: store.NewID(), At: a.At, User: a.By, Action: name, Entity: entity, EntityID: id, Detail: detail}
	return o.l.add(o.l.audit, o.id, store.AuditTable.Values(&row))
}
