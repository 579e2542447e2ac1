package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"televisit/clinic"
)

// A patient is one who was invented by hand, or generated.
type patient struct {
	given, family, preferred, born, language, payer string
}

var northsidePatients = []patient{
	{"Beatrix", "Abernathy-Cole", "Bea", "1947-03-12", "en", "medicare"},
	{"Çağla", "Yıldırım", "", "1988-11-02", "tr", "commercial"},
	{"José Ángel", "Guerrero Ibáñez", "Pepe", "1962-06-24", "es", "commercial"},
	{"Søren", "Eskildsen", "", "1951-01-30", "en", "medicare"},
	{"Oluwaseun", "Adeyemi-Falade", "Seun", "1979-09-17", "en", "commercial"},
	{"ליאורה", "בן־חורין", "", "1993-04-08", "he", "other"},
	{"Maximiliana Theodora Wilhelmina", "von Hohenfels-Brandenstein-Kettlewell", "Minnie", "1939-12-25", "de", "medicare"},
	{"Xuân", "Phan", "", "2001-07-19", "vi", "commercial"},
	{"Raúl", "Quiñones", "", "1970-02-03", "es", "other"},
	{"Aoife", "Ní Bhriain", "", "1984-10-11", "en", "commercial"},
	{"Zbigniew", "Krzyżanowski", "Zibi", "1955-05-05", "pl", "medicare"},
	{"Delphine", "Marchetti", "", "1990-08-28", "fr", "commercial"},
	{"Kwabena", "Asante", "", "1966-03-21", "en", "other"},
	{"Nadezhda", "Orlova", "Nadia", "1948-09-09", "ru", "medicare"},
	{"Tū", "Parata", "", "1997-12-01", "en", "commercial"},
	{"Mei-Ling", "Zhuang", "May", "1982-01-15", "zh", "commercial"},
	{"Ebba", "Sjögren", "", "2014-06-06", "en", "other"},
	{"Ravindra", "Deshmukh", "Ravi", "1973-11-23", "en", "commercial"},
	{"Philippa", "Thistlewood", "Pip", "1944-02-29", "en", "medicare"},
	{"Ikaika", "Makoa", "", "1986-07-07", "en", "commercial"},
	{"Gwendolyn", "Prudhomme", "", "1959-04-18", "en", "medicare"},
	{"Håkon", "Tveit", "", "", "en", "other"},
	{"Soledad", "Bustamante", "Sole", "1976-05-14", "es", "commercial"},
	{"Ezekiel", "Fairweather", "Zeke", "1992-08-03", "en", "other"},
	{"Anneliese", "Groß", "", "1968-12-12", "de", "commercial"},
	{"", "Tsering", "", "1981-03-03", "en", "commercial"},
}

var harborPatients = []patient{
	{"ليلى", "الحدّاد", "", "1987-02-20", "ar", "commercial"},
	{"Bartholomew", "Quillfeather", "Bart", "1949-10-04", "en", "medicare"},
	{"María José", "Echeverría Santillán", "Majo", "1991-05-27", "es", "commercial"},
	{"Nguyệt", "Trần", "", "1978-08-16", "vi", "other"},
	{"Alasdair", "MacGillechiar", "", "1965-01-09", "en", "commercial"},
	{"Chukwuemeka", "Onyekachi", "Emeka", "1983-03-31", "en", "commercial"},
	{"Żaneta", "Szczepańska", "", "1996-12-19", "pl", "commercial"},
	{"Wilhelmina", "Oosterhuis", "Willa", "1942-06-13", "en", "medicare"},
	{"Haruki", "Tachibana", "", "1974-09-25", "ja", "commercial"},
	{"Seraphina Constance Evangeline", "Featherstonehaugh-Montgomery-Ashworth", "Sera", "1953-04-01", "en", "medicare"},
	{"Kaleo", "Keawe", "", "2003-11-11", "en", "other"},
	{"Björk", "Hallgrímsdóttir", "", "1989-07-22", "en", "commercial"},
	{"Anjali", "Bhattacharya", "Anju", "1971-10-17", "en", "commercial"},
	{"Thaddeus", "Broadmoor", "Tad", "1946-02-08", "en", "medicare"},
	{"Ngaio", "Rangihuna", "", "1994-05-30", "en", "other"},
	{"Esperanza", "Zamorano", "", "1961-12-24", "es", "commercial"},
	{"François", "Lévesque", "", "1957-08-05", "fr", "medicare"},
	{"Hyun-woo", "Seong", "Henry", "1999-01-26", "ko", "commercial"},
	{"Ottoline", "Pemberwick", "Otti", "2012-09-14", "en", "other"},
	{"Dmitri", "Volkonsky", "Dima", "1980-04-22", "ru", "commercial"},
	{"Aminata", "Diabaté", "", "1985-06-18", "fr", "commercial"},
	{"Caoimhe", "O’Dálaigh", "Keeva", "1998-03-07", "en", "commercial"},
	{"Rosalind", "Hartwick", "Roz", "1950-11-29", "en", "medicare"},
	{"Teuila", "Faleolo", "", "1977-07-02", "sm", "other"},
	{"Jürgen", "Weißmüller", "", "1969-10-08", "de", "commercial"},
	{"Soraya", "Pahlavani", "", "1990-01-21", "fa", "commercial"},
}

