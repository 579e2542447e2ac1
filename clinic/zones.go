package clinic

// Zones are the time zones that a person picks one from: those of the United
// States first, then one for each clock that people elsewhere live by. An org
// may be in any other by name.
var Zones = []string{
	"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu",
	"America/Boise", "America/Detroit", "America/Indiana/Indianapolis", "America/Kentucky/Louisville", "America/Adak",
	"America/Puerto_Rico", "America/St_Thomas", "Pacific/Guam", "Pacific/Saipan", "Pacific/Pago_Pago",
	"America/Halifax", "America/St_Johns", "America/Toronto", "America/Winnipeg", "America/Regina", "America/Edmonton", "America/Vancouver",
	"America/Mexico_City", "America/Tijuana", "America/Bogota", "America/Lima", "America/Caracas", "America/Santiago",
	"America/Sao_Paulo", "America/Argentina/Buenos_Aires",
	"Atlantic/Azores", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Berlin", "Europe/Madrid", "Europe/Paris",
	"Europe/Rome", "Europe/Warsaw", "Europe/Athens", "Europe/Helsinki", "Europe/Kyiv", "Europe/Istanbul", "Europe/Moscow",
	"Africa/Casablanca", "Africa/Lagos", "Africa/Cairo", "Africa/Johannesburg", "Africa/Nairobi",
	"Asia/Jerusalem", "Asia/Riyadh", "Asia/Dubai", "Asia/Tehran", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka",
	"Asia/Bangkok", "Asia/Jakarta", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Manila", "Asia/Singapore", "Asia/Seoul", "Asia/Tokyo",
	"Australia/Perth", "Australia/Darwin", "Australia/Adelaide", "Australia/Brisbane", "Australia/Sydney", "Pacific/Auckland",
	"UTC",
}
