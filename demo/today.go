package demo

import "time"

// A slot is a visit of today, in minutes from now.
type slot struct {
	lane, at, length int
	fate             fate
	on               string
	booked           int // so many minutes ago; 0 is some hours or days
}

// Names of platforms that the plan uses.
const (
	video    = "Video visit"
	room     = "Video room"
	phone    = "Phone"
	jitsi    = "Own Jitsi server"
	photos   = "Photo review"
	readings = "Home readings"
	group    = "Group room"
	former   = "Former video bridge"
)

// today is what every office has around now. Lane 0 is the account
// "provider", who finds something to start, to end and to mark as missed.
var today = []slot{
	{0, -235, 30, done, video, 0},
	{0, -195, 25, done, phone, 0},
	{0, -160, 30, missed, video, 0},
	{0, -120, 25, cutOff, room, 190},
	{0, -90, 20, calledOff, jitsi, 0},
	{0, -60, 30, coming, video, 310},
	{0, -20, 30, running, video, 28},
	{0, 15, 25, coming, video, 110},
	{0, 40, 30, coming, phone, 0},
	{0, 75, 25, coming, jitsi, 61},
	{0, 105, 30, unasked, room, 4},
	{0, 150, 20, coming, readings, 0},
	{0, 240, 30, coming, video, 150},

	{1, -210, 30, done, room, 0},
	{1, -170, 45, untimed, video, 0},
	{1, -115, 30, calledOff, phone, 240},
	{1, -80, 25, done, jitsi, 170},
	{1, -50, 12, done, phone, 58},
	{1, -25, 20, unasked, phone, 75},
	{1, -5, 25, coming, video, 95},
	{1, 30, 25, coming, room, 0},
	{1, 65, 30, coming, photos, 70},
	{1, 125, 30, unasked, video, 95},
	{1, 170, 30, bare, video, 120},
	{1, 215, 30, inOffice, "", 60},

	{2, -180, 20, done, photos, 0},
	{2, -150, 30, inOffice, "", 0},
	{2, -105, 45, done, video, 205},
	{2, -35, 45, running, jitsi, 43},
	{2, 20, 20, coming, phone, 2},
	{2, 55, 30, coming, video, 80},
	{2, 110, 45, inOffice, "", 0},
	{2, 200, 30, coming, room, 0},
}

// The one who works in both offices cannot be in two of them at once.
var (
	soloMorning = []slot{{3, -225, 30, done, video, 0}, {3, -130, 30, done, group, 0}, {3, -42, 20, missed, phone, 50}, {3, 45, 30, coming, video, 66}, {3, 95, 25, coming, phone, 0}}
	soloEvening = []slot{{3, -180, 30, done, jitsi, 0}, {3, -70, 25, missed, video, 0}, {3, 135, 30, coming, group, 22}, {3, 180, 30, coming, video, 0}}
)

// others are the fates of the visits of the days before today, and the
// platforms of any other day.
var (
	others = []fate{done, done, untimed, missed, done, done, calledOff, done, cutOff, inOffice, done, missed,
		untimed, done, done, hidden, done, done, calledOff, done, done, untimed, done, inOffice}
	elsewhere = []string{video, phone, room, video, photos, jitsi, readings, video, group, former}
)

// handmade plans the visits that give the demo its face: today around now, and
// four a day before and after.
func (f *office) handmade() {
	slots := append(append([]slot{}, today...), soloMorning...)
	if len(f.orgs) > 1 && f.orgs[1] == f {
		slots = append(append([]slot{}, today...), soloEvening...)
	}
	base := f.now.Truncate(5 * time.Minute)
	for _, s := range slots {
		v := visit{lane: s.lane, at: base.Add(minutes(s.at)), length: minutes(s.length), fate: s.fate, on: s.on, booked: f.now.Add(-minutes(s.booked))}
		if s.booked == 0 {
			v.booked = f.before(v.at, 2, 70)
		}
		f.plan = append(f.plan, v)
	}
	for k, fate := range others {
		f.otherDay(-1-k/4, k, fate)
	}
	for k := range 16 {
		fate := coming
		if k%5 == 4 {
			fate = unasked
		}
		f.otherDay(1+k/4, k, fate)
	}
}

// otherDay plans the k-th visit of the days that are not today.
func (f *office) otherDay(day, k int, what fate) {
	lane := k % 4
	if lane == 3 && f.orgs[0] != f {
		lane = 0 // whoever works in both offices is in the first one then
	}
	local := f.now.In(f.zone)
	at := time.Date(local.Year(), local.Month(), local.Day()+day, 8, 30+k%4*95+k/4*5, 0, 0, f.zone).UTC()
	v := visit{lane: lane, at: at, length: minutes(25 + k%3*10), fate: what, on: elsewhere[k%len(elsewhere)]}
	if what != done && what != untimed && v.on == former {
		v.on = video // nobody books it any more
	}
	v.booked = f.before(at, 10, 130)
	f.plan = append(f.plan, v)
}

// before returns an instant some hours before at, and before now.
func (f *office) before(at time.Time, least, span int) time.Time {
	if at.After(f.now) {
		at = f.now
	}
	return at.Add(-minutes(60*least + f.rng.IntN(60*span)))
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
