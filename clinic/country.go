package clinic

import "strings"

// UnitedStates is the country code of the United States.
const UnitedStates = "US"

// countryZones are the zones of a country, by its code in ISO 3166, as the file
// zone.tab of the tz database has them: all of the United States with its
// territories, and of the others those in Zones.
var countryZones = map[string]string{
	UnitedStates: "America/New_York,America/Chicago,America/Denver,America/Phoenix,America/Los_Angeles,America/Anchorage," +
		"Pacific/Honolulu,America/Boise,America/Detroit,America/Indiana/Indianapolis,America/Kentucky/Louisville," +
		"America/Adak,America/Kentucky/Monticello,America/Indiana/Vincennes,America/Indiana/Winamac," +
		"America/Indiana/Marengo,America/Indiana/Petersburg,America/Indiana/Vevay,America/Indiana/Tell_City," +
		"America/Indiana/Knox,America/Menominee,America/North_Dakota/Center,America/North_Dakota/New_Salem," +
		"America/North_Dakota/Beulah,America/Juneau,America/Sitka,America/Metlakatla,America/Yakutat,America/Nome," +
		"America/Puerto_Rico,America/St_Thomas,Pacific/Guam,Pacific/Saipan,Pacific/Pago_Pago",
	"AE": "Asia/Dubai",
	"AR": "America/Argentina/Buenos_Aires",
	"AU": "Australia/Perth,Australia/Darwin,Australia/Adelaide,Australia/Brisbane,Australia/Sydney",
	"BD": "Asia/Dhaka",
	"BR": "America/Sao_Paulo",
	"CA": "America/Halifax,America/St_Johns,America/Toronto,America/Winnipeg,America/Regina,America/Edmonton," +
		"America/Vancouver",
	"CL": "America/Santiago",
	"CN": "Asia/Shanghai",
	"CO": "America/Bogota",
	"DE": "Europe/Berlin",
	"EG": "Africa/Cairo",
	"ES": "Europe/Madrid",
	"FI": "Europe/Helsinki",
	"FR": "Europe/Paris",
	"GB": "Europe/London",
	"GR": "Europe/Athens",
	"HK": "Asia/Hong_Kong",
	"ID": "Asia/Jakarta",
	"IE": "Europe/Dublin",
	"IL": "Asia/Jerusalem",
	"IN": "Asia/Kolkata",
	"IR": "Asia/Tehran",
	"IT": "Europe/Rome",
	"JP": "Asia/Tokyo",
	"KE": "Africa/Nairobi",
	"KR": "Asia/Seoul",
	"MA": "Africa/Casablanca",
	"MX": "America/Mexico_City,America/Tijuana",
	"NG": "Africa/Lagos",
	"NP": "Asia/Kathmandu",
	"NZ": "Pacific/Auckland",
	"PE": "America/Lima",
	"PH": "Asia/Manila",
	"PK": "Asia/Karachi",
	"PL": "Europe/Warsaw",
	"PT": "Atlantic/Azores,Europe/Lisbon",
	"RU": "Europe/Moscow",
	"SA": "Asia/Riyadh",
	"SG": "Asia/Singapore",
	"TH": "Asia/Bangkok",
	"TR": "Europe/Istanbul",
	"UA": "Europe/Kyiv",
	"VE": "America/Caracas",
	"ZA": "Africa/Johannesburg",
}

var countries = func() map[string]string {
	all := map[string]string{}
	for country, zones := range countryZones {
		for zone := range strings.SplitSeq(zones, ",") {
			all[zone] = country
		}
	}
	return all
}()

// CountryOf returns the code of the country that a zone is of, "" when that is not
// known.
func CountryOf(zone string) string { return countries[zone] }
