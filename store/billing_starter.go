package store

import "televisit/clinic"

const (
	cms410 = "42 CFR 410.78; CMS MLN901705"
	encore = "Encore's published table"
	verify = "payer-specific: verify"
	common = "common payer practice"
)

// A starterRule is a billing rule of a new org and the rule set it belongs to.
type starterRule struct {
	set string
	clinic.BillingRule
}

// starterRules are the billing rules of a new org by rule set. They become
// rows so that an org can change them without a new program; one that names
// several payer classes becomes as many rows.
var starterRules = []starterRule{
	{"standard", clinic.BillingRule{PayerClass: "medicare", OrgKind: "practice", Modality: clinic.AudioVideo, PatientAt: "home", POS: "10",
		From: "2024-01-01", To: "2027-12-31", Note: "POS 10 pays the non-facility rate", Source: cms410}},
	{"standard", clinic.BillingRule{PayerClass: "medicare", OrgKind: "practice", Modality: clinic.AudioVideo, PatientAt: "elsewhere",
		POS: "02", From: "2024-01-01", To: "2027-12-31", Source: cms410}},
	{"standard", clinic.BillingRule{PayerClass: "medicare", OrgKind: "practice", Modality: clinic.AudioOnly, PatientAt: "home", POS: "10",
		Modifier: "93", From: "2025-01-01", To: "2027-12-31", Note: "record why there was no video, and that the provider could",
		Source: cms410}},
	{"standard", clinic.BillingRule{PayerClass: "medicare", OrgKind: "practice", Modality: clinic.AudioOnly, PatientAt: "elsewhere",
		POS: "02", Modifier: "93", From: "2025-01-01", To: "2027-12-31", Note: "audio-only is for patients at home (42 CFR 410.78(a)(3))",
		Source: cms410}},
	{"standard", clinic.BillingRule{PayerClass: "medicare", OrgKind: "rhc", Modality: clinic.AudioOnly, PatientAt: "any", Modifier: "FQ",
		From: "2025-01-01", To: "2027-12-31", Note: "93 is accepted too", Source: cms410}},
	{"standard", clinic.BillingRule{PayerClass: "medicare", OrgKind: "fqhc", Modality: clinic.AudioOnly, PatientAt: "any", Modifier: "FQ",
		From: "2025-01-01", To: "2027-12-31", Note: "93 is accepted too", Source: cms410}},
	{"standard", clinic.BillingRule{PayerClass: "commercial, other", OrgKind: "any", Modality: clinic.AudioVideo, PatientAt: "home",
		POS: "10", Modifier: "95", Note: verify, Source: common}},
	{"standard", clinic.BillingRule{PayerClass: "commercial, other", OrgKind: "any", Modality: clinic.AudioVideo, PatientAt: "elsewhere",
		POS: "02", Modifier: "95", Note: verify, Source: common}},
	{"standard", clinic.BillingRule{PayerClass: "commercial, other", OrgKind: "any", Modality: clinic.AudioOnly, PatientAt: "home",
		POS: "10", Modifier: "93", Note: verify, Source: common}},
	{"standard", clinic.BillingRule{PayerClass: "commercial, other", OrgKind: "any", Modality: clinic.AudioOnly, PatientAt: "elsewhere",
		POS: "02", Modifier: "93", Note: verify, Source: common}},
	{"standard", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.StoreForward, PatientAt: "any", Modifier: "GQ",
		Note: "Medicare pays GQ only in the Alaska and Hawaii demonstration", Source: cms410}},
	{"standard", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.RemoteMonitoring, PatientAt: "any",
		Note: "monitoring has its own codes: no telehealth POS or modifier", Source: cms410}},
	{"encore", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.AudioVideo, PatientAt: "home", POS: "10",
		Modifier: "95", Source: encore}},
	{"encore", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.AudioVideo, PatientAt: "elsewhere", POS: "02",
		Modifier: "95", Source: encore}},
	{"encore", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.AudioOnly, PatientAt: "home", POS: "10",
		Modifier: "FQ", Source: encore}},
	{"encore", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.AudioOnly, PatientAt: "elsewhere", POS: "02",
		Modifier: "FQ", Source: encore}},
	{"encore", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.StoreForward, PatientAt: "home", POS: "10",
		Modifier: "GQ", Source: encore}},
	{"encore", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.StoreForward, PatientAt: "elsewhere", POS: "02",
		Modifier: "GQ", Source: encore}},
}
