package handlers

import "strings"

// hostileValues are what a person hardly types into a field, and a machine does.
var hostileValues = []string{
	"", " ", "\t\r\n", "a\r\nSet-Cookie: a=b", "a\x00b", "\xff\xfe", "\xc0\xaf", "\xed\xa0\x80", "\ufeff", "\u200b", "\u00ad\u200d",
	"\u202egnp.exe", "\u2066\u2069\u2067", "e" + strings.Repeat("\u0301", 400), "👩‍👩‍👧‍👦", "ｆｕｌｌ １２", "١٢٣", "\U0010ffff", "\x7f\x1b[2J",
	"0", "-1", "-0", "+1", "1.5", "1,000", "0x10", "1e309", "NaN", "Inf", "2147483648", "9223372036854775807", "-9223372036854775808",
	"99999999999999999999999999", "1.9223372036854775807", "9223372036854775807.x", "-9223372036854775808.x", ".x", "1.", ".",
	"0000-00-00", "0000-01-01", "0001-01-01", "2026-02-30", "9999-12-31", "999999-01-01", "-001-01-01", "2026-W01-1", "2026-03-02T25:00",
	"2016-12-31T23:59:60", "2016-12-31T23:59:60Z", "23:59:60", "24:00", "00:60", "-1:00", "12:00 AM PM",
	"00000000-0000-0000-0000-000000000000", "null", "undefined", "true", "on", "[]", "{}", `{"$gt":""}`, "__proto__",
	"../../../../etc/passwd", `..\..\boot.ini`, "/", "//evil.example", `/\evil.example`, "javascript:alert(1)", "https://evil.example/",
	"data:text/html,x", "file:///etc/passwd", "tel:;ext=", "http://[::1", "http://[fe80::1%25eth0]/", "https://a:99999/", "mailto:a@b",
	"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "'-alert(1)-'", "{{.}}", "${7*7}", "' OR '1'='1", "1; DROP TABLE x",
	"%", "%00", "%2e%2e%2f", "%s%d%n%v", "{session_id}", "{{practice}}{practice}{", "=1+1", "@SUM(A1)", "a@b@c", "@", "a@\u202eb.example",
	strings.Repeat("a", 1000), strings.Repeat("ß", 9000), strings.Repeat("a ", 20000), strings.Repeat("-", 63<<10),
}

// hostileForms are bodies and queries that are no list of fields and values, or a strange one.
// FIELD stands for a field that the form has.
var hostileForms = []string{
	"=", "&&&", "%", "a=%", "%zz=1", "a;b=1", "FIELD", "FIELD=1&FIELD=2&FIELD=", "FIELD[]=1&FIELD[a]=2", "FIELD=1;FIELD=2", "%00=1", "%ff=%fe",
	"=x", "+=+", "FIELD=%u0041", "FIELD=%C0%AF", "FIELD=%ED%A0%80%ED%B0%80", "%46IELD=%", "FIELD=%0d%0aSet-Cookie:%20a=b", "org=other",
	"kept=1", "next=%2F%2Fevil.example", "next=%2F%5Cevil.example", "do=\x01", "once=1&once=2", strings.Repeat("FIELD&", 9000),
	strings.Repeat("a", 64<<10), "FIELD=" + strings.Repeat("a", 64<<10),
}

// hostilePlaces are what is asked for in the place of an id.
var hostilePlaces = []string{
	"x", "%00", "%ff", "%2e%2e%2f", "..%2f..%2fetc", "%2f%2fevil.example", "%5c", "%20",
	"%0d%0aa", "%u0041", "-1", "1%20or%201=1", "%e2%80%ae",
	"{id}", ";", ".", "..", "%3Cscript%3E", "00000000-0000-0000-0000-000000000000", "HARBOR", "OTHER", strings.Repeat("a", 4000),
	"%25", "a;b=c",
}

// hostileHeaders are headers as no browser sends them: a name and a value.
var hostileHeaders = [][2]string{
	{"Accept-Language", "\xff\x00"}, {"Accept-Language", strings.Repeat("es,", 5000)}, {"Accept-Language", "es;q=x,*;q=-1,,"},
	{"Accept-Encoding", "gzip;q=0, \x01"}, {"Accept", "application/json"}, {"Range", "bytes=0-0,-1,9-"}, {"Range", "bytes=\xff"},
	{"If-None-Match", "\"\xff"}, {"If-None-Match", "*"}, {"If-Modified-Since", "Mon, 30 Feb 999999 25:61:61"}, {"If-Match", "W/"},
	{"HX-Request", "\x00"}, {"HX-Request", "false"}, {"HX-Target", "<script>"}, {"HX-Trigger", strings.Repeat("x", 9000)},
	{"HX-PTag", "\xff"}, {"HX-PTag", strings.Repeat("x", 20000)}, {"HX-Boosted", "true"}, {"HX-History-Restore-Request", "true"},
	{"HX-Current-URL", "http://[::1"}, {"HX-Current-URL", "javascript:alert(1)"}, {"HX-Current-URL", "http://x/\x00?%zz"},
	{"HX-Current-URL", "/pm/telehealth?after=9223372036854775807.x&from=0000-00-00"}, {"Referer", "::"}, {"Referer", home + "/\x00%zz"},
	{"Origin", "null"}, {"Origin", "\xff"}, {"Sec-Fetch-Site", "nowhere"}, {"X-Forwarded-For", "\xff, ::1%x, 1.2.3"},
	{"X-Forwarded-Host", "evil.example"},
	{"X-HTTP-Method-Override", "DELETE"}, {"User-Agent", strings.Repeat("\xff", 30000)}, {"User-Agent", "\u202e<b>"},
	{"Content-Encoding", "gzip"},
	{"Expect", "200-maybe"}, {"Upgrade", "websocket"}, {"Host", ""}, {"Host", "evil.example"}, {"Host", "[::1]:99999"},
	{"Host", "a b"}, {"Host", "\xff"},
	{"Cookie", "=;;=;"}, {"Cookie", "COOKIE="}, {"Cookie", "COOKIE=\x00\xff; COOKIE=%zz"}, {"Cookie", strings.Repeat("COOKIE=x;", 5000)},
	{"Cookie", "COOKIE=" + strings.Repeat("x", 50000)}, {"Cookie", "COOKIE=' OR 1=1"}, {"Cookie", "COOKIE"}, {"Authorization", "Basic ///"},
	{"Content-Type", "application/json"}, {"Content-Type", "multipart/form-data"}, {"Content-Type", "multipart/form-data; boundary="},
	{"Content-Type", "multipart/form-data; boundary=x"}, {"Content-Type", "application/x-www-form-urlencoded; charset=\xff"},
	{"Content-Type", "application/x-www-form-urlencoded; charset=utf-7"},
	{"Content-Type", ";"}, {"Content-Type", "text/plain"}, {"Content-Type", ""},
}

// hostileMethods are those of no route, or of another one.
var hostileMethods = []string{"PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "GET", "POST"}
