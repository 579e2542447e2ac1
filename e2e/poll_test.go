package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"

	"televisit/clinic"
)

const fragment = list + "/sessions"

func TestPollOfNothingNew(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ids := s.fill(t, 1)
	p := s.person(t).signIn(staff)
	p.until("two answers of 304", func() (bool, string) { return p.answered(fragment, 304) >= 2, "" })
	if n := p.answered(fragment, 200); n != 0 {
		t.Errorf("%d polls brought a list that was there", n)
	}
	s.move(t, staff, ids[0], clinic.Cancelled, "a test")
	p.poll()
	p.shows(ids[0], clinic.Cancelled)
	p.poll()
	p.until("304 again", func() (bool, string) { return p.answered(fragment, 304) >= 3, "" })
	if n := p.answered(fragment, 200); n != 1 {
		t.Errorf("one change was answered %d times", n)
	}
}

func TestPollOfALostLogin(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.person(t).signIn(staff)
	p.open(list + "?status=active")
	p.signedOut(func() {
		if _, err := s.Store.UnscopedSignOutAll(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
	})
	p.at("/login?next=%2Fpm%2Ftelehealth%3Fstatus%3Dactive")
	if n := read[int](p, `document.querySelectorAll("input[type=password]").length`); n != 1 {
		t.Errorf("%d password fields", n)
	}
	p.signInHere(staff)
	p.at("/pm/telehealth?status=active")
}

func TestPollOffline(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ids := s.fill(t, 1)
	p := s.person(t).signIn(staff)
	p.forgive("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
	p.offline(true)
	p.wait("the cards marked stale, and why",
		`document.querySelector("#sessions").matches("[data-stale]") &&
			document.querySelector("[data-offline]").textContent === "Connection lost, retrying"`)
	if read[int](p, `document.querySelectorAll("#sessions .card").length`) != 1 {
		t.Error("the old cards did not stay")
	}
	s.move(t, staff, ids[0], clinic.Cancelled, "a test")
	p.offline(false)
	p.poll()
	p.shows(ids[0], clinic.Cancelled)
	p.wait("all well", `!document.querySelector("[data-stale]") && document.querySelector("[data-offline]").textContent === ""`)
}

// goOffline also says beside the rule what the rule says, for Chromium before
// the rules could.
var goOffline = cdp.Command[offlineParams,
	network.EmulateNetworkConditionsByRuleResult]{Method: network.CommandEmulateNetworkConditionsByRule}

type offlineParams struct {
	network.EmulateNetworkConditionsByRuleParams
	Offline bool `json:"offline"`
}

// offline takes the network from the browser, or gives it back.
func (p *person) offline(gone bool) {
	p.t.Helper()
	rule := network.Conditions{Offline: gone, DownloadThroughput: -1, UploadThroughput: -1}
	send(p, goOffline, offlineParams{network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{&rule}},
		gone})
}
