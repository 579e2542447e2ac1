package label

import "televisit/clinic"

// SingleSignOn is where a practice sets up its identity provider.
const SingleSignOn = "/settings/single-sign-on"

// SignOnFaults say to somebody who came from an identity provider why they are not let in.
var SignOnFaults = map[clinic.SignOnFault]string{
	clinic.SignOnDeclined:    "The sign-in service did not let you in, or you went back.",
	clinic.SignOnUnreachable: "The sign-in service cannot be reached right now. Try again in a moment, or use your password.",
	clinic.SignOnUnproved:    "The answer of the sign-in service does not hold, so you are not let in. If it stays so, tell an administrator.",
	clinic.SignOnExpired:     "The answer of the sign-in service is out of date. Its clock or ours may be wrong: tell an administrator.",
	clinic.SignOnNoEmail:     "The sign-in service does not confirm an email address of yours. Ask whoever runs it to do so.",
	clinic.SignOnDomain:      "Your email address there is of a domain that is not accepted here. Ask an administrator.",
	clinic.SignOnStranger:    "There is no account for you here. Ask an administrator to invite the email address that you have there.",
	clinic.SignOnOther:       "So far you came from there as somebody else. Ask an administrator to unlink that (Settings, Single sign-on).",
	clinic.SignOnFactor:      "A second factor is demanded here, and the sign-in service did not say that it asked. Use your password.",
}

// SignOnFaultNames are what the audit trail calls them.
var SignOnFaultNames = map[string]string{
	string(clinic.SignOnDeclined):    "the person, or the identity provider, said no",
	string(clinic.SignOnUnreachable): "the identity provider could not be reached",
	string(clinic.SignOnUnproved):    "the answer did not hold",
	string(clinic.SignOnExpired):     "the answer was out of date",
	string(clinic.SignOnNoEmail):     "no confirmed email address",
	string(clinic.SignOnDomain):      "an address of another domain",
	string(clinic.SignOnStranger):    "no member has the address",
	string(clinic.SignOnOther):       "known there as somebody else",
	string(clinic.SignOnFactor):      "no second factor",
}
