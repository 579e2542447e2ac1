package demo

import (
	"slices"
	"time"
)

// Names of platforms: those that every org begins with, and morePlatforms.
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

// A slot is a visit of today.
type slot struct {
	start     int // minutes from now
	length    int // minutes
	outcome   outcome
	platform  string
	bookedAgo int // minutes; 0 is some hours or days before the start
	consent   consent
}

// today is what every office has around now, a list for each of the providers
// but for the one of both offices.
var today = [][]slot{
	{ // of the account "provider", who finds something to start, to end and to mark as missed
		{start: -235, length: 30, outcome: completed, platform: video},
		{start: -195, length: 25, outcome: completed, platform: phone},
		{start: -160, length: 30, outcome: noShow, platform: video},
		{start: -120, length: 25, outcome: callDropped, platform: room, bookedAgo: 190},
		{start: -90, length: 20, outcome: cancelled, platform: jitsi},
		{start: -60, length: 30, outcome: scheduled, platform: video, bookedAgo: 310},
		{start: -20, length: 30, outcome: active, platform: video, bookedAgo: 28},
		{start: 15, length: 25, outcome: scheduled, platform: video, bookedAgo: 110},
		{start: 40, length: 30, outcome: scheduled, platform: phone},
		{start: 75, length: 25, outcome: scheduled, platform: jitsi, bookedAgo: 61, consent: declined},
		{start: 105, length: 30, outcome: withoutConsent, platform: room, bookedAgo: 4},
		{start: 150, length: 20, outcome: scheduled, platform: readings, consent: notRequired},
		{start: 240, length: 30, outcome: scheduled, platform: video, bookedAgo: 150},
	},
	{
		{start: -210, length: 30, outcome: completed, platform: room},
		{start: -170, length: 45, outcome: noDuration, platform: video},
		{start: -115, length: 30, outcome: cancelled, platform: phone, bookedAgo: 240},
		{start: -80, length: 25, outcome: completed, platform: jitsi, bookedAgo: 170},
		{start: -50, length: 12, outcome: completed, platform: phone, bookedAgo: 58},
		{start: -25, length: 20, outcome: withoutConsent, platform: phone, bookedAgo: 75},
		{start: -5, length: 25, outcome: scheduled, platform: video, bookedAgo: 95},
		{start: 30, length: 25, outcome: scheduled, platform: room, consent: overridden},
		{start: 65, length: 30, outcome: scheduled, platform: photos, bookedAgo: 70},
		{start: 125, length: 30, outcome: withoutConsent, platform: video, bookedAgo: 95},
		{start: 170, length: 30, outcome: withoutSession, platform: video, bookedAgo: 120},
		{start: 215, length: 30, outcome: inOffice, bookedAgo: 60},
	},
	{
		{start: -180, length: 20, outcome: completed, platform: photos},
		{start: -150, length: 30, outcome: inOffice},
		{start: -105, length: 45, outcome: completed, platform: video, bookedAgo: 205},
		{start: -35, length: 45, outcome: active, platform: jitsi, bookedAgo: 43, consent: withdrawn},
		{start: 20, length: 20, outcome: scheduled, platform: phone, bookedAgo: 2},
		{start: 55, length: 30, outcome: scheduled, platform: video, bookedAgo: 80, consent: withdrawn},
		{start: 110, length: 45, outcome: inOffice},
		{start: 200, length: 30, outcome: scheduled, platform: room},
	},
}

// Whoever works in both offices cannot be in two of them at once.
var (
	soloInFirst = []slot{
		{start: -225, length: 30, outcome: completed, platform: video},
		{start: -130, length: 30, outcome: completed, platform: group},
		{start: -42, length: 20, outcome: noShow, platform: phone, bookedAgo: 50},
		{start: 45, length: 30, outcome: scheduled, platform: video, bookedAgo: 66},
		{start: 95, length: 25, outcome: scheduled, platform: phone},
	}
	soloInSecond = []slot{
		{start: -180, length: 30, outcome: completed, platform: jitsi},
		{start: -70, length: 25, outcome: noShow, platform: video},
		{start: 135, length: 30, outcome: scheduled, platform: group, bookedAgo: 22},
		{start: 180, length: 30, outcome: scheduled, platform: video},
	}
)

// visitsADay is how many handwritten visits a day has that is not today.
const visitsADay = 4

// daysBefore are the outcomes of the days before today, a line each day.
var daysBefore = []outcome{
	completed, completed, noDuration, noShow,
	completed, completed, cancelled, completed,
	callDropped, inOffice, completed, noShow,
	noDuration, completed, completed, deleted,
	completed, completed, cancelled, completed,
	completed, noDuration, completed, inOffice,
}

