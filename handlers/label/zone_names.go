package label

import "strings"

// zonesNamed are the zones that people call by one name, because their clocks show
// the same all year: those of the United States and of clinic.Zones, by the
// metazones of CLDR 48. Where a zone goes by clocks of its own it is called after
// its place, as CLDR has it too.
var zonesNamed = map[string]string{
	"Eastern Time": "America/New_York,America/Detroit,America/Indiana/Indianapolis,America/Kentucky/Louisville," +
		"America/Toronto,America/Kentucky/Monticello,America/Indiana/Vincennes,America/Indiana/Winamac," +
		"America/Indiana/Marengo,America/Indiana/Petersburg,America/Indiana/Vevay",
	"Central Time": "America/Chicago,America/Winnipeg,America/Indiana/Tell_City,America/Indiana/Knox,America/Menominee," +
		"America/North_Dakota/Center,America/North_Dakota/New_Salem,America/North_Dakota/Beulah",
	"Mountain Time":                 "America/Denver,America/Boise,America/Edmonton",
	"Arizona Time":                  "America/Phoenix",
	"Pacific Time":                  "America/Los_Angeles,America/Vancouver,America/Tijuana",
	"Alaska Time":                   "America/Anchorage,America/Juneau,America/Sitka,America/Metlakatla,America/Yakutat,America/Nome",
	"Hawaii Time":                   "Pacific/Honolulu",
	"Hawaii-Aleutian Time":          "America/Adak",
	"Puerto Rico Time":              "America/Puerto_Rico",
	"U.S. Virgin Islands Time":      "America/St_Thomas",
	"Guam Time":                     "Pacific/Guam",
	"Northern Mariana Islands Time": "Pacific/Saipan",
	"American Samoa Time":           "Pacific/Pago_Pago",
	"Atlantic Time":                 "America/Halifax",
	"Newfoundland Time":             "America/St_Johns",
	"Saskatchewan Time":             "America/Regina",
	"Mexico City Time":              "America/Mexico_City",
	"Colombia Time":                 "America/Bogota",
	"Peru Time":                     "America/Lima",
	"Venezuela Time":                "America/Caracas",
	"Chile Time":                    "America/Santiago",
	"Brasilia Time":                 "America/Sao_Paulo",
	"Argentina Time":                "America/Argentina/Buenos_Aires",
	"Azores Time":                   "Atlantic/Azores",
	"United Kingdom Time":           "Europe/London",
	"Ireland Time":                  "Europe/Dublin",
	"Western European Time":         "Europe/Lisbon",
	"Central European Time":         "Europe/Berlin,Europe/Madrid,Europe/Paris,Europe/Rome,Europe/Warsaw",
	"Eastern European Time":         "Europe/Athens,Europe/Helsinki,Europe/Kyiv",
	"Türkiye Time":                  "Europe/Istanbul",
	"Moscow Time":                   "Europe/Moscow",
	"Morocco Time":                  "Africa/Casablanca",
	"West Africa Time":              "Africa/Lagos",
	"Egypt Time":                    "Africa/Cairo",
	"South Africa Time":             "Africa/Johannesburg",
	"East Africa Time":              "Africa/Nairobi",
	"Israel Time":                   "Asia/Jerusalem",
	"Arabian Time":                  "Asia/Riyadh",
	"Gulf Time":                     "Asia/Dubai",
	"Iran Time":                     "Asia/Tehran",
	"Pakistan Time":                 "Asia/Karachi",
	"India Time":                    "Asia/Kolkata",
	"Nepal Time":                    "Asia/Kathmandu",
	"Bangladesh Time":               "Asia/Dhaka",
	"Indochina Time":                "Asia/Bangkok",
	"Western Indonesia Time":        "Asia/Jakarta",
	"China Time":                    "Asia/Shanghai",
	"Hong Kong Time":                "Asia/Hong_Kong",
	"Philippine Time":               "Asia/Manila",
	"Singapore Time":                "Asia/Singapore",
	"Korean Time":                   "Asia/Seoul",
	"Japan Time":                    "Asia/Tokyo",
	"Australian Western Time":       "Australia/Perth",
	"Darwin Time":                   "Australia/Darwin",
	"Australian Central Time":       "Australia/Adelaide",
	"Brisbane Time":                 "Australia/Brisbane",
	"Australian Eastern Time":       "Australia/Sydney",
	"New Zealand Time":              "Pacific/Auckland",
}

// zoneNames are what people call a zone.
var zoneNames = func() map[string]string {
	all := map[string]string{}
	for name, zones := range zonesNamed {
		for zone := range strings.SplitSeq(zones, ",") {
			all[zone] = name
		}
	}
	return all
}()