// Generated patients are called by these. Two families can join by a hyphen.
var (
	northsideFamilies = strings.Fields(`
		Alderbrook Ashgrove Balogun Barrowclough Bellweather Brightwater Calloway Casilda Coppersmith Dalgaard Devereux Dunmore
		Eastlake Elmhirst Espinosa Fenwick Ferreira Foxworth Gallagher Garrido Glenrowan Hadley Halloran Hawksmoor Ibarra Idowu
		Ivanov Jaramillo Jessop Kapoor Kensington Kiplagat Larkspur Lavigne Lockridge Maravilla Mbeki Merriweather Nakagawa
		Nightingale Norwood Oakhurst Okonkwo Ortega Pacheco Pennington Petrov Quimby Rasmussen Redfern Rosario Sandoval Sinclair
		Stanbury Takahashi Thornbury Underhill Valdivia Wainwright Yamamoto`)
	harborFamilies = strings.Fields(`
		Ainsley Akintola Anchorage Baptiste Beaumont Blackwood Bramblewick Cavanaugh Chaudhry Cormorant Dashwood Delacroix
		Dvořák Eberhart Ekström Fontaine Fujimoto Galanis Goldwater Greywater Haverford Heron Huxley Iriarte Isaksen Jankowski
		Jimoh Kaplan Karanja Kingfisher Lachance Lighthouse Lombardi Mayfield Mehta Mizrahi Moreau Narváez Nordstrom Odhiambo
		Olivares Pascual Pelletier Quintero Rahimi Ravenscroft Rutherglen Sakamoto Seabright Sørensen Tidewell Toivonen Umarov
		Vanterpool Vasquez Wexford Windermere Yilmaz Zaleski Zimmerman`)
	givenNames = strings.Fields(`
		Ada Adaeze Aisha Alejandro Amir Ana Arjun Astrid Beatriz Benjamin Bruno Camila Chen Clara Damian Daniela Dara Elena
		Elijah Emre Esther Farah Felix Freya Gabriel Grace Hana Hassan Helena Hugo Imani Irene Isaac Ivy Jamal Jasmine Jonah
		Josephine Juan Kamala Kofi Lars Leila Lucía Malik Maeve Marcus Mina Nia Noah Nora Omar Oscar Paloma Quentin Rania René
		Rosa Samuel Sofía Tariq Tess Uma Valentina Viktor Walter Wren Xavier Yara Zainab Zoë`)
)

// record returns who as the n-th patient on file.
func (o *office) record(who patient, n int) clinic.Patient {
	p := clinic.Patient{
		MRN:   fmt.Sprintf("%c%06d", o.domain[0]-'a'+'A', 100000+n*7),
		Given: who.given, Family: who.family, Preferred: who.preferred,
		Born: o.bornOn(who), Language: who.language, PayerClass: who.payer,
		Phone:     fmt.Sprintf("(%s) 555-01%02d", o.areaCode, n%100),
		CreatedAt: o.now.Add(-time.Duration(20+o.rng.IntN(380)) * 24 * time.Hour),
	}
	if n >= len(o.patients) { // generated ones come from the beginning on
		p.CreatedAt = o.now.Add(-officeAge + time.Duration(o.rng.IntN(200*24))*time.Hour)
	}
	if n%4 != 3 { // some have no address on file
		p.Email = fmt.Sprintf("patient%d@mail.%s", n, o.domain)
	}
	if n%9 == 4 { // and some live elsewhere
		p.TimeZone = "America/Chicago"
	}
	o.decide(&p, n)
	return p
}

// decide notes what decides a visit of p, who is the n-th on file: some who speak
// another language need an interpreter, most children have a guardian on file.
func (o *office) decide(p *clinic.Patient, n int) {
	p.Interpreter = p.Language != "en" && n%2 == 0
	if p.IsChild(clinic.Day(o.now.Format(time.DateOnly))) && n%5 != 4 {
		p.GuardianName = strings.TrimSpace(givenNames[n%len(givenNames)] + " " + p.Family)
		p.GuardianPhone = fmt.Sprintf("(%s) 555-01%02d x%d", o.areaCode, (n+50)%100, 1+n%9)
	}
}

// bornOn returns when who was born: for those without a date, fourteen months
// ago.
func (o *office) bornOn(who patient) clinic.Day {
	if who.born == "" {
		return clinic.Day(o.now.AddDate(0, -14, -3).Format(time.DateOnly))
	}
	return clinic.Day(who.born)
}

// inventPatient generates one.
func (o *office) inventPatient() patient {
	pick := func(all []string) string { return all[o.rng.IntN(len(all))] }
	p := patient{given: pick(givenNames), family: pick(o.families), language: "en",
		payer: clinic.PayerClasses[o.rng.IntN(len(clinic.PayerClasses))]}
	if o.rng.IntN(4) == 0 {
		p.family += "-" + pick(o.families)
	}
	if o.rng.IntN(6) == 0 {
		p.language = "es"
	}
	p.born = birthDate(o.rng, o.now.Year())
	return p
}

func birthDate(rng *rand.Rand, year int) string {
	return fmt.Sprintf("%04d-%02d-%02d", year-2-rng.IntN(90), 1+rng.IntN(12), 1+rng.IntN(28))
}