// daysAfter are the visits of the days after today, a line each day.
var daysAfter = []outcome{
	scheduled, scheduled, scheduled, scheduled,
	withoutConsent, scheduled, scheduled, scheduled,
	scheduled, withoutConsent, scheduled, scheduled,
	scheduled, scheduled, withoutConsent, scheduled,
}

// The weeks before those days have a few visits each, late in the day, when no generated
// one is.
const (
	firstEarlierWeek, lastEarlierWeek = 2, 11
	visitsAWeek                       = 4
	lateInTheDay                      = 16*60 + 5 // minutes
)

// earlier are the outcomes of the weeks before, over and over.
var earlier = []outcome{completed, completed, noShow, completed, completed, cancelled, completed, completed, completed, noDuration,
	completed}

// usedPlatforms are those of the visits of any day but today, the popular ones
// more than once.
var usedPlatforms = []string{video, phone, room, video, photos, jitsi, readings, video, group, former}

// handwrittenVisits returns the visits that give the demo its face: today
// around now, and four a day before and after.
func (o *office) handwrittenVisits() (all []visit) {
	days := append(slices.Clone(today), soloInFirst)
	if !o.isFirst() {
		days[solo] = soloInSecond
	}
	for provider, slots := range days {
		for _, s := range slots {
			all = append(all, o.visitToday(provider, s))
		}
	}
	for n, outcome := range daysBefore {
		all = append(all, o.visitOtherDay(-1-n/visitsADay, n, outcome))
	}
	for n := range (lastEarlierWeek - firstEarlierWeek + 1) * visitsAWeek {
		all = append(all, o.visitOfEarlierWeek(n))
	}
	for n, outcome := range daysAfter {
		all = append(all, o.visitOtherDay(1+n/visitsADay, n, outcome))
	}
	return all
}

func (o *office) visitToday(provider int, s slot) visit {
	v := visit{provider: provider, at: o.now.Truncate(5 * time.Minute).Add(minutes(s.start)), length: minutes(s.length),
		bookedAt: o.now.Add(-minutes(s.bookedAgo)), outcome: s.outcome, platform: s.platform, consent: s.consent}
	if s.bookedAgo == 0 {
		v.bookedAt = o.hoursBefore(v.at, 2, 72)
	}
	return v
}

// visitOtherDay returns the n-th visit of the days before or after today. It
// begins between half past eight and the early afternoon.
func (o *office) visitOtherDay(day, n int, what outcome) visit {
	provider := n % visitsADay
	if provider == solo && !o.isFirst() {
		provider = 0
	}
	local := o.now.In(o.zone)
	minute := 30 + n%visitsADay*95 + n/visitsADay*5
	at := time.Date(local.Year(), local.Month(), local.Day()+day, 8, minute, 0, 0, o.zone).UTC()
	v := visit{provider: provider, at: at, length: minutes(25 + n%3*10), outcome: what, platform: usedPlatforms[n%len(usedPlatforms)]}
	if what != completed && what != noDuration && v.platform == former {
		v.platform = video // nobody books the former one any more
	}
	v.bookedAt = o.hoursBefore(at, 10, 140)
	return v
}

// visitOfEarlierWeek returns the n-th visit of the weeks before, on a workday.
func (o *office) visitOfEarlierWeek(n int) visit {
	provider := n % visitsAWeek
	if provider == solo && !o.isFirst() {
		provider = 0
	}
	local := o.now.In(o.zone)
	day := local.Day() - 7*(firstEarlierWeek+n/visitsAWeek) + n%visitsAWeek
	at := time.Date(local.Year(), local.Month(), day, 0, lateInTheDay, 0, 0, o.zone)
	if at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
		at = at.AddDate(0, 0, 2)
	}
	v := visit{provider: provider, at: at.UTC(), length: minutes(20 + n%3*10), outcome: earlier[n%len(earlier)],
		platform: usedPlatforms[n%len(usedPlatforms)]}
	if v.outcome != completed && v.outcome != noDuration && v.platform == former {
		v.platform = video
	}
	v.bookedAt = o.hoursBefore(v.at, 10, 140)
	return v
}

// hoursBefore returns an instant between least and most hours before at, and
// before now.
func (o *office) hoursBefore(at time.Time, least, most int) time.Time {
	if at.After(o.now) {
		at = o.now
	}
	return at.Add(-minutes(60*least + o.rng.IntN(60*(most-least))))
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
